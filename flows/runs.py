"""Run folders: `<data>/runs/<run>/<source>/`. A run that was cut off is taken up again where it stopped."""

import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from domain import report_json
from domain.report import NightReport
from flows import report_file
from flows.report_markdown import markdown

REPORT = "report.json"
PLAN = "plan.json"
AGAIN = "-again-"  # in the name of a run that looked at confirmed listings only
REMATCH = "-rematch-"  # in the name of a run that read no shop, but held new rights against what was seen
INTAKE = "-intake-"  # in the name of a run that looked at what was complained of
OF_PAGES = (AGAIN, INTAKE)  # runs that read a few pages, by which no night is measured
# Names for `one_at_a_time` that no source can have.
IMPORT = "registry.import"
SNAPSHOT = "registry.snapshot"
JOINING = "networks.joining"
COMPLAINTS = "complaints.work"
# Shops change by the day: a run that was cut off longer ago than this is left as it is and a new one begins.
RESUMABLE = timedelta(hours=20)


class ReportError(ValueError):
    """A file is no report of a run."""


@dataclass(frozen=True, slots=True)
class Run:
    """One night's folder."""

    run_id: str
    folder: Path
    started_at: datetime

    def source(self, name: str) -> Path:
        """The folder of one source."""
        return self.folder / name


@contextmanager
def open_run(runs: Path, sources: Sequence[str], now: datetime) -> Iterator[Run]:
    """A new run, or the last one if it was cut off and read the same sources; nobody else holds it meanwhile."""
    runs.mkdir(parents=True, exist_ok=True)
    for folder in sorted((path for path in runs.iterdir() if path.is_dir()), reverse=True):
        with locked(folder / "lock") as mine:
            if mine and (run := _unfinished(folder, sources, now)) is not None:
                yield run
                return
    run_id = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
    folder = runs / run_id
    folder.mkdir()
    with locked(folder / "lock"):
        report_file.write({"sources": list(sources), "started_at": now.isoformat()}, folder / PLAN)
        yield Run(run_id, folder, now)


def named(runs: Path, run_id: str) -> Run:
    """A run that somebody has opened.

    Raises:
        ReportError: there is none of that name.
    """
    folder = runs / run_id
    try:
        plan = json.loads((folder / PLAN).read_text(encoding="utf-8"))
        return Run(run_id, folder, datetime.fromisoformat(plan["started_at"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ReportError(
            f"{folder} is no run that was begun; do all machines of the cluster share MARKHOUND_DATA_DIR?"
        ) from error


def before(run: Run, source: str) -> Path | None:
    """The folder of the newest earlier night that read a source well; None for none. A look at a few pages is none."""
    for folder in sorted(run.folder.parent.iterdir(), reverse=True):
        if folder.name < run.folder.name and not any(word in folder.name for word in OF_PAGES):
            crawl = report_file.read_stage(folder / source / "crawl.json")
            if crawl is not None and not crawl.error:
                return folder / source
    return None


def requests_of_day(run: Run, source: str, zone: ZoneInfo) -> int:
    """How many requests other runs of the same day have made to a source."""
    day = run.started_at.astimezone(zone).date()
    total = 0
    for folder in run.folder.parent.iterdir():
        crawl = report_file.read_stage(folder / source / "crawl.json") if folder != run.folder else None
        if crawl is not None and _day(folder.name, zone) == day:
            total += crawl.count("requests")
    return total


def _day(run_id: str, zone: ZoneInfo) -> date | None:
    """The day on which a run began, from its name; None where that says nothing."""
    try:
        began = datetime.strptime(run_id.partition("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None
    return began.astimezone(zone).date()


def failing(runs: Path, source: str, most: int = 30) -> int:
    """How many of the newest runs in a row have failed to read a source."""
    count = 0
    for report in reports(runs)[:most]:
        try:
            stages = [stage for stage in read(report).stages if stage.source == source and stage.stage == "crawl"]
        except (ReportError, OSError):
            continue
        if any(not stage.error for stage in stages):
            return count
        count += bool(stages)
    return count


def finish(run: Run, report: NightReport) -> None:
    """Says that a run has ended, for people and for programs."""
    (run.folder / "report.md").write_text(markdown(report), encoding="utf-8")
    report_file.write(report_json.night_to(report), run.folder / REPORT)


def reports(runs: Path) -> list[Path]:
    """The reports of finished runs, newest first."""
    return sorted(runs.glob(f"*/{REPORT}"), reverse=True)


def read(report: Path) -> NightReport:
    """A report as it was written.

    Raises:
        ReportError: it is none.
        OSError: it cannot be read.
    """
    try:
        return report_json.night_from(json.loads(report.read_text(encoding="utf-8")))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReportError(f"{report} is no report of a run: {error}") from error


@contextmanager
def one_at_a_time(locks: Path, name: str, on_wait: Callable[[], None]) -> Iterator[None]:
    """Holds a source or the registry, so that two scans never ask the same shop, or import, at once.

    Args:
        locks: folder of lock files.
        name: of the source, or one of the names above.
        on_wait: told once when another process holds it.
    """
    locks.mkdir(parents=True, exist_ok=True)
    with (locks / f"{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            on_wait()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def locked(path: Path) -> Iterator[bool]:
    """Whether this process could take the lock; the kernel frees it however the process ends."""
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            mine = True
        except BlockingIOError:
            mine = False
        yield mine
    finally:
        os.close(handle)


@contextmanager
def shared(path: Path) -> Iterator[None]:
    """Holds a lock together with others; while anyone does, `locked` is False for it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+") as file:  # a network file system shares locks only of files that may be read
        fcntl.flock(file, fcntl.LOCK_SH)
        yield


def _unfinished(folder: Path, sources: Sequence[str], now: datetime) -> Run | None:
    if (folder / REPORT).exists():
        return None
    try:
        plan = json.loads((folder / PLAN).read_text(encoding="utf-8"))
        started_at = datetime.fromisoformat(plan["started_at"])
    except (OSError, ValueError, KeyError):
        return None  # cut off before it had begun
    if plan["sources"] != list(sources) or now - started_at > RESUMABLE:
        return None
    return Run(folder.name, folder, started_at)
