"""One night: refresh the registry, sweep every source, report. The same for every way of running it.

How a stage is called is an argument, so that the command line calls it as a function and Prefect as a task.
"""

import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from domain import report_json
from domain.report import NightReport, StageReport
from domain.source import Source
from flows import runs, stages
from flows.house import House
from flows.runs import Run
from flows.watch import Watch

Stage = Callable[[House, Source, Run, Watch], StageReport]
STAGES: tuple[tuple[str, Stage], ...] = (
    ("crawl", stages.crawl),
    ("seal", stages.seal),
    ("match", stages.match),
    ("queue", stages.queue),
)
# Calls a stage by its name and gives its report.
Call = Callable[[str, Callable[[], StageReport]], StageReport]


def directly(name: str, stage: Callable[[], StageReport]) -> StageReport:
    """Calls a stage as a function."""
    return stage()


def night(house: House, sources: Sequence[Source], watch: Watch, call: Call = directly) -> NightReport:
    """Scans every source; one that fails does not stop the others. A night that was cut off is taken up again."""
    names = [source.name for source in sources]
    with runs.open_run(house.settings.runs_dir, names, datetime.now(UTC)) as run:
        watch.said(f"run {run.run_id}")
        reports = stages.refresh(house, watch)
        for source in sources:
            reports += sweep(house, source, run, watch, call)
        report = NightReport(run.run_id, run.started_at, datetime.now(UTC), tuple(reports))
        runs.finish(run, report)
    return report


def sweep(house: House, source: Source, run: Run, watch: Watch, call: Call = directly) -> list[StageReport]:
    """All stages of one source, up to the first that fails."""
    reports: list[StageReport] = []
    waiting = partial(watch.said, f"another scan reads {source.name}; waiting for it")
    with runs.one_at_a_time(house.base / "locks", source.name, waiting):
        for name, stage in STAGES:
            reports.append(call(f"{name} {source.name}", partial(once, name, stage, house, source, run, watch)))
            if reports[-1].error:
                break
    return reports


def once(name: str, stage: Stage, house: House, source: Source, run: Run, watch: Watch) -> StageReport:
    """Does a stage, unless this run has done it before. A stage that fails, in whatever way, is reported."""
    folder = run.source(source.name)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    done = report_json.read_stage(path)
    if done is not None and not done.error:
        watch.ended(done)
        return done
    watch.began(name, source.name)
    began = time.monotonic()
    try:
        report = stage(house, source, run, watch)
    except Exception as error:  # noqa: BLE001 (the rim: one source's fault, of any kind, must not end the others' night)
        (folder / f"{name}.error.txt").write_text(traceback.format_exc(), encoding="utf-8")
        report = StageReport(name, source.name, 0.0, error=f"{type(error).__name__}: {error}; see {name}.error.txt")
    report = replace(report, seconds=time.monotonic() - began)
    if name != "crawl":  # a crawl writes its own report, which is sealed with it
        report_json.write(report_json.stage_to(report), path)
    watch.ended(report)
    return report
