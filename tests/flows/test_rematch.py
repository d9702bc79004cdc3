"""A right that comes later meets everything that was seen: at once, without asking a shop, and only once."""

import json

import pytest
from installation import Installation, found, house

from domain.lead import Lead

HEAD = "right_id,kind,mark_text,images,holder,nice_classes,status\n"
FIRST = "TM-9,trademark,Orvandel,,Orvandel Co,9,registered\n"
NEW = "TM-1,trademark,Velmora,,Velmora Works,25,registered\nTM-2,trademark,,logo.png,Quistrel Co,16,registered\n"


@pytest.fixture
def before(small: Installation) -> Installation:
    """A night that knew only a right that nothing refers to; then two more rights came."""
    registry = small.folder / "registry.csv"
    registry.write_text(HEAD + FIRST, encoding="utf-8")
    small.run("scan")
    assert not list(house(small).leads.every([]))
    registry.write_text(HEAD + FIRST + NEW, encoding="utf-8")
    small.run("registry", "import", str(registry))
    return small


def rematch(at: Installation, *options: str) -> dict[str, object]:
    said = at.run("rematch", *options, "--json")
    value = json.loads(said[said.index("{") :])
    assert isinstance(value, dict)
    return value


def counts(told: dict[str, object]) -> dict[str, int]:
    (source,) = told["sources"]  # type: ignore[misc]
    return dict(source["counts"])


def leads(at: Installation) -> list[Lead]:
    return sorted(house(at).leads.every([]), key=lambda lead: lead.listing.listing_id)


def shop(at: Installation, old: str, new: str) -> None:
    """Changes what the shop offers."""
    feed = at.folder / "feed.jsonl"
    feed.write_text(feed.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def test_names_and_pictures_seen_earlier_become_leads_with_their_evidence(before: Installation) -> None:
    (before.folder / "copy.png").unlink()  # the shop's own copy is not needed: what was kept is
    told = rematch(before, "--since", "registry@1")
    assert told["rights"] == 2
    assert (counts(told)["listings"], counts(told)["new"]) == (3, 2)
    by_name, by_picture = leads(before)
    assert [signal.name for signal in by_name.signals if signal.name == "mark_in_title"]
    assert [signal.name for signal in by_picture.signals if signal.name == "picture_copy"]
    (night,) = (path.name for path in (before.folder / "data" / "runs").glob("*") if "-rematch-" not in path.name)
    for lead in (by_name, by_picture):
        assert lead.rematch == told["run_id"]
        assert lead.run_id == night, "the captures lie where the listing was read"
        assert lead.registry_version == "registry@2"
    assert by_picture.listing.images[0].startswith(str(before.folder / "data" / "blobs"))
    assert "rematch" in before.run("leads", "show", by_name.lead_id)


def test_a_rematch_finds_what_the_next_night_finds(before: Installation) -> None:
    rematch(before, "--since", "registry@1")
    early = found(house(before).leads)
    before.run("scan")
    assert found(house(before).leads) == early
    assert {lead.rematch for lead in leads(before)} != {""}, "what found it first is remembered"


def test_a_second_rematch_adds_nothing(before: Installation) -> None:
    rematch(before, "--since", "registry@1")
    first = found(house(before).leads)
    again = counts(rematch(before, "--holder", "velmora works", "--rights", "TM-2"))
    assert (again["new"], again["seen_again"]) == (0, 2)
    assert found(house(before).leads) == first


def test_what_is_gone_is_told_and_not_queued(before: Installation) -> None:
    shop(before, '"L-1"', '"L-7"')
    sources = before.folder / "sources.toml"
    registry = before.folder / "registry.csv"
    registry.write_text(HEAD + FIRST, encoding="utf-8")
    before.run("registry", "import", str(registry), "--allow-shrink")
    before.run("scan")
    assert sources.is_file()
    registry.write_text(HEAD + FIRST + NEW, encoding="utf-8")
    before.run("registry", "import", str(registry))
    told = rematch(before, "--rights", "TM-1")
    assert (counts(told)["gone"], counts(told)["new"]) == (1, 1)
    assert [lead.listing.listing_id for lead in leads(before)] == ["L-7"]
    kept = before.folder / "data" / "runs" / str(told["run_id"]) / "corner" / "not-queued.jsonl"
    (line,) = kept.read_text(encoding="utf-8").splitlines()
    assert (json.loads(line)["listing_id"], json.loads(line)["why"]) == ("L-1", "gone")


def test_only_the_last_word_of_an_offer_counts(before: Installation) -> None:
    registry = before.folder / "registry.csv"
    registry.write_text(HEAD + FIRST, encoding="utf-8")
    before.run("registry", "import", str(registry), "--allow-shrink")
    shop(before, "Velmora 加厚外套", "素色外套")
    before.run("scan")
    registry.write_text(HEAD + FIRST + NEW, encoding="utf-8")
    before.run("registry", "import", str(registry))
    told = rematch(before, "--rights", "TM-1")
    assert counts(told)["matches"] == 0
    assert counts(told)["listings"] == 3


def test_rights_can_be_named_in_a_file_and_unknown_ones_are_told(before: Installation) -> None:
    (before.folder / "ids.txt").write_text("TM-1\n\nTM-404\n", encoding="utf-8")
    child = before.start("rematch", "--rights", "ids.txt")
    said, _ = child.communicate(timeout=120)
    assert child.returncode == 3
    assert "no right TM-404" in said
    assert [lead.right.right_id for lead in leads(before)] == ["TM-1"]


@pytest.mark.parametrize(
    ("options", "why"),
    [
        ((), "say which rights"),
        (("--rights", "TM-404"), "no such right"),
        (("--since", "registry@9"), "is not kept"),
        (("--since", "nowhere@1"), "there is no version"),
        (("--since", "yesterday"), "takes a version"),
        (("--since", "2100-01-01"), "no right is new or other"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(before: Installation, options: tuple[str, ...], why: str) -> None:
    child = before.start("rematch", *options)
    said, _ = child.communicate(timeout=120)
    assert child.returncode == 2
    assert why in " ".join(said.split())


def test_a_shard_that_was_cut_gives_what_is_left_and_says_so(before: Installation) -> None:
    (lines,) = (before.folder / "data" / "seen" / "corner").glob("*/listings.jsonl.gz")
    lines.write_bytes(lines.read_bytes()[:-20])
    child = before.start("rematch", "--since", "registry@1")
    said, _ = child.communicate(timeout=120)
    assert child.returncode == 3
    assert "of its 3 listings could be read" in said
    shop(before, "nothing", "nothing")
    before.run("scan")  # what is still on sale is kept anew
    report = json.loads(max((before.folder / "data" / "runs").glob("*/corner/archive.json")).read_text("utf-8"))
    assert report["counts"]["added"] == 3


def test_an_installation_that_has_seen_nothing_says_what_to_do(small: Installation) -> None:
    small.run("registry", "import", str(small.folder / "registry.csv"))
    child = small.start("rematch", "--rights", "TM-1")
    said, _ = child.communicate(timeout=120)
    assert child.returncode == 2
    assert "markhound scan" in said


def test_a_changed_right_brings_its_leads_up_to_date(before: Installation) -> None:
    rematch(before, "--since", "registry@1")
    registry = before.folder / "registry.csv"
    registry.write_text(HEAD + FIRST + NEW.replace("Velmora Works", "Velmora House"), encoding="utf-8")
    before.run("registry", "import", str(registry))
    told = rematch(before, "--since", "registry@2")
    assert told["rights"] == 1
    assert leads(before)[0].right.holder == "Velmora House"
    assert leads(before)[0].registry_version == "registry@3"
