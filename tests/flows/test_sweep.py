"""A night whose sources are swept by a pool: what it says of them, whatever became of their flow runs."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from installation import Installation, house
from prefect.client.schemas.objects import FlowRun
from prefect.exceptions import ObjectNotFound
from prefect.states import Completed, Crashed, Running

from domain.report import StageReport
from domain.report_json import stage_to
from domain.source import Source
from flows import night, report_file, runs, sweep
from flows.runs import ReportError, Run
from flows.watch import Silent

CORNER, MALL = (Source(name, "feed", ("feed.jsonl",)) for name in ("corner", "mall"))


@pytest.fixture
def run(tmp_path: Path) -> Run:
    run = Run("r-1", tmp_path / "runs" / "r-1", datetime(2026, 11, 28, 17, tzinfo=UTC))
    for source in (CORNER, MALL):
        run.source(source.name).mkdir(parents=True)
    return run


def flow_run(state: Any, count: int = 1) -> FlowRun:
    return FlowRun(id=uuid4(), flow_id=uuid4(), name="a", state=state, state_name=state.name, run_count=count)


def leave(run: Run, source: Source, *stages: StageReport) -> None:
    for report in stages:
        report_file.write(stage_to(report), run.source(source.name) / f"{report.stage}.json")


def test_reports_are_those_that_the_stages_left(run: Run) -> None:
    whole = [StageReport(name, "corner", 1.0, (("listings", 3),)) for name, _ in night.STAGES]
    leave(run, CORNER, *whole)
    assert sweep._reports(run, CORNER, flow_run(Completed())) == whole


def test_a_stage_that_failed_is_the_last_word(run: Run) -> None:
    failed = StageReport("crawl", "corner", 1.0, error="the shop is down")
    leave(run, CORNER, failed, StageReport("seal", "corner", 1.0))
    assert sweep._reports(run, CORNER, flow_run(Completed())) == [failed]


def test_a_source_whose_flow_run_did_not_come_to_its_end_has_failed(run: Run) -> None:
    leave(run, CORNER, StageReport("crawl", "corner", 1.0))
    _, missing = sweep._reports(run, CORNER, flow_run(Crashed()))
    assert (missing.stage, missing.error) == ("seal", "flow run a is Crashed; look at it on Prefect's page")


def test_every_source_is_asked_for_before_any_is_waited_for(
    run: Run, small: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def answer(_deployment: str, **how: Any) -> FlowRun:
        asked.append((how["idempotency_key"], how["timeout"]))
        return flow_run(Completed())

    monkeypatch.setattr(sweep, "run_deployment", answer)
    sweep.on_a_pool("sweep/sweep", house(small), [CORNER, MALL], run, Silent())
    assert asked == [("r-1 corner", 0), ("r-1 mall", 0), ("r-1 corner", None), ("r-1 mall", None)]


def test_a_crashed_one_is_waited_for_while_prefect_puts_it_up_again(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "TAKEN_UP", 0)
    states = iter([Crashed(), Crashed(), Crashed(), Crashed()])
    counts = iter([1, 2, 2, 2])
    monkeypatch.setattr(sweep, "run_deployment", lambda *_, **__: flow_run(next(states), next(counts)))
    assert sweep._ended("sweep/sweep", run, CORNER).state_name == "Crashed"  # 2 and 2: nobody took it up
    assert next(states, None) is None
    states, counts = iter([Crashed(), Running(), Completed()]), iter([1, 2, 2])
    assert sweep._ended("sweep/sweep", run, CORNER).state_name == "Completed"


def test_a_deployment_that_nobody_made_is_named(run: Run, small: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(*_: object, **__: object) -> FlowRun:
        raise ObjectNotFound(ValueError())

    monkeypatch.setattr(sweep, "run_deployment", answer)
    (report,) = sweep.on_a_pool("sweep/sweep", house(small), [CORNER], run, Silent())
    assert "prefect deploy --all" in report.error


def test_a_run_that_other_machines_do_not_see_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="MARKHOUND_DATA_DIR"):
        runs.named(tmp_path, "r-2")
