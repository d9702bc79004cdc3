"""What earlier runs tell a new one: the last good crawl, what was asked today, how often a source has failed."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.report import NightReport, StageReport
from domain.report_json import stage_to
from flows import report_file
from flows.runs import AGAIN, Run, before, failing, finish, requests_of_day

SHANGHAI = ZoneInfo("Asia/Shanghai")


def run_of(folder: Path, began: datetime, requests: int = 10, error: str = "", source: str = "mall") -> Run:
    """A finished run that read one source."""
    run = Run(f"{began:%Y%m%dT%H%M%SZ}-abcdef", folder / f"{began:%Y%m%dT%H%M%SZ}-abcdef", began)
    run.source(source).mkdir(parents=True)
    crawl = StageReport("crawl", source, 1.0, (("requests", requests),), error=error)
    report_file.write(stage_to(crawl), run.source(source) / "crawl.json")
    finish(run, NightReport(run.run_id, began, began, (crawl,)))
    return run


def at(day: int, hour: int = 1) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def test_the_night_before_is_the_newest_good_one_of_that_source(tmp_path: Path) -> None:
    good = run_of(tmp_path, at(20))
    run_of(tmp_path, at(21), error="changed")
    run_of(tmp_path, at(22), source="other")
    now = run_of(tmp_path, at(23))
    run_of(tmp_path, at(24))
    assert before(now, "mall") == good.source("mall")
    assert before(good, "mall") is None


def test_a_look_at_a_few_pages_is_no_night_before(tmp_path: Path) -> None:
    good = run_of(tmp_path, at(20))
    look = tmp_path / f"{at(21):%Y%m%dT%H%M%SZ}{AGAIN}abcdef" / "mall"
    look.mkdir(parents=True)
    report_file.write(stage_to(StageReport("crawl", "mall", 1.0)), look / "crawl.json")
    assert before(run_of(tmp_path, at(22)), "mall") == good.source("mall")


def test_a_day_is_one_of_the_office_s_zone(tmp_path: Path) -> None:
    run_of(tmp_path, at(20, 15), 5)  # 23:00 in Shanghai
    run_of(tmp_path, at(20, 17), 7)  # 01:00 of the next day
    run_of(tmp_path, at(21, 2), 8)
    now = run_of(tmp_path, at(21, 10), 100)
    assert requests_of_day(now, "mall", SHANGHAI) == 15
    assert requests_of_day(now, "mall", ZoneInfo("UTC")) == 8
    assert requests_of_day(now, "other", SHANGHAI) == 0


def test_failures_count_from_the_last_good_run_on(tmp_path: Path) -> None:
    assert failing(tmp_path, "mall") == 0
    run_of(tmp_path, at(20), error="x")
    run_of(tmp_path, at(21))
    run_of(tmp_path, at(22), error="x")
    run_of(tmp_path, at(23), source="other")
    run_of(tmp_path, at(24), error="x")
    assert failing(tmp_path, "mall") == 2
    assert failing(tmp_path, "other") == 0
