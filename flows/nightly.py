"""The night under Prefect: a task is a stage of a source, never a listing."""

# ruff: noqa: E402 (Prefect reads its environment when it is imported)
from functools import partial

from flows import prefect_defaults
from settings import Settings

prefect_defaults.apply(Settings().data_dir)

from prefect import flow
from prefect.artifacts import create_markdown_artifact, create_table_artifact

from crawlers.sources import choose, load
from flows import night as plain
from flows.alerts import after_night
from flows.as_tasks import LogWatch, as_task
from flows.house import open_house
from flows.open_logs import clean_prefects, open_logs
from flows.report_markdown import markdown, rows
from flows.report_sources import sources as by_source
from flows.sweep import on_a_pool

OF_THE_HOUSE = 9  # stages of a night that are of no source, with one registry file


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
    sweeps = partial(on_a_pool, settings.sweeps) if settings.sweeps else None
    house = open_house(settings)
    with open_logs(settings):
        clean_prefects()
        watch = LogWatch(len(chosen) * len(plain.STAGES) + OF_THE_HOUSE)
        report = plain.night(house, chosen, watch, as_task, sweeps)
        watch.over()
        after_night(settings, watch.said)
    key = report.run_id.lower()
    create_markdown_artifact(markdown(report), key=f"report-{key}", description=f"Run {report.run_id}")
    create_table_artifact(rows(report), key=f"stages-{key}", description=f"Stages of run {report.run_id}")
    create_table_artifact(by_source(report), key="sources", description=f"Sources of run {report.run_id}")
    if report.failed:
        raise RuntimeError("; ".join(f"{s.source} {s.stage}: {s.error}" for s in report.failed))
    return report.run_id
