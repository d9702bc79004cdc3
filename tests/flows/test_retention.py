"""What is older than its period goes, what is needed or held stays, and the chain says which is which."""

from datetime import timedelta
from pathlib import Path

import pytest

from domain.decision import Verdict
from domain.preservation import PreserveOf
from evidence.records import find
from evidence.tombstones import FOLDER, deletions
from evidence.verify_deleted import told
from flows.retention.retain import Kept, retain
from tests.flows.kept_street import DAY, SOURCE, Street, street

LONG = 200 * DAY


def files(found: list[Kept], name: str = "captures") -> int:
    return next(one.finding.count for one in found if one.kind.name == name)


@pytest.fixture
def old(tmp_path: Path) -> Street:
    """Four nights, the first two of which are old; L-0 of the first has an open lead."""
    town = street(tmp_path)
    first = town.night()
    town.lead(first, 0)
    town.now += DAY
    town.night()
    town.now += LONG
    for _ in range(2):
        town.night()
        town.now += DAY
    return town


def test_nothing_goes_unless_it_is_asked_for(old: Street) -> None:
    before = sorted(path for path in old.house.base.rglob("*") if "lock" not in str(path))
    assert files(retain(old.house, "Lin", old.now, apply=False)) > 0
    assert sorted(path for path in old.house.base.rglob("*") if "lock" not in str(path)) == before


def test_captures_without_a_lead_go_and_the_chain_says_so(old: Street) -> None:
    runs = list(old.nights)
    wanted = files(retain(old.house, "Lin", old.now, apply=False))
    assert files(retain(old.house, "Lin", old.now, apply=True)) == wanted
    assert [[old.has(run, number) for number in range(4)] for run in runs] == [
        [True, False, False, False], [True, False, False, False], [True] * 4, [True] * 4,
    ]  # fmt: skip
    assert old.breaches() == []
    assert any(
        "captures: 180 days" in told(one) and "Lin" in told(one) for one in deletions(old.house.ledger, old.house.base)
    )
    assert files(retain(old.house, "Lin", old.now, apply=True)) == 0


def test_what_stays_is_the_rest_of_the_same_file(old: Street) -> None:
    run = next(iter(old.nights))
    warc = old.house.settings.runs_dir / run / SOURCE / "pages.warc.gz"
    size = warc.stat().st_size
    retain(old.house, "Lin", old.now, apply=True)
    assert warc.stat().st_size == size
    text = warc.with_name("listings.jsonl").read_text(encoding="utf-8")
    assert "L-0" in text
    assert "L-1" not in text


def test_a_page_that_a_later_night_did_not_ask_for_again_stays_as_long_as_that_night(tmp_path: Path) -> None:
    town = street(tmp_path)
    first = town.night()
    town.now += LONG
    second = town.night(earlier=first)
    town.now += DAY
    town.night()
    town.now += DAY
    town.night()
    town.now += DAY
    retain(town.house, "Lin", town.now, apply=True)
    assert all(town.has(second, number) for number in range(4))
    assert town.breaches() == []
    town.now += LONG
    retain(town.house, "Lin", town.now, apply=True)
    assert not any(town.has(second, number) for number in range(4))
    assert town.breaches() == []


def test_a_rejected_lead_keeps_its_captures_for_its_own_period(old: Street) -> None:
    run = next(iter(old.nights))
    lead = old.lead(run, 0)
    old.decide(lead, Verdict.NOT_INFRINGING)
    retain(old.house, "Lin", old.now, apply=True)
    assert old.has(run, 0)
    old.now += timedelta(days=731)
    retain(old.house, "Lin", old.now, apply=True)
    assert not old.has(run, 0)
    assert old.breaches() == []
    kept = old.house.leads.get(lead)
    assert kept is not None
    assert kept.listing.seller.seller_id.startswith("anon-")
    assert kept.decision is not None


@pytest.mark.parametrize("of", list(PreserveOf)[:3])
def test_what_is_held_stays_until_it_is_released(old: Street, of: PreserveOf) -> None:
    run = next(iter(old.nights))
    lead = old.lead(run, 0)
    old.decide(lead, Verdict.NOT_INFRINGING)
    value = {PreserveOf.LEAD: lead, PreserveOf.SELLER: f"{SOURCE}/S-0", PreserveOf.RIGHT: "TM-1"}[of]
    hold = old.house.preservations.place(of, value, "Lin", old.now, "order 12", None)
    old.now += timedelta(days=900)
    retain(old.house, "Lin", old.now, apply=True)
    assert old.has(run, 0)
    assert old.has(run, 3) is (of is PreserveOf.SELLER)
    kept = old.house.leads.get(lead)
    assert kept is not None
    assert kept.listing.seller.seller_id == "S-0"
    old.house.preservations.release(hold.hold_id, "Mei", old.now, "closed")
    retain(old.house, "Lin", old.now, apply=True)
    assert not old.has(run, 0)
    assert old.breaches() == []


def kill_a_deletion(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    """Behind what the chain says of it, before any bytes go."""

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("flows.retention.kinds.captures.finish", killed)
        with pytest.raises(KeyboardInterrupt):
            retain(street.house, "Lin", street.now, apply=True)


def test_a_deletion_that_was_killed_goes_on(old: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    kill_a_deletion(old, monkeypatch)
    assert {problem.code for problem in old.breaches()} == {"not-deleted"}
    retain(old.house, "Lin", old.now, apply=True)
    assert old.breaches() == []
    assert not old.has(list(old.nights)[1], 1)


def test_what_was_changed_is_left_as_it_lies(old: Street) -> None:
    path = old.house.settings.runs_dir / list(old.nights)[1] / SOURCE / "pages.warc.gz"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    found = retain(old.house, "Lin", old.now, apply=True)
    assert "unsound" in [problem.code for one in found for problem in one.finding.problems]
    assert path.is_file()
    assert not (old.house.base / FOLDER).exists()


def test_a_hold_placed_at_the_last_moment_stops_it(old: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.retention.kinds import captures

    record = captures.record

    def later(*arguments: object) -> object:
        old.house.preservations.place(PreserveOf.SELLER, f"{SOURCE}/S-1", "Lin", old.now, "order 13", None)
        return record(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(captures, "record", later)
    found = retain(old.house, "Lin", old.now, apply=True)
    assert "overtaken" in [problem.code for one in found for problem in one.finding.problems]
    assert all(old.has(run, 1) for run in old.nights)
    assert old.breaches() == []


def test_a_deletion_that_was_killed_is_given_up_where_a_hold_came_since(
    old: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill_a_deletion(old, monkeypatch)
    old.house.preservations.place(PreserveOf.SELLER, f"{SOURCE}/S-1", "Lin", old.now, "order 14", None)
    retain(old.house, "Lin", old.now, apply=True)
    assert all(old.has(run, 1) for run in old.nights)
    assert not old.has(list(old.nights)[1], 2)
    assert old.breaches() == []


def test_a_record_that_was_taken_out_is_not_offered_as_evidence(old: Street) -> None:
    run = next(iter(old.nights))
    warc = old.house.settings.runs_dir / run / SOURCE / "pages.warc.gz"
    pages = [one.page for one in old.nights[run] if one.page is not None]
    assert len(find(warc, pages).records) == 4
    retain(old.house, "Lin", old.now, apply=True)
    assert [url for url, _ in find(warc, pages).records] == [pages[0].url]
