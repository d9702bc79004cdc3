"""Stages as Prefect tasks: a task is a stage of a source, never a listing."""

from collections.abc import Callable

from prefect import get_run_logger, task
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE

from domain.report import StageReport
from flows.open_logs import told_of
from flows.watch import Silent


class LogWatch(Silent):
    """Writes what ends to the run's log, and how far the night is into an artifact.

    Args:
        stages: how many there will be, about: a source that fails has fewer; 0 for no artifact.
    """

    def __init__(self, stages: int = 0) -> None:
        self._log = get_run_logger()
        self._stages, self._ended = stages, 0
        self._artifact = (
            create_progress_artifact(0.0, key="night", description="How far the night is") if stages else None
        )

    def ended(self, report: StageReport) -> None:
        """One line a stage."""
        self._ended += 1
        self._show(min(100.0 * self._ended / max(self._stages, 1), 99.0))
        counts = ", ".join(f"{name} {number}" for name, number in report.counts if number)
        failed = report.error and f" FAILED: {report.error}"
        self._log.info("%s %s: %s%s", report.source, report.stage, counts, failed, extra=told_of(report))

    def said(self, sentence: str) -> None:
        """One line."""
        self._log.info("%s", sentence)

    def over(self) -> None:
        """The night is."""
        self._show(100.0)

    def _show(self, percent: float) -> None:
        if self._artifact is not None:
            update_progress_artifact(self._artifact, percent)  # type: ignore[arg-type]


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
