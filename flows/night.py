"""One night: refresh the registry, sweep every source, report. The same for every way of running it.

How a stage is called is an argument, so that the command line calls it as a function and Prefect as a task.
"""

import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from domain.problem import Problem
from domain.report import (
    CERTIFY,
    COMPLAINTS,
    NETWORKS,
    RANK,
    REFRESH,
    REMIND,
    REPORT,
    RETAIN,
    TELL,
    ChainHead,
    NightReport,
    StageReport,
)
from domain.report_json import stage_to
from domain.source import Source
from flows import facts_file, left_over, report_file, runs, stages
from flows.archive_stage import archive
from flows.bound_run import of_run, of_stage
from flows.carried import MATCHES, WEIGHED
from flows.facts_stage import facts
from flows.history_stage import history
from flows.house import House
from flows.match_stage import match
from flows.mishap import mishap_of, patiently
from flows.morning import certify, rank
from flows.networks_stage import join_sellers
from flows.refresh import take_in
from flows.reminders import overdue
from flows.retention.retain import weekly
from flows.runs import Run
from flows.snapshots import StageError
from flows.tell import has_watches_at_once, tell
from flows.watch import Watch
from flows.weigh_stage import weigh
from logs.redact import REDACTOR

Stage = Callable[[House, Source, Run, Watch], StageReport]
STAGES: tuple[tuple[str, Stage], ...] = (
    ("crawl", stages.crawl),
    ("seal", stages.seal),
    ("history", history),
    ("match", match),
    ("weigh", weigh),
    ("queue", stages.queue),
    ("sample", stages.sample),
    ("archive", archive),
    ("facts", facts),
)
# Files that a stage leaves for the next ones: cut off later, as by a power failure, they are made again.
MADE = {"match": (MATCHES,), "weigh": (WEIGHED,), "facts": (facts_file.NAME,)}
LONGEST_SENTENCE = 500  # characters of an error that a report repeats; its traceback has them all
# Calls a stage by its name and gives its report.
Call = Callable[[str, Callable[[], StageReport]], StageReport]
# Sweeps the sources of a run, each in its own way, and gives their reports.
Sweeps = Callable[[House, Sequence[Source], Run, Watch], list[StageReport]]


def directly(name: str, stage: Callable[[], StageReport]) -> StageReport:
    """Calls a stage as a function."""
    return stage()


def night(
    house: House, sources: Sequence[Source], watch: Watch, call: Call = directly, sweeps: Sweeps | None = None
) -> NightReport:
    """Scans every source; one that fails does not stop the others. A night that was cut off is taken up again.

    Args:
        house: whose.
        sources: what is read.
        watch: told how it goes.
        call: how a stage is called.
        sweeps: how sources are swept; None: one after another, here.
    """
    names = [source.name for source in sources]
    with runs.open_run(house.settings.runs_dir, names, datetime.now(UTC)) as run:
        watch.said(f"run {run.run_id}")
        if house.settings.names_nobody:
            watch.said(
                "warning: shops cannot tell who reads them; set MARKHOUND_USER_AGENT to your office and an address"
            )
        reports = refresh(house, run, watch, call)
        left_over.finish(house, sources, run, watch, lambda source, left: sweep(house, source, left, watch, call))
        reports += (sweeps or partial(_one_by_one, call))(house, sources, run, watch)
        reports += morning(house, run, watch, call, sources)
        return _ended(house, run, reports, watch)


def _ended(house: House, run: Run, reports: Sequence[StageReport], watch: Watch) -> NightReport:
    """Writes the report of the night. Where that cannot be done the night is not over, and says so."""
    names = (REPORT, "night")
    head = ChainHead()

    def write() -> StageReport:
        nonlocal head
        head = ChainHead(*house.ledger.head())
        runs.finish(run, NightReport(run.run_id, run.started_at, datetime.now(UTC), tuple(reports), head))
        return StageReport(*names, 0.0)

    written = attempt(names, write, run.folder / f"{REPORT}.error.txt", watch)
    if written.error:
        watch.ended(written)
        reports = [*reports, written]
    return NightReport(run.run_id, run.started_at, datetime.now(UTC), tuple(reports), head)


def _one_by_one(call: Call, house: House, sources: Sequence[Source], run: Run, watch: Watch) -> list[StageReport]:
    reports: list[StageReport] = []
    hurried = patiently(partial(has_watches_at_once, house), watch.said)
    for source in sources:
        reports += sweep(house, source, run, watch, call)
        if hurried:
            reports.append(tell_at_once(house, run, watch, call))
    return reports


def tell_at_once(house: House, run: Run, watch: Watch, call: Call = directly) -> StageReport:
    """Tells those who want to know at once what a source has brought."""
    return _of_the_house((TELL, "watches at once"), partial(tell, house, at_once=True), run, (watch, call))


@of_run
def refresh(house: House, run: Run, watch: Watch, call: Call = directly) -> list[StageReport]:
    """Imports the registry files that have changed, then tells the leads which rights are in force.

    Where an import fails, the rights of before stay.
    """
    pieces = [(path.name, partial(take_in, house, path, watch)) for path in stages.registry_files(house.settings)]
    pieces.append(("leads", partial(stages.review_rights, house, stages.local_day(house, run))))
    reports = []
    for name, work in pieces:
        errors = run.folder / f"{REFRESH}-{name}.error.txt"
        reports.append(call(f"{REFRESH} {name}", partial(attempt, (REFRESH, name), work, errors, watch)))
        watch.ended(reports[-1])
    return reports


