"""The registry files of a night, and the deltas beside them."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from domain.report import REFRESH, StageReport
from flows import runs
from flows.house import House
from flows.snapshots import prepare_for
from flows.watch import Watch
from registry.importer import UnreadableRegistryError, importer_for
from registry.load import Plan, RefusedError, load
from registry.values import file_time

DELTAS = ".deltas"  # folder beside a registry file, `trademarks.deltas/` for trademarks.csv


def take_in(house: House, path: Path, watch: Watch) -> StageReport:
    """Imports a registry file where it has changed, and the deltas that lie in the folder beside it."""
    report = _import(house, path, Plan(path.name.split(".")[0], as_of=file_time(path)), watch)
    deltas = path.with_name(path.name.split(".")[0] + DELTAS)
    if report.error or not deltas.is_dir():
        return report
    taken = 0
    for delta in sorted(one for one in deltas.iterdir() if not one.name.startswith(".")):
        plan = Plan(path.name.split(".")[0], delta=True, as_of=file_time(delta))
        amended = _import(house, delta, plan, watch)
        taken += not amended.error and not dict(amended.counts)["unchanged"]
        # One that is refused does not stop the others: the later word counts whenever it comes.
        error = "; ".join(filter(None, (report.error, amended.error)))
        report = replace(report, problems=report.problems + amended.problems, error=error)
    return replace(report, counts=(*report.counts, ("deltas", taken)))


def _import(house: House, path: Path, plan: Plan, watch: Watch) -> StageReport:
    report = StageReport(REFRESH, path.name, 0.0)
    try:
        # Two imports at once would both find no register of that name, and both add it.
        with runs.one_at_a_time(house.base / "locks", runs.IMPORT, lambda: None):
            loaded = load(
                house.registry,
                path,
                importer_for(path),
                plan,
                keep_picture=house.blobs.copy,
                now=datetime.now(UTC),
                on_progress=lambda done: watch.advanced(REFRESH, path.name, done),
                prepare=prepare_for(house),
            )
    except RefusedError as error:
        return replace(report, counts=error.report.codes, problems=error.report.problems, error=str(error))
    except UnreadableRegistryError as error:
        return replace(report, error=str(error))
    counts = (
        ("rights", loaded.rights),
        ("unchanged", int(loaded.unchanged)),
        ("version", loaded.version),
        *loaded.codes,
    )
    return replace(report, counts=counts, problems=loaded.problems)
