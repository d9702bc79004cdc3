"""Crawls one source in a child process and leaves its folder complete, or clearly not.

A folder with crawl.json holds a finished crawl: listings.jsonl, pages.warc.gz, pictures/. Everything is written inside
`.crawling/` first and moved when the child has ended well, crawl.json last; a folder without it is a leftover and is
crawled anew.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread, Timer
from time import monotonic
from typing import Any

import crawlers
from crawlers import job as jobs
from crawlers.checks import BLOCKING, check, loss_fault, volume_fault, volume_warning
from crawlers.child import DISK_FULL, OUTCOME
from crawlers.drift import BROKEN, Yield, drift, keep_page, yield_of
from crawlers.listing_file import NAME as LISTINGS
from crawlers.log_file import keep
from crawlers.page_index import NAME as INDEX
from crawlers.page_index import WARC
from crawlers.progress import Progress, read_line
from crawlers.report_file import NAME as REPORT
from crawlers.report_file import is_whole, on_disk, read_report, write_report
from crawlers.spider import WORK
from crawlers.tally import KEPT
from domain.problem import Problem
from domain.report import StageReport
from domain.source import Source
from logs.bound import for_child

__all__ = ["Progress", "crawl", "read_report"]

LOG = "crawl.log"
GRACE = 600.0
"""Seconds after its own end until a crawl counts as hung: the last listings of a large feed are written in them."""
HUNG = 1000  # in place of an exit code
_RESULTS = (LISTINGS, WARC, INDEX, BROKEN, "pictures")
_SIZED = (LISTINGS, WARC)
_MORE = ("unused", "filled", "impact", "stats")
_FIRST = ("listings", "pages", "pictures", "requests", "bytes")


def crawl(
    source: Source,
    folder: Path,
    *,
    user_agent: str,
    previous: Path | None = None,
    zone: str = "UTC",
    on_progress: Callable[[Progress], None] | None = None,
) -> StageReport:
    """Crawls a source into a folder and waits for it.

    A folder that holds a finished crawl without an error is left alone, and its report returned. One that holds a crawl
    that was cut off is taken up where that stopped: what its WARC holds is read from there.

    Args:
        source: what to read.
        folder: of this source in this run; made if need be, made anew if half done.
        user_agent: how the crawler names itself.
        previous: the source's folder in an earlier night: what has not changed since costs a cheap request or none.
        zone: in which the source's hours are meant.
        on_progress: called with the numbers so far, a few times a second, in this thread.

    Returns:
        The report. Its `error` is set when the crawl crashed (then there is no crawl.json) or gave too few listings.
    """
    folder = folder.absolute()
    done = read_report(folder)
    if done is not None and not done.error and is_whole(folder):
        return done
    began = monotonic()
    refused = [problem for problem in check(source) if problem.code in BLOCKING]
    if refused:
        return StageReport("crawl", source.name, 0.0, problems=tuple(refused), error=str(refused[0]))
    _clear(folder)
    job = jobs.Job(source, folder, user_agent, os.getpid(), previous and previous.absolute(), zone)
    code = _run_child(job, on_progress)
    outcome = _outcome(folder)
    if code != 0 or outcome is None:
        return replace(_stopped(source, code, folder / LOG), seconds=monotonic() - began)
    report = _report(job, outcome, monotonic() - began)
    _complete(folder, report, outcome)
    return report


def _stopped(source: Source, code: int, log: Path) -> StageReport:
    """The report of a crawl that did not come to its end."""
    report = StageReport("crawl", source.name, 0.0)
    if code == HUNG:
        minutes = source.limits.minutes
        error = f"{source.name}: its crawl hung and was ended, long after its limits.minutes of {minutes:g}; see {log}"
        return replace(report, error=error, problems=(Problem(source.name, 0, error, "hung"),))
    if code == DISK_FULL:
        error = f"{source.name}: the disk is full; make room, then run the scan again, it goes on where this stopped"
        return replace(report, error=error, problems=(Problem(source.name, 0, error, "disk-full"),))
    error = f"{source.name}: the crawl stopped with exit code {code}; the reason stands in {log}"
    if code == -signal.SIGKILL:
        error = f"{source.name}: the crawl was killed, by the kernel where memory runs out; run the scan again"
        return replace(report, error=error, problems=(Problem(source.name, 0, error, "memory-short"),))
    return replace(report, error=error)


def _clear(folder: Path) -> None:
    """Removes what an earlier crawl left, the mark of completeness first; of one that was cut off the WARC stays."""
    done = read_report(folder)
    failed = done is not None and bool(done.error)
    (folder / REPORT).unlink(missing_ok=True)
    work = folder / WORK
    left = next((path for path in (work / WARC, folder / WARC) if path.is_file() and not failed), None)
    if left is not None:
        left.replace(folder / f"{WARC}.part")
    for name in (*_RESULTS, WORK):
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    work.mkdir(parents=True)
    if (folder / f"{WARC}.part").is_file():
        (folder / f"{WARC}.part").replace(work / WARC)


def _run_child(job: jobs.Job, on_progress: Callable[[Progress], None] | None) -> int:
    folder, source = job.folder, job.source
    path = folder / WORK / jobs.NAME
    jobs.write_job(job, path)
    root = str(Path(crawlers.__file__).parents[1])
    environment = {
        **for_child(os.environ),
        "PYTHONPATH": os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH")))),
    }
    with (
        (folder / LOG).open("wb", buffering=0) as log,
        subprocess.Popen(
            # -P: nothing in the run folder can stand in for a module
            [sys.executable, "-P", "-m", "crawlers.child", str(path)],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as child,
    ):
        scribe = Thread(target=keep, args=(child.stderr, log), name=f"log of {source.name}")
        scribe.start()
        hung = Event()

        def end() -> None:
            hung.set()
            child.kill()

        # A crawl ends by its own time; this is for one that sits in a page, or in a system call, and never looks.
        minutes = source.limits.minutes
        guard = Timer(minutes * 60 + 2 * source.limits.timeout + GRACE, end)
        guard.daemon = True
        if minutes:
            guard.start()
        try:
            for line in child.stdout or ():
                progress = read_line(line)
                if progress is not None and on_progress is not None:
                    on_progress(progress)
            code = child.wait()
            return HUNG if hung.is_set() else code
        finally:
            guard.cancel()
            if child.poll() is None:  # interrupted, or the caller's own function failed
                child.kill()
            scribe.join()


def _outcome(folder: Path) -> dict[str, Any] | None:
    try:
        outcome: dict[str, Any] = json.loads((folder / WORK / OUTCOME).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return outcome


def _report(job: jobs.Job, outcome: dict[str, Any], seconds: float) -> StageReport:
    source = job.source
    counts = dict.fromkeys(_FIRST, 0) | dict(sorted(outcome["counts"].items()))
    problems = [Problem(*values) for values in outcome["problems"]]
    given = Yield(counts["listings"], outcome["filled"])
    changed, dropped = drift(source, counts, given, yield_of(job.previous))
    if changed:
        keep_page(job.folder / WORK, job.previous, outcome["problems"])
    error = loss_fault(source, counts.get("listing-lost", 0)) or volume_fault(source, counts["listings"]) or changed
    report = StageReport("crawl", source.name, seconds, error=error)
    for problem in dropped:
        counts[problem.code] = len(dropped)
        problems.insert(0, problem)
    warning = volume_warning(source, counts["listings"])
    if warning is not None:
        counts["too-many"] = 1
        problems.insert(0, warning)
    return replace(report, counts=tuple(counts.items()), problems=tuple(problems[:KEPT]))


def _complete(folder: Path, report: StageReport, outcome: dict[str, Any]) -> None:
    """Moves the results into place, then the mark of completeness."""
    for name in _RESULTS:
        work = folder / WORK / name
        if work.exists():
            on_disk(work)
            work.replace(folder / name)
    mark = folder / WORK / REPORT
    sizes = {name: (folder / name).stat().st_size for name in _SIZED if (folder / name).is_file()}
    write_report(mark, report, {"files": sizes, **{name: outcome[name] for name in _MORE}})
    mark.replace(folder / REPORT)
    shutil.rmtree(folder / WORK)
