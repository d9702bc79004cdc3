"""Stages as Prefect tasks: a task is a stage of a source, never a listing."""

from collections.abc import Callable

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from domain.report import StageReport
from flows.watch import Silent


class LogWatch(Silent):
    """Writes what ends to the run's log."""

    def __init__(self) -> None:
        self._log = get_run_logger()

    def ended(self, report: StageReport) -> None:
        """One line a stage."""
        counts = ", ".join(f"{name} {number}" for name, number in report.counts if number)
        self._log.info("%s %s: %s%s", report.source, report.stage, counts, report.error and f" FAILED: {report.error}")

    def said(self, sentence: str) -> None:
        """One line."""
        self._log.info(sentence)


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
