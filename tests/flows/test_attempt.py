"""The rim of a night: whatever fails in it, however, ends as a report, and the night goes on."""

from pathlib import Path

import factories
import pytest
from installation import Installation, house

from domain.report import StageReport
from domain.source import Source
from flows import night, runs, snapshots
from flows.house import House
from flows.runs import Run
from flows.watch import Silent, Watch

SHOP = Source("corner", "feed", ("feed.jsonl",))
NAMES = ("match", "corner")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    (tmp_path / "r1" / "corner").mkdir(parents=True)
    return Run("r1", tmp_path / "r1", factories.NOW)


def broken() -> StageReport:
    raise OSError(28, "No space left on device")


def test_a_failure_is_a_report_that_says_where_its_traceback_is(tmp_path: Path) -> None:
    report = night.attempt(NAMES, broken, tmp_path / "match.error.txt", Silent())
    assert (report.stage, report.source) == NAMES
    assert "No space left on device; see match.error.txt" in report.error
    assert "Traceback" in (tmp_path / "match.error.txt").read_text(encoding="utf-8")


def test_a_traceback_that_finds_no_room_is_let_go(tmp_path: Path) -> None:
    report = night.attempt(NAMES, broken, tmp_path / "gone" / "match.error.txt", Silent())
    assert "No space left on device" in report.error
    assert "see" not in report.error


def test_a_stage_that_says_why_it_cannot_work_leaves_a_sentence_and_no_traceback(tmp_path: Path) -> None:
    def idle() -> StageReport:
        raise snapshots.StageError("there is nothing to match with")

    report = night.attempt(NAMES, idle, tmp_path / "match.error.txt", Silent())
    assert report.error == "there is nothing to match with"
    assert list(tmp_path.iterdir()) == []


def stage(house: House, source: Source, run: Run, watch: Watch) -> StageReport:
    return StageReport("match", source.name, 0.0, (("listings", 3),))


def test_a_stage_whose_report_cannot_be_written_has_failed(small: Installation, run: Run) -> None:
    (run.source("corner") / "match.json").mkdir()
    report = night.once("match", stage, house(small), SHOP, run, Silent())
    assert "could not be written" in report.error
    assert report.count("listings") == 3


def test_a_source_that_gets_no_folder_is_reported_as_failed(small: Installation, run: Run) -> None:
    (run.folder / "attic").write_text("in the way", encoding="utf-8")
    (report,) = night.sweep(house(small), Source("attic", "feed", ()), run, Silent())
    assert (report.stage, report.source) == ("crawl", "attic")
    assert "attic" in report.error


def test_a_lock_that_others_hold_is_not_taken_and_one_that_fails_inside_is_freed(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with runs.locked(path) as mine, runs.locked(path) as second:
        assert (mine, second) == (True, False)
    with pytest.raises(BlockingIOError, match="inside"), runs.locked(path):
        raise BlockingIOError("inside")
    with runs.shared(path), runs.shared(path), runs.locked(path) as third:
        assert third is False
    with runs.locked(path) as last:
        assert last is True


def test_every_registry_file_is_tried_whatever_becomes_of_the_others(small: Installation, run: Run) -> None:
    files = f"{'x' * 300}/rights.csv; ;{small.folder / 'registry.csv'}"
    opened = house(Installation(small.folder, {"MARKHOUND_REGISTRY": files}))
    first, second, leads = night.refresh(opened, run, Silent())
    assert "name too long" in first.error
    assert (second.error, second.count("rights")) == ("", 2)
    assert (leads.source, leads.error) == ("leads", "")
