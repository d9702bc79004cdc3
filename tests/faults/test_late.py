"""Nights that are late: cut off the day before, by another version, or with files that were cut off afterwards."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flows import runs
from tests.faults.conftest import Ledger, differing
from tests.faults.market import Market, StoppedHere, until


def newest(market: Market) -> Path:
    return runs.folders(market.data / "runs")[0]


def replan(folder: Path, **changed: object) -> None:
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    (folder / "plan.json").write_text(json.dumps(plan | changed), encoding="utf-8")


def started(folder: Path) -> datetime:
    return datetime.fromisoformat(json.loads((folder / "plan.json").read_text(encoding="utf-8"))["started_at"])


def test_what_a_night_has_read_is_compared_by_the_next_one_though_it_comes_a_day_later(
    market: Market, faults: Ledger
) -> None:
    """L-5 was on sale on that night only."""
    market.restore("halfway")
    late = newest(market)
    replan(late, started_at=(started(late) - timedelta(hours=24)).isoformat())
    market.offers({"L-1": "Velmora 复刻外套", "L-2": "帆布袋", "L-3": "素色棉布 两米"})
    try:
        report = market.night()
    finally:
        market.second_day()
    faults.struck(1)
    assert report.failed == ()
    assert report.run_id != late.name
    assert (late / "report.json").exists()
    with market.opened() as house:
        found = {lead.listing.listing_id: lead for lead in house.leads.every([])}
    assert found.keys() == {"L-1", "L-2", "L-4", "L-5"}
    assert found["L-5"].gone_since is not None


@pytest.mark.parametrize("layout", [0, 2])
def test_a_run_that_another_version_left_half_done_is_left_as_it_is(
    market: Market, faults: Ledger, layout: int
) -> None:
    market.restore("halfway")
    other = newest(market)
    replan(other, layout=layout)
    before = sorted(path.name for path in other.rglob("*"))
    report = market.night()
    faults.struck(1)
    assert report.failed == ()
    assert report.run_id != other.name
    assert sorted(path.name for path in other.rglob("*")) == before


@pytest.mark.parametrize(
    ("name", "before"),
    [("matches.jsonl", "weigh corner"), ("weighed.jsonl", "queue corner"), ("facts.npy", "networks sellers")],
)
def test_a_file_whose_end_is_lost_is_made_again(
    market: Market, undisturbed: dict[str, Any], faults: Ledger, name: str, before: str
) -> None:
    """As by a power failure: the mark that the stage was done is there, and a part of what it did is not."""
    market.restore("halfway")
    with pytest.raises(StoppedHere):
        market.night(until(before))
    damaged = newest(market) / "corner" / name
    damaged.write_bytes(damaged.read_bytes()[:-7])
    faults.struck(1)
    assert market.night().failed == ()
    assert differing(market, undisturbed) == {}


def test_listings_whose_end_is_lost_are_read_again_from_what_was_fetched(market: Market, faults: Ledger) -> None:
    market.restore("halfway")
    damaged = newest(market) / "corner" / "listings.jsonl"
    whole = damaged.read_bytes()
    damaged.write_bytes(whole[:-30])
    faults.struck(1)
    assert market.night().failed == ()
    assert damaged.read_bytes().count(b"\n") == whole.count(b"\n")
