"""A right that comes later meets everything that was seen: at once, without asking a shop, and only once."""

import json
import shutil
from pathlib import Path

import factories
import pytest
from installation import Installation, close_houses, found, house

from domain.lead import Lead
from domain.listing_json import write_line
from domain.report import StageReport
from flows.new_rights import Choice, NoRightsError, choose, named
from flows.rematch import Asked, NothingSeenError, Rematched
from flows.rematch import rematch as compare
from flows.watch import Silent
from registry.changes import UnknownVersionError

HEAD = "right_id,kind,mark_text,images,holder,nice_classes,status\n"
FIRST = "TM-9,trademark,Orvandel,,Orvandel Co,9,registered\n"
NEW = "TM-1,trademark,Velmora,,Velmora Works,25,registered\nTM-2,trademark,,logo.png,Quistrel Co,18,registered\n"
OFFERS = (("L-1", "Velmora 加厚外套", ""), ("L-2", "帆布袋", "copy.png"), ("L-3", "素色棉布 两米", ""))


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A night that knew only a right that nothing refers to; then two more rights came."""
    folder = tmp_path_factory.mktemp("scanned")
    factories.picture(folder / "logo.png", 5)
    factories.picture(folder / "copy.png", 5)
    listings = [
        factories.listing(name, title, source="", seen_at=None, images=(str(folder / image),) if image else ())
        for name, title, image in OFFERS
    ]
    (folder / "feed.jsonl").write_text("".join(write_line(one, folder) for one in listings), encoding="utf-8")
    (folder / "sources.toml").write_text(
        '[sources.corner]\nplatform = "feed"\nstart = ["feed.jsonl"]\nmin_listings = 1\n', encoding="utf-8"
    )
    at = Installation(folder)
    register(at, FIRST)
    at.run("scan")
    assert not list(house(at).leads.every([]))
    register(at, FIRST + NEW)
    at.run("registry", "import", "registry.csv")
    close_houses()
    return folder


@pytest.fixture
def before(scanned: Path, tmp_path: Path) -> Installation:
    """That installation, for one test."""
    shutil.copytree(scanned, tmp_path / "house")
    return Installation(tmp_path / "house")


def register(at: Installation, rows: str) -> None:
    """What the registry file says from now on."""
    (at.folder / "registry.csv").write_text(HEAD + rows, encoding="utf-8")


def rematch(at: Installation, choice: Choice, pictures: int | None = 1_000) -> Rematched:
    opened = house(at)
    return compare(opened, Asked(choose(opened, choice).rights, pictures), Silent())


def report(done: Rematched) -> StageReport:
    (only,) = done.reports
    assert not only.error
    return only


def leads(at: Installation) -> list[Lead]:
    return sorted(house(at).leads.every([]), key=lambda lead: lead.listing.listing_id)


def another_night(at: Installation, old: str, new: str) -> None:
    """The shop changes what it offers, and a night that knows no new right reads it."""
    feed = at.folder / "feed.jsonl"
    feed.write_text(feed.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    register(at, FIRST)
    at.run("registry", "import", "registry.csv", "--allow-shrink")
    at.run("scan")
    register(at, FIRST + NEW)
    at.run("registry", "import", "registry.csv")


SINCE = Choice(since="registry@1")


@pytest.mark.parametrize("pictures", [1_000, None])
def test_names_and_pictures_seen_earlier_become_leads_with_their_evidence(
    before: Installation, pictures: int | None
) -> None:
    (before.folder / "copy.png").unlink()  # the shop's own copy is not needed: what was kept is
    done = rematch(before, SINCE, pictures)
    assert (report(done).count("listings"), report(done).count("new")) == (3, 2)
    by_name, by_picture = leads(before)
    assert "mark_in_title" in {signal.name for signal in by_name.signals}
    assert "picture_copy" in {signal.name for signal in by_picture.signals}
    (night,) = (path.name for path in (before.folder / "data" / "runs").glob("*") if "-rematch-" not in path.name)
    for lead in (by_name, by_picture):
        assert lead.rematch == done.run_id
        assert lead.run_id == night, "the captures lie where the listing was read"
        assert lead.registry_version == "registry@2"
        assert lead.last_seen < lead.first_found, "nobody has seen the listing since"
    assert by_picture.listing.images[0].startswith(str(before.folder / "data" / "blobs"))


def test_a_picture_that_may_not_be_opened_is_counted(before: Installation) -> None:
    done = rematch(before, SINCE, 0)
    assert done.opened is not None
    assert (done.opened.compared, done.opened.alike, done.opened.passed) == (1, 1, 1)
    assert [lead.right.right_id for lead in leads(before)] == ["TM-1"]


def test_a_rematch_finds_what_the_next_night_finds(before: Installation) -> None:
    rematch(before, SINCE)
    early = found(house(before).leads)
    before.run("scan")
    assert found(house(before).leads) == early
    assert all(lead.rematch for lead in leads(before)), "what found it first is remembered"


def test_a_second_rematch_adds_nothing(before: Installation) -> None:
    rematch(before, SINCE)
    first = found(house(before).leads)
    again = report(rematch(before, Choice(("TM-2",), holder="velmora works")))
    assert (again.count("new"), again.count("seen_again")) == (0, 2)
    assert found(house(before).leads) == first


def test_what_is_gone_is_told_and_not_queued(before: Installation) -> None:
    another_night(before, '"L-1"', '"L-7"')
    done = rematch(before, Choice(("TM-1",)))
    assert (report(done).count("gone"), report(done).count("new")) == (1, 1)
    assert [lead.listing.listing_id for lead in leads(before)] == ["L-7"]
    kept = before.folder / "data" / "runs" / done.run_id / "corner" / "not-queued.jsonl"
    (line,) = map(json.loads, kept.read_text(encoding="utf-8").splitlines())
    assert (line["listing_id"], line["why"]) == ("L-1", "gone")
    assert line["gone_since"]


def test_only_the_last_word_of_an_offer_counts(before: Installation) -> None:
    another_night(before, "Velmora 加厚外套", "素色外套")
    done = rematch(before, Choice(("TM-1",)))
    assert (report(done).count("listings"), report(done).count("matches")) == (3, 0)


def test_a_changed_right_brings_its_leads_up_to_date(before: Installation) -> None:
    rematch(before, SINCE)
    register(before, FIRST + NEW.replace("Velmora Works", "Velmora House"))
    before.run("registry", "import", "registry.csv")
    assert [one.right_id for one in choose(house(before), Choice(since="registry@2")).rights] == ["TM-1"]
    rematch(before, Choice(since="registry@2"))
    assert (leads(before)[0].right.holder, leads(before)[0].registry_version) == ("Velmora House", "registry@3")


def test_a_shard_that_was_cut_gives_what_is_left_and_says_so(before: Installation) -> None:
    (lines,) = (before.folder / "data" / "seen" / "corner").glob("*/listings.jsonl.gz")
    lines.write_bytes(lines.read_bytes()[:-20])
    child = before.start("rematch", "--since", "registry@1")
    said, _ = child.communicate(timeout=180)
    assert child.returncode == 3
    assert "of its 3 listings could be read" in said
    before.run("scan")  # what is still on sale is kept anew
    newest = max((before.folder / "data" / "runs").glob("*/corner/archive.json"))
    assert json.loads(newest.read_text(encoding="utf-8"))["counts"]["added"] == 3


def test_rights_come_from_files_too_and_unknown_ones_are_told(before: Installation) -> None:
    path = before.folder / "ids.txt"
    path.write_text("TM-1\n\nTM-404\n", encoding="utf-8")
    chosen = choose(house(before), Choice(named([str(path), "TM-2"])))
    assert [right.right_id for right in chosen.rights] == ["TM-1", "TM-2"]
    assert chosen.unknown == ("TM-404",)
    path.write_bytes(b"\xff\xfe\x00broken")
    with pytest.raises(NoRightsError, match="in UTF-8"):
        named([str(path)])


def test_rights_are_new_since_a_day_or_a_version(before: Installation) -> None:
    opened = house(before)
    assert len(choose(opened, Choice(since="2020-01-01")).rights) == 3
    assert len(choose(opened, Choice(since="registry@0")).rights) == 3
    with pytest.raises(NoRightsError, match="no right is new or other"):
        choose(opened, Choice(since="2100-01-01"))
    with pytest.raises(NoRightsError, match="takes a version"):
        choose(opened, Choice(since="yesterday"))
    with pytest.raises(NoRightsError, match="no such right"):
        choose(opened, Choice(("TM-404",)))
    with pytest.raises(UnknownVersionError, match="registry@9 is not kept"):
        choose(opened, Choice(since="registry@9"))
    with pytest.raises(UnknownVersionError, match="no version nowhere@1"):
        choose(opened, Choice(since="nowhere@1"))


def test_where_nothing_was_seen_it_says_what_to_do(before: Installation) -> None:
    shutil.rmtree(before.folder / "data" / "seen")
    with pytest.raises(NothingSeenError, match="markhound scan"):
        rematch(before, SINCE)
    child = before.start("rematch")
    said, _ = child.communicate(timeout=180)
    assert child.returncode == 2
    assert "say which rights" in said


def test_the_verb_says_what_came_of_it_and_the_lead_where_it_is_from(before: Installation) -> None:
    said = before.run("rematch", "--rights", "TM-1", "--json")
    told = json.loads(said[said.index("{") :])
    assert told["rights"] == 1
    (lead,) = leads(before)
    assert lead.rematch == told["run_id"]
    assert f"found by the rematch {told['run_id']}" in before.run("leads", "show", lead.lead_id)
