"""What earlier nights have read and not compared: finished before the next night begins, without asking a shop.

A run that was cut off less than 20 hours ago is gone on with (flows/runs.py). Of an older one the sources whose crawl
was complete are finished; what was not read is read by the night that follows, as shops change by the day.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

from crawlers.run import read_report
from domain.report import ChainHead, NightReport, StageReport
from domain.source import Source
from flows import report_file, runs
from flows.house import House
from flows.runs import Run
from flows.watch import Watch

LONGEST = timedelta(days=14)  # after that, what was on sale then says little
# Sweeps one source of a run: all of its stages that are not done.
Sweep = Callable[[Source, Run], list[StageReport]]


def finish(house: House, sources: Sequence[Source], run: Run, watch: Watch, sweep: Sweep) -> None:
    """Finishes the older runs that were cut off, oldest first, as far as they had read.

    Args:
        house: whose.
        sources: that the night reads; what was read of others waits for a night that does.
        run: the night that begins.
        watch: told of each.
        sweep: does what is left of a source.
    """
    for folder in reversed(runs.folders(run.folder.parent)):
        at = runs.began(folder)
        if folder.name >= run.folder.name or at is None or abs(run.started_at - at) > LONGEST:
            continue
        with runs.locked(folder / "lock") as mine:
            found = runs.unfinished(folder) if mine else None
            if found is None or runs.is_fresh(found[0], run.started_at):
                continue
            left = found[0]
            waiting = [source for source in sources if source.name in found[1] and _is_left(left, source.name)]
            if waiting:
                names = ", ".join(source.name for source in waiting)
                watch.said(f"run {left.run_id} was cut off; what it read of {names} is finished first")
                _finish(house, left, waiting, sweep)


def _finish(house: House, left: Run, waiting: Sequence[Source], sweep: Sweep) -> None:
    reports = [report for source in waiting for report in sweep(source, left)]
    if not any(map(partial(_is_left, left), (source.name for source in waiting))):
        chain = ChainHead(*house.ledger.head())
        runs.finish(left, NightReport(left.run_id, left.started_at, datetime.now(UTC), tuple(reports), chain))


def _is_left(run: Run, source: str) -> bool:
    """Whether a source was read well by that run, by no later one, and is not done."""
    crawl = read_report(run.source(source))
    if crawl is None or crawl.error:
        return False
    last = report_file.read_stage(run.source(source) / "facts.json")
    if last is not None and not last.error:
        return False
    later = (folder for folder in runs.folders(run.folder.parent) if folder.name > run.folder.name)
    reports = (read_report(folder / source) for folder in later if runs.AGAIN not in folder.name)
    return not any(report is not None and not report.error for report in reports)
