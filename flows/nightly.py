"""The night under Prefect: a task is a stage of a source, never a listing."""

# ruff: noqa: E402 (Prefect reads its environment when it is imported)
from collections.abc import Callable

from flows import prefect_defaults
from settings import Settings

prefect_defaults.apply(Settings().data_dir)

from prefect import flow, get_run_logger, task
from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.cache_policies import NO_CACHE

from crawlers.sources import choose, load
from domain.report import StageReport
from flows import night as plain
from flows.alerts import after_night
from flows.house import open_house
from flows.open_logs import clean_prefects, open_logs, told_of
from flows.report_markdown import markdown, rows
from flows.report_sources import sources as by_source
from flows.watch import Silent

OF_THE_HOUSE = 7  # stages of a night that are of no source, with one registry file


class LogWatch(Silent):
    """Writes what ends to the run's log, and how far the night is into an artifact.

    Args:
        stages: how many there will be, about: a source that fails has fewer.
    """

    def __init__(self, stages: int) -> None:
        self._log = get_run_logger()
        self._stages, self._ended = max(stages, 1), 0
        self._artifact = create_progress_artifact(0.0, key="night", description="How far the night is")

    def ended(self, report: StageReport) -> None:
        """One line a stage."""
        self._ended += 1
        update_progress_artifact(self._artifact, min(100.0 * self._ended / self._stages, 99.0))  # type: ignore[arg-type]
        counts = ", ".join(f"{name} {number}" for name, number in report.counts if number)
        failed = report.error and f" FAILED: {report.error}"
        self._log.info("%s %s: %s%s", report.source, report.stage, counts, failed, extra=told_of(report))

    def said(self, sentence: str) -> None:
        """One line."""
        self._log.info("%s", sentence)

    def over(self) -> None:
        """The night is."""
        update_progress_artifact(self._artifact, 100.0)  # type: ignore[arg-type]


class StageFailedError(RuntimeError):
    """What makes a task of a failed stage a failed task; carries the report on to the night."""

    def __init__(self, report: StageReport) -> None:
        super().__init__(f"{report.source} {report.stage}: {report.error}")
        self.report = report


@task(cache_policy=NO_CACHE, persist_result=False)
def stage_of_source(stage: Callable[[], StageReport]) -> StageReport:
    """Runs one stage of one source.

    Raises:
        StageFailedError: the stage failed; its report says why.
    """
    report = stage()
    if report.error:
        raise StageFailedError(report)
    return report


def as_task(name: str, stage: Callable[[], StageReport]) -> StageReport:
    """Calls a stage as a Prefect task of that name: a failed stage is a failed task, and the night goes on."""
    try:
        return stage_of_source.with_options(task_run_name=name)(stage)
    except StageFailedError as error:
        return error.report


@flow(name="nightly", validate_parameters=False, persist_result=False)
def nightly(sources: list[str] | None = None) -> str:
    """Refresh the registry, sweep each source (crawl to facts), then what a morning wants; flows/night.py has them all.

    Args:
        sources: names of the sources to read; all enabled ones if none are named.

    Returns:
        The run id.

    Raises:
        RuntimeError: a stage failed; the others have run, and the report says which.
    """
    settings = Settings()
    chosen = choose(load(settings.sources), sources or [])
    house = open_house(settings)
    with open_logs(settings):
        clean_prefects()
        watch = LogWatch(len(chosen) * len(plain.STAGES) + OF_THE_HOUSE)
        report = plain.night(house, chosen, watch, as_task)
        watch.over()
        after_night(settings, watch.said)
    key = report.run_id.lower()
    create_markdown_artifact(markdown(report), key=f"report-{key}", description=f"Run {report.run_id}")
    create_table_artifact(rows(report), key=f"stages-{key}", description=f"Stages of run {report.run_id}")
    create_table_artifact(by_source(report), key="sources", description=f"Sources of run {report.run_id}")
    if report.failed:
        raise RuntimeError("; ".join(f"{s.source} {s.stage}: {s.error}" for s in report.failed))
    return report.run_id