@of_run
def morning(
    house: House, run: Run, watch: Watch, call: Call = directly, sources: Sequence[Source] = ()
) -> list[StageReport]:
    """What is done once all sources were read; the leads of the night stand whatever becomes of it."""
    from flows.complaints_morning import complaints  # which attempts stages as a night does

    today = stages.local_day(house, run)
    pieces: tuple[tuple[tuple[str, str], Callable[[], StageReport]], ...] = (
        ((NETWORKS, "sellers"), partial(join_sellers, house, run)),
        ((COMPLAINTS, COMPLAINTS), partial(complaints, house, sources, today, watch)),
        ((RANK, "leads"), partial(rank, house, run, today)),
        ((REMIND, "referrals"), partial(overdue, house, today)),
        ((CERTIFY, "decisions"), partial(certify, house, run)),
        ((RETAIN, "data"), partial(weekly, house, run)),
        ((TELL, "watches"), partial(tell, house, at_once=False)),
    )
    return [_of_the_house(names, work, run, (watch, call)) for names, work in pieces]


def _of_the_house(
    names: tuple[str, str], work: Callable[[], StageReport], run: Run, way: tuple[Watch, Call]
) -> StageReport:
    watch, call = way
    errors = run.folder / f"{names[0]}.error.txt"
    report = call(" ".join(names), partial(attempt, names, work, errors, watch))
    watch.ended(report)
    return report


@of_run
def sweep(house: House, source: Source, run: Run, watch: Watch, call: Call = directly) -> list[StageReport]:
    """All stages of one source, up to the first that fails."""
    reports: list[StageReport] = []
    waiting = partial(watch.said, f"another scan reads {source.name}; waiting for it")
    try:
        run.source(source.name).mkdir(parents=True, exist_ok=True)
        with runs.one_at_a_time(house.base / "locks", source.name, waiting):
            for name, stage in STAGES:
                reports.append(call(f"{name} {source.name}", partial(once, name, stage, house, source, run, watch)))
                watch.ended(reports[-1])
                if reports[-1].error:
                    break
    except OSError as error:  # no room for its folder or its lock
        reports.append(_failure(("crawl", source.name), error, f"nothing can be written: {error}"))
        watch.ended(reports[-1])
    return reports


def once(name: str, stage: Stage, house: House, source: Source, run: Run, watch: Watch) -> StageReport:
    """Does a stage, unless this run has done it before, and keeps its report."""
    folder = run.source(source.name)
    path = folder / f"{name}.json"
    done = report_file.read_stage(path)
    if done is not None and not done.error and report_file.is_whole(path):
        watch.began(name, source.name)
        return done
    work = partial(stage, house, source, run, watch)
    report = attempt((name, source.name), work, folder / f"{name}.error.txt", watch)
    if name == "crawl":  # it writes its own report, which is sealed with it
        return report
    try:
        report_file.write(stage_to(report) | {"files": report_file.sizes(folder, MADE.get(name, ()))}, path)
    except OSError as error:
        failed = _failure((name, source.name), error, f"its report could not be written: {error}")
        problems = (*failed.problems, *report.problems)
        return replace(report, error=report.error or failed.error, problems=problems)
    return report


@of_stage
def attempt(names: tuple[str, str], work: Callable[[], StageReport], errors: Path, watch: Watch) -> StageReport:
    """Does a piece of the night. One that fails, in whatever way, ends as a report that says so.

    Args:
        names: stage, and source or registry file.
        work: the piece.
        errors: where a traceback goes.
        watch: told that it begins.
    """
    watch.began(*names)
    began = time.monotonic()
    try:
        report = patiently(work, watch.said)
    except StageError as error:
        report = StageReport(*names, 0.0, error=str(error))
    except Exception as error:  # noqa: BLE001 (the rim: one source's fault, of any kind, must not end the others' night)
        report = _failed(names, error, errors)
    return replace(report, seconds=time.monotonic() - began)


def _failed(names: tuple[str, str], error: Exception, errors: Path) -> StageReport:
    said = f"{type(error).__name__}: {' '.join(str(error).split())[:LONGEST_SENTENCE]}"
    return _failure(names, error, said + _keep_traceback(errors))


def _failure(names: tuple[str, str], error: Exception, said: str) -> StageReport:
    """The report of a piece that an error ended; of what befell the machine it says what to do, and a code."""
    found = mishap_of(error)
    if found is None:
        return StageReport(*names, 0.0, error=said)
    problem = Problem(names[1], 0, found.sentence, found.code)
    return StageReport(*names, 0.0, problems=(problem,), error=f"{found.sentence} ({said})")


def _keep_traceback(path: Path) -> str:
    """Writes the traceback of the present error, if there is room for it, and says where it is."""
    try:
        path.write_text(REDACTOR.clean(traceback.format_exc()), encoding="utf-8")
    except OSError:
        return ""
    return f"; see {path.name}"
