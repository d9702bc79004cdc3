"""What the last nights did: from the reports on disk."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from cronsim import CronSim
from prometheus_client.core import Metric

from domain.report import OF_THE_HOUSE, NightReport, StageReport
from domain.source import Source
from flows import runs
from flows.metrics.family import MOST, code, gauge, one, seconds
from settings import Settings

LOOKED_AT = 30  # reports that are read to say since when a source fails
EARLY = timedelta(minutes=30)  # a night may begin so long before its hour
COUNTED = ("listings", "pages", "pictures", "requests")
MADE = ("matches", "listings_with_matches", "skipped", "new", "seen_again", "changed", "held")
"""Counts of the stages match and queue that are told by name."""

_T = TypeVar("_T")


def nights(settings: Settings, sources: Sequence[Source], now: datetime) -> Iterator[Metric]:
    """Families of the last night, of each source in it, and whether a night is late.

    Args:
        settings: of the house.
        sources: those that are declared.
        now: with a zone.
    """
    folders = _folders(settings.runs_dir)
    yield from _lateness(settings, folders, now)
    last = next(_reports(folders, _read), None)
    yield one(
        "night_start_timestamp_seconds",
        "Start of the last night that ended.",
        seconds(last.started_at if last else None),
    )
    yield one(
        "night_end_timestamp_seconds", "End of the last night that ended.", seconds(last.finished_at if last else None)
    )
    names = sorted(source.name for source in sources if source.enabled)
    yield one("metrics_left_out", "Sources that are not told one by one, as there are too many.", len(names[MOST:]))
    told = set(names[:MOST])
    needed = _needed(folders, told)
    yield from _stages(last, needed, told)
    yield from _sources([source for source in sources if source.name in told], needed)


def _lateness(settings: Settings, folders: Sequence[Path], now: datetime) -> Iterator[Metric]:
    local = now.astimezone(ZoneInfo(settings.timezone))
    due = next(CronSim(settings.schedule, local.replace(microsecond=0), reverse=True)).astimezone(UTC)
    began = _began(folders[0]) if folders else None
    ran = bool(folders) and _touched(folders[0]) >= due - EARLY
    ended = bool(folders) and (folders[0] / runs.REPORT).is_file()
    yield one("night_due_timestamp_seconds", "When the last night should have begun.", due.timestamp())
    late = 0.0 if ran else (now - due).total_seconds()
    yield one("night_overdue_seconds", "For how long a night that should have begun has not; 0 if it has.", late)
    open_since = (now - began).total_seconds() if began and not ended else 0.0
    yield one("night_unfinished_seconds", "For how long the newest night has not ended; 0 if it has.", open_since)


def _folders(runs_dir: Path) -> list[Path]:
    """Run folders of nights, the newest first."""
    if not runs_dir.is_dir():
        return []
    others = (runs.AGAIN, runs.REMATCH)
    named = (path for path in runs_dir.iterdir() if not any(one in path.name for one in others))
    return sorted((path for path in named if _began(path) is not None), reverse=True)


def _began(folder: Path) -> datetime | None:
    try:
        return datetime.strptime(folder.name.partition("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def _touched(folder: Path) -> datetime:
    """When anything last began or ended in it: a night that was cut off may be taken up after the next one is due."""
    places = (folder, folder / runs.REPORT)
    times = [path.stat().st_mtime for path in places if path.exists()]
    return datetime.fromtimestamp(max(times, default=0.0), UTC)


@dataclass(frozen=True, slots=True)
class Crawl:
    """What is kept in memory of a crawl: `counts` by the names of `COUNTED`, the share of errors, whether it failed."""

    counts: Mapping[str, float]
    errors: float
    failed: bool


@dataclass(frozen=True, slots=True)
class Night:
    """What is kept of a night: when it ended, Unix seconds, its crawls by source, and by stage and source the seconds
    that it took and whether it failed."""

    ended: float
    crawls: Mapping[str, Crawl]
    stages: Mapping[tuple[str, str], tuple[float, bool]]


def _needed(folders: Sequence[Path], names: set[str]) -> list[Night]:
    """The newest nights, back to where every source was read well."""
    nights: list[Night] = []
    for night in _reports(folders, _skimmed):
        nights.append(night)
        names = {name for name in names if name not in night.crawls or night.crawls[name].failed}
        if not names:
            break
    return nights


def _reports(folders: Sequence[Path], read: Callable[[Path, int], _T]) -> Iterator[_T]:
    for folder in folders[:LOOKED_AT]:
        path = folder / runs.REPORT
        try:
            yield read(path, path.stat().st_mtime_ns)
        except (OSError, runs.ReportError):
            continue  # not ended, or damaged: `night_unfinished_seconds` and doctor say so


@lru_cache(1)
def _read(path: Path, _changed: int) -> NightReport:
    return runs.read(path)


@lru_cache(LOOKED_AT + 2)
def _skimmed(path: Path, _changed: int) -> Night:
    report = runs.read(path)
    crawls = {s.source: s for s in report.stages if s.stage == "crawl"}
    kept = {
        name: Crawl({what: float(one.count(what)) for what in COUNTED}, error_share(one), bool(one.error))
        for name, one in crawls.items()
    }
    stages = {(s.stage, s.source): (s.seconds, bool(s.error)) for s in report.stages}
    return Night(report.finished_at.timestamp(), kept, stages)


def _stages(last: NightReport | None, nights: Sequence[Night], names: set[str]) -> Iterator[Metric]:
    places = ("stage", "source")
    newest: dict[tuple[str, str], tuple[float, bool]] = {}
    for night in nights[:1]:
        newest = {place: of for place, of in night.stages.items() if place[0] in OF_THE_HOUSE}
    # Of each source the last night that read it: a run of one source says nothing of the others.
    left = set(names)
    for night in nights:
        read = left & set(night.crawls)
        newest |= {place: of for place, of in night.stages.items() if place[1] in read and place[0] not in OF_THE_HOUSE}
        left -= read
    took = {place: seconds for place, (seconds, _) in newest.items()}
    yield gauge("stage_duration_seconds", "How long each stage took the last time.", places, took.items())
    failed = {place: float(failed) for place, (_, failed) in newest.items()}
    yield gauge("stage_failed", "Whether a stage failed the last time.", places, failed.items())
    stages = [s for s in last.stages if s.stage in OF_THE_HOUSE or s.source in names] if last else []
    problems: Counter[tuple[str, str, str]] = Counter()
    for stage in stages:
        problems.update({(stage.stage, stage.source, name): number for name, number in kinds(stage).items()})
    yield gauge("stage_problems", "Problems of the last night by kind.", (*places, "code"), problems.items())
    made = {(s.source, name): float(s.count(name)) for s in stages if s.stage in ("match", "queue") for name in MADE
            if name in dict(s.counts)}  # fmt: skip
    yield gauge("source_results", "What match and queue of the last night made.", ("source", "what"), made.items())


def kinds(stage: StageReport) -> Counter[str]:
    """How often each kind of problem occurred: a report keeps a hundred problems, and the counts of their kinds."""
    shown = Counter(code(problem.code) for problem in stage.problems if problem.code)
    counts = dict(stage.counts)
    return Counter({name: max(number, counts.get(name, 0)) for name, number in shown.items()})


def error_share(crawl: StageReport) -> float:
    """Of what a crawl asked for, the share that came to nothing, 0..1; remarks (`note-…`) are no errors."""
    errors = sum(number for name, number in kinds(crawl).items() if not name.startswith("note-"))
    asked = max(crawl.count("requests"), crawl.count("listings") + errors)
    return min(errors / asked, 1.0) if asked else 0.0


def _sources(sources: Sequence[Source], nights: Sequence[Night]) -> Iterator[Metric]:
    last = {s.name: next((night.crawls[s.name] for night in nights if s.name in night.crawls), None) for s in sources}
    seen = {name: crawl for name, crawl in last.items() if crawl is not None}

    def family(name: str, says: str, values: dict[str, float]) -> Metric:
        return gauge(name, says, ("source",), (((source,), number) for source, number in values.items()))

    for what in COUNTED:
        numbers = {name: crawl.counts[what] for name, crawl in seen.items()}
        yield family(f"source_{what}", f"{what.capitalize()} of each source's last crawl.", numbers)
    least, most = ({s.name: float(getattr(s, at)) for s in sources} for at in ("min_listings", "max_listings"))
    yield family("source_listings_expected_min", "Listings that a source should have at least.", least)
    yield family("source_listings_expected_max", "Listings that a source should have at most, 0 for any.", most)
    missing = {name: max(least[name] - crawl.counts["listings"], 0.0) for name, crawl in seen.items()}
    yield family("source_listings_missing", "Listings short of what a source should have.", missing)
    errors = {name: crawl.errors for name, crawl in seen.items()}
    yield family("source_error_ratio", "Share of a crawl's requests that came to nothing.", errors)
    failed = {s.name: float(_in_a_row(s.name, nights)) for s in sources}
    yield family("source_nights_failed", "Newest nights in a row in which a source could not be read.", failed)
    good = {s.name: at for s in sources if (at := _read_well(s.name, nights)) is not None}
    yield family("source_last_success_timestamp_seconds", "End of the last night that read a source well.", good)


def _in_a_row(source: str, nights: Sequence[Night]) -> int:
    crawls = [night.crawls[source] for night in nights if source in night.crawls]
    return next((number for number, crawl in enumerate(crawls) if not crawl.failed), len(crawls))


def _read_well(source: str, nights: Sequence[Night]) -> float | None:
    good = (night for night in nights if source in night.crawls and not night.crawls[source].failed)
    return next((night.ended for night in good), None)
