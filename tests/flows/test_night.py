"""A night end to end: as it should be, cut off anywhere, twice at once, on both databases."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from installation import Installation, found, house, kill, processes, report, wait_for

from domain.decision import Decision, Reason, Verdict
from domain.lead import LeadState


@pytest.fixture
def on_each(small: Installation, database_url: str) -> Installation:
    return Installation(small.folder, {"MARKHOUND_DATABASE_URL": database_url})


def test_a_scan_finds_what_is_there_and_nothing_else(on_each: Installation) -> None:
    on_each.run("scan")
    leads = {lead.listing.listing_id: lead for lead in house(on_each).leads.every([])}
    assert set(leads) == {"L-1", "L-2"}
    assert leads["L-1"].signals[0].name == "mark_in_title"
    assert leads["L-2"].signals[0].name == "picture_copy"
    assert all(lead.listing.page is not None and lead.listing.page.digest for lead in leads.values())


def test_pictures_of_a_lead_lie_in_the_store_under_their_digest(small: Installation) -> None:
    small.run("scan")
    lead = next(lead for lead in house(small).leads.every([]) if lead.listing.listing_id == "L-2")
    (picture,) = lead.listing.images
    (view,) = lead.right.images
    for kept in map(Path, (picture, view)):
        assert kept.is_file()
        assert len(kept.name) == 64
    assert lead.listing.pictures[0].digest == Path(picture).name


def test_the_second_night_makes_no_lead_twice_and_keeps_decisions(on_each: Installation) -> None:
    on_each.run("scan")
    store = house(on_each).leads
    lead = store.page([]).leads[0]
    store.decide(
        Decision("d", lead.lead_id, Verdict.INFRINGING, Reason.COUNTERFEIT, "", "Lin", lead.last_found, lead.evidence)
    )
    on_each.run("scan")
    assert store.counts()[LeadState.CONFIRMED] == 1
    assert store.counts()[LeadState.OPEN] == 1


def test_a_changed_listing_reopens_its_decided_lead(small: Installation) -> None:
    small.run("scan")
    store = house(small).leads
    lead = next(lead for lead in store.every([]) if lead.listing.listing_id == "L-1")
    store.decide(
        Decision("d", lead.lead_id, Verdict.NOT_INFRINGING, Reason.RESALE, "", "Lin", lead.last_found, lead.evidence)
    )
    feed = small.folder / "feed.jsonl"
    feed.write_text(feed.read_text(encoding="utf-8").replace("Velmora 加厚外套", "Velmora 复刻外套"), encoding="utf-8")
    small.run("scan")
    again = store.get(lead.lead_id)
    assert again is not None
    assert again.state is LeadState.CHANGED


def test_a_failing_source_does_not_stop_the_others_and_is_reported(small: Installation) -> None:
    sources = small.folder / "sources.toml"
    broken = '[sources.gone]\nplatform = "feed"\nstart = ["missing.jsonl"]\n\n'
    sources.write_text(broken + sources.read_text(encoding="utf-8"), encoding="utf-8")
    child = small.start("scan")
    said, _ = child.communicate(timeout=120)
    assert child.returncode == 3
    assert "gone" in said
    assert "Traceback" not in said
    assert len(found(house(small).leads)) == 2
    stages = report(small.folder)["stages"]
    assert isinstance(stages, list)
    assert [s["source"] for s in stages if s["error"]] == ["gone"]


def scan(at: Installation, *names: str) -> tuple[int, str]:
    child = at.start("scan", *names)
    said, _ = child.communicate(timeout=120)
    assert "Traceback" not in said
    return child.returncode, said


def test_a_night_without_any_rights_fails_loudly(small: Installation) -> None:
    code, said = scan(Installation(small.folder, {"MARKHOUND_REGISTRY": ""}))
    assert code == 2
    assert "there are no rights to match with; run `markhound registry import`" in said


def test_where_every_source_failed_nothing_was_done_though_the_registry_is_fresh(small: Installation) -> None:
    broken = '[sources.gone]\nplatform = "feed"\nstart = ["missing.jsonl"]\n'
    (small.folder / "sources.toml").write_text(broken + broken.replace("gone", "lost"), encoding="utf-8")
    assert scan(small)[0] == 2
    assert scan(Installation(small.folder, {"MARKHOUND_REGISTRY": "absent.csv"}))[0] == 2


@pytest.mark.parametrize("name", ["absent.csv", "x" * 300 + "/rights.csv"])
def test_a_registry_file_that_fails_in_whatever_way_is_reported_and_the_night_goes_on(
    small: Installation, name: str
) -> None:
    small.run("registry", "import", "registry.csv")
    code, said = scan(Installation(small.folder, {"MARKHOUND_REGISTRY": name}))
    assert code == 3, said
    assert f"{Path(name).name}: refresh failed" in said
    assert len(found(house(small).leads)) == 2


def test_leads_lapse_in_the_night_that_takes_their_right_away_and_come_back_with_it(small: Installation) -> None:
    small.run("scan")
    registry = small.folder / "registry.csv"
    whole = registry.read_text(encoding="utf-8")
    registry.write_text(whole.replace("TM-1,trademark,Velmora", "TM-3,trademark,Quibbleton"), encoding="utf-8")
    small.run("scan")
    assert {one.right.right_id: one.state for one in house(small).leads.every([])} == {
        "TM-1": LeadState.LAPSED,
        "TM-2": LeadState.OPEN,
    }
    registry.write_text(whole, encoding="utf-8")
    small.run("scan")
    assert {one.state for one in house(small).leads.every([])} == {LeadState.OPEN}


def test_leads_name_the_version_of_the_register_and_a_rollback_holds_in_the_next_night(small: Installation) -> None:
    small.run("scan")
    assert {one.registry_version for one in house(small).leads.every([])} == {"registry@1"}
    registry = small.folder / "registry.csv"
    registry.write_text(registry.read_text(encoding="utf-8").replace("Velmora,,", "Velmora coats,,"), encoding="utf-8")
    small.run("registry", "import", str(registry))
    small.run("registry", "rollback", "registry")
    child = small.start("scan")
    said, _ = child.communicate(timeout=120)
    assert "was rolled back" in said
    assert {one.registry_version for one in house(small).leads.every([])} == {"registry@3"}
    assert {right.mark_text for right in house(small).registry.rights()} == {"Velmora", ""}


def test_a_night_takes_in_the_deltas_beside_a_registry_file_once(small: Installation) -> None:
    deltas = small.folder / "registry.deltas"
    deltas.mkdir()
    header = "right_id,kind,mark_text,status,updated_on\n"
    (deltas / "b.csv").write_text(header + "TM-1,trademark,Velmora,cancelled,2099-01-02\n", encoding="utf-8")
    (deltas / "c.csv").write_text(header + "TM-1,trademark,Velmora,registered,2099-01-01\n", encoding="utf-8")
    (deltas / "a.csv").write_text("no header\n", encoding="utf-8")
    child = small.start("scan")
    said, _ = child.communicate(timeout=120)
    assert (child.returncode, "a.csv" in said) == (3, True)
    assert {one.right.right_id for one in house(small).leads.every([])} == {"TM-2"}
    (deltas / "a.csv").unlink()
    small.run("scan")
    assert [one.number for one in house(small).registry.versions()] == [1, 2, 3]


def test_no_listing_chooses_the_day_on_which_rights_are_judged(small: Installation) -> None:
    (small.folder / "registry.csv").write_text(
        "right_id,kind,mark_text,status,expires_on\nTM-1,trademark,Velmora,registered,2020-01-01\n", encoding="utf-8"
    )
    feed = small.folder / "feed.jsonl"
    lines = map(json.loads, feed.read_text(encoding="utf-8").splitlines())
    feed.write_text("".join(json.dumps(one | {"seen_at": "2019-06-01"}) + "\n" for one in lines), encoding="utf-8")
    small.run("scan")
    assert found(house(small).leads) == set()


def test_a_night_writes_down_where_the_chain_ends(small: Installation) -> None:
    small.run("scan")
    ledger = house(small).ledger
    assert report(small.folder)["chain"] == {"length": 1, "head": ledger.links()[-1].digest}


def test_a_registry_that_is_refused_leaves_the_old_one_in_force(small: Installation) -> None:
    small.run("scan")
    registry = small.folder / "registry.csv"
    registry.write_text(registry.read_text(encoding="utf-8") + "TM-1,trademark,Other,,,,\n", encoding="utf-8")
    child = small.start("scan")
    said, _ = child.communicate(timeout=120)
    assert child.returncode == 3
    assert "line" in said
    assert {right.mark_text for right in house(small).registry.rights()} == {"Velmora", ""}


def test_evidence_of_a_night_verifies_and_a_flipped_byte_is_found(small: Installation) -> None:
    small.run("scan")
    small.run("verify")
    (warc,) = (small.folder / "data" / "runs").glob("*/*/pages.warc.gz")
    data = bytearray(warc.read_bytes())
    data[len(data) // 2] ^= 1
    warc.write_bytes(bytes(data))
    child = small.start("verify")
    said, _ = child.communicate(timeout=60)
    assert child.returncode == 3
    assert "pages.warc.gz was changed" in said


def stage_done(at: Installation, name: str) -> Callable[[], bool]:
    return lambda: any((at.folder / "data" / "runs").glob(f"*/guild/{name}"))


# Looking closely at pictures takes most of such a scan, and its stages are what is looked at.
UNREAD = {"MARKHOUND_PICTURE_TEXTS": "0", "MARKHOUND_PICTURE_PARTS": "0"}


@pytest.mark.parametrize(
    "moment", [".crawling", "crawl.json", "manifest.json", "seal.json", "matches.jsonl.part", "match.json"]
)
def test_a_scan_killed_at_any_moment_ends_like_an_undisturbed_one(
    at_market: Callable[..., Installation], undisturbed: set[tuple[str, float, str, str]], moment: str
) -> None:
    at = at_market(**UNREAD)
    child = at.start("scan", "guild")
    wait_for(stage_done(at, moment), child)
    kill(child)
    wait_for(lambda: not processes(at), seconds=10)
    at.run("scan", "guild")
    assert found(house(at).leads) == undisturbed
    at.run("verify")
    assert len(list((at.folder / "data" / "runs").iterdir())) == 1, "the run that was cut off was taken up again"


def test_a_scan_that_is_killed_takes_all_its_matching_processes_with_it(small: Installation) -> None:
    at = Installation(small.folder, {"MARKHOUND_WORKERS": "2"})
    one = (small.folder / "feed.jsonl").read_text(encoding="utf-8").splitlines()[0]
    feed = "".join(f"{one.replace('L-1', f'L-{n}')}\n" for n in range(6_000))
    (small.folder / "feed.jsonl").write_text(feed, encoding="utf-8")
    child = at.start("scan")
    wait_for(lambda: sum("spawn_main" in command for command in processes(at).values()) == 2, child)
    kill(child)
    wait_for(lambda: not processes(at), seconds=10)


@pytest.fixture(scope="module")
def remembered() -> dict[str, set[tuple[str, float, str, str]]]:
    return {}


@pytest.fixture
def undisturbed(
    at_market: Callable[..., Installation], remembered: dict[str, set[tuple[str, float, str, str]]]
) -> set[tuple[str, float, str, str]]:
    """What a scan of the feed shop leaves when nobody disturbs it."""
    if "leads" not in remembered:
        at = at_market("undisturbed", **UNREAD)
        at.run("scan", "guild")
        remembered["leads"] = found(house(at).leads)
        assert len(remembered["leads"]) > 10
    return remembered["leads"]


def test_two_scans_at_once_neither_corrupt_nor_duplicate(
    at_market: Callable[..., Installation], undisturbed: set[tuple[str, float, str, str]], database_url: str
) -> None:
    at = at_market(MARKHOUND_DATABASE_URL=database_url, **UNREAD)
    children = [at.start("scan", "guild") for _ in range(2)]
    for child in children:
        said, _ = child.communicate(timeout=180)
        assert child.returncode == 0, said
    assert found(house(at).leads) == undisturbed
    at.run("verify")


def test_only_confirmed_leads_leave(small: Installation) -> None:
    small.run("scan")
    store = house(small).leads
    first, second = store.page([]).leads
    for lead, verdict in ((first, Verdict.INFRINGING), (second, Verdict.NOT_INFRINGING)):
        store.decide(
            Decision(lead.lead_id, lead.lead_id, verdict, Reason.UNSTATED, "", "Lin", lead.last_found, lead.evidence)
        )
    small.run("export", "out.jsonl")
    small.run("export", "out.csv")
    (line,) = (small.folder / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["lead_id"] == first.lead_id
    assert second.lead_id not in (small.folder / "out.csv").read_text(encoding="utf-8-sig")
