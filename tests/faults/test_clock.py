"""A clock that is set, forward or back: runs keep their order, locks are nobody's, and nothing waits for years."""

import asyncio
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest
from prefect.server.schemas.schedules import CronSchedule

from domain.report import StageReport
from domain.report_json import stage_to
from flows import report_file, runs
from flows.runs import AGAIN
from tests.faults.conftest import Ledger
from tests.faults.market import Market
from watches.attempt import is_early

NOW = datetime(2026, 11, 28, 1, 0, tzinfo=UTC)


def begin(folder: Path, now: datetime, sources: tuple[str, ...] = ("mall",)) -> str:
    """Begins a run that is cut off at once."""
    with runs.open_run(folder, sources, now) as run:
        return run.run_id


def test_ids_of_runs_are_in_the_order_of_their_beginnings_however_the_clock_is_set(
    tmp_path: Path, faults: Ledger
) -> None:
    chance = Random(10)
    ids = []
    for number in range(60):
        now = NOW + timedelta(seconds=chance.choice([-86_400 * 40, -3_600, -1, 0, 0, 1, 3_600, 86_400 * 40]))
        if number % 5:
            ids.append(begin(tmp_path, now, (f"source-{number}",)))
        else:
            ids.append(runs.new_id(tmp_path, now, AGAIN))
            (tmp_path / ids[-1]).mkdir()
        faults.struck(1)
    assert ids == sorted(ids)
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("hours", [-30, -5, 5, 30])
def test_a_run_that_was_cut_off_is_gone_on_with_by_either_side_of_the_clock(
    tmp_path: Path, faults: Ledger, hours: int
) -> None:
    first = begin(tmp_path, NOW)
    second = begin(tmp_path, NOW + timedelta(hours=hours))
    faults.struck(1)
    assert (second == first) is (abs(hours) < 20)
    assert second >= first


def test_what_was_asked_today_counts_by_the_clock_that_the_run_had(tmp_path: Path, faults: Ledger) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    for now in (NOW, NOW - timedelta(days=3)):
        name = begin(tmp_path, now, (now.isoformat(),))
        (tmp_path / name / "mall").mkdir()
        crawl = StageReport("crawl", "mall", 1.0, (("requests", 7),))
        report_file.write(stage_to(crawl), tmp_path / name / "mall" / "crawl.json")
        faults.struck(1)
    with runs.open_run(tmp_path, ["other"], NOW) as run:
        assert runs.requests_of_day(run, "mall", zone) == 7


def test_a_lock_has_no_clock(tmp_path: Path, faults: Ledger) -> None:
    """Its file may be of any age; who holds it holds it, and who is gone holds nothing."""
    path = tmp_path / "lock"
    for age in (-10 * 365 * 86_400, 10 * 365 * 86_400):
        with runs.locked(path) as mine:
            os.utime(path, (NOW.timestamp() + age, NOW.timestamp() + age))
            with runs.locked(path) as stolen:
                faults.struck(1)
                assert (mine, stolen) == (True, False)
        with runs.locked(path) as free:
            assert free


@pytest.mark.parametrize("change", ["2027-03-28", "2027-10-31"])
def test_a_schedule_has_one_night_a_day_where_clocks_change(change: str, faults: Ledger) -> None:
    """Half past two is an hour that one of those days lacks and the other has twice."""
    start = datetime.fromisoformat(f"{change}T00:00:00").replace(tzinfo=ZoneInfo("Europe/Berlin")) - timedelta(days=2)
    nights = asyncio.run(CronSchedule(cron="30 2 * * *", timezone="Europe/Berlin").get_dates(5, start))
    faults.struck(1)
    assert len({night.date() for night in nights}) == 5
    assert sorted(nights) == nights


def test_what_was_put_off_by_a_clock_years_ahead_does_not_wait_for_years(faults: Ledger) -> None:
    faults.struck(1)
    assert is_early(NOW + timedelta(hours=20), NOW)
    assert not is_early(NOW + timedelta(days=3_650), NOW)
    assert not is_early(NOW, NOW)


def test_a_lead_claimed_by_a_clock_years_ahead_is_free(market: Market, faults: Ledger) -> None:
    market.restore("halfway")
    with market.opened() as house:
        lead = next(iter(house.leads.every([]))).lead_id
        house.leads.team.claim(lead, "Lin", NOW + timedelta(days=3_650))
        faults.struck(1)
        assert house.leads.team.claims([lead], NOW) == {}
        claim = house.leads.team.claim(lead, "Wen", NOW)
        assert claim is not None
        assert claim.reviewer == "Wen"
        again = house.leads.team.claim(lead, "Lin", NOW)
        assert again is not None
        assert again.reviewer == "Wen"
