"""One source of a night as a flow run of its own, so that any worker of the pool takes it; and the night that asks.

Prefect hands flow runs to workers, notices those whose heart has stopped and puts them up again (automations.yaml).
Which run of a source a flow run is about stands in its idempotency key, so asking again is asking for the same one.
"""

# ruff: noqa: E402 (Prefect reads its environment when it is imported)
from flows import prefect_defaults
from settings import Settings

prefect_defaults.apply(Settings().data_dir)

import time
from collections.abc import Sequence

from prefect import flow
from prefect.client.schemas.objects import FlowRun
from prefect.deployments import run_deployment
from prefect.exceptions import ObjectNotFound

from crawlers.sources import choose, load
from domain.report import StageReport
from domain.source import Source
from flows import night, report_file, runs
from flows.as_tasks import LogWatch, as_task
from flows.house import House, open_house
from flows.runs import Run
from flows.tell import has_watches_at_once
from flows.watch import Watch

POLLED = 5.0  # seconds between two looks at a flow run
TAKEN_UP = 60.0  # seconds in which Prefect puts a crashed flow run up again, if it will


@flow(name="sweep", validate_parameters=False, persist_result=False)
def sweep(run_id: str, source: str) -> None:
    """All stages of one source (flows/night.py) of a run that a night has opened; taken up again where it stopped.

    Raises:
        RuntimeError: a stage failed; the run's folder says why.
    """
    settings = Settings()
    (chosen,) = choose(load(settings.sources), [source])
    house, run, watch = open_house(settings), runs.named(settings.runs_dir, run_id), LogWatch()
    reports = night.sweep(house, chosen, run, watch, as_task)
    if has_watches_at_once(house):
        reports.append(night.tell_at_once(house, run, watch, as_task))
    if failed := [report for report in reports if report.error]:
        raise RuntimeError("; ".join(f"{one.source} {one.stage}: {one.error}" for one in failed))


def on_a_pool(deployment: str, house: House, sources: Sequence[Source], run: Run, watch: Watch) -> list[StageReport]:
    """Has a deployment sweep every source of a run, as many at once as its pool has workers for; their reports."""
    try:
        for source in sources:
            _asked(deployment, run, source, patience=0)
    except ObjectNotFound:
        said = f"Prefect has no deployment {deployment} (MARKHOUND_SWEEPS); make it by `prefect deploy --all`"
        return [StageReport("crawl", source.name, 0.0, error=said) for source in sources]
    reports: list[StageReport] = []
    for source in sources:
        ended = _ended(deployment, run, source)
        reports += _reports(run, source, ended)
        watch.said(f"{source.name}: flow run {ended.name} is {ended.state_name}")
    return reports


def _asked(deployment: str, run: Run, source: Source, patience: float | None) -> FlowRun:
    """The one flow run of a source in a run, made at the first asking; waited for as long as that."""
    found = run_deployment(
        deployment,
        parameters={"run_id": run.run_id, "source": source.name},
        flow_run_name=f"{source.name} {run.run_id}",
        idempotency_key=f"{run.run_id} {source.name}",
        timeout=patience,
        poll_interval=POLLED,
        as_subflow=False,
    )
    assert isinstance(found, FlowRun)
    return found


def _ended(deployment: str, run: Run, source: Source) -> FlowRun:
    """The flow run of a source once it has ended for good: a crashed one is given time to be taken up again."""
    while True:
        first = _asked(deployment, run, source, None)
        if first.state is None or not first.state.is_crashed():
            return first
        time.sleep(TAKEN_UP)
        again = _asked(deployment, run, source, 0)
        if again.state is not None and again.state.is_crashed() and again.run_count == first.run_count:
            return again


def _reports(run: Run, source: Source, ended: FlowRun) -> list[StageReport]:
    """What the stages of a source have left on disk; where they did not come to an end, that too."""
    folder = run.source(source.name)
    found: list[StageReport] = []
    for name, _ in night.STAGES:
        report = report_file.read_stage(folder / f"{name}.json")
        if report is None:
            said = f"flow run {ended.name} is {ended.state_name}; look at it on Prefect's page"
            return [*found, StageReport(name, source.name, 0.0, error=said)]
        found.append(report)
        if report.error:
            break
    return found
