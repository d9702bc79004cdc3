"""New and changed rights against everything that was seen: no shop is asked, nothing is crawled.

What matches is queued as a night queues it, under the same ids, so that doing it twice adds nothing. A listing that is
gone, or says something else by now, is no live offer: its matches are written beside the run and not queued.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

from domain.listing_json import parse_line, write_line
from domain.problem import Problem
from domain.report import StageReport
from domain.report_json import stage_to
from domain.right import Right
from flows import compile_rights, report_file, runs, seen_pictures
from flows.archive_stage import IN_USE
from flows.carried import LISTINGS, MATCHES
from flows.engine import match_lines
from flows.house import House
from flows.match_file import MatchJob
from flows.night import attempt
from flows.queue_again import Origin, queue
from flows.runs import Run
from flows.seen_archive import FOLDER, SeenArchive, SeenLine
from flows.watch import Watch
from matching.pictures.search import Budget
from matching.scorers import in_force

STAGE = "rematch"
RIGHTS, CHOSEN, REPORT = "rights", "pictures.npy", "rematch.json"
COPIES_ONLY = Budget(0, 0)  # what is opened is alike as a whole; for parts and print, nights look


class NothingSeenError(LookupError):
    """There is no archive yet; the message says how it is filled."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is compared.

    Attributes:
        rights: at least one.
        pictures: most kept pictures that are opened, the likest ones; None for every picture that was kept, at the cost
            of a night.
    """

    rights: Sequence[Right]
    pictures: int | None


@dataclass(frozen=True, slots=True)
class Rematched:
    """What became of it.

    Attributes:
        run_id: names its folder, and stands in the leads that it found.
        opened: of the pictures; None where all were looked at.
        reports: one a source.
    """

    run_id: str
    opened: seen_pictures.Opened | None
    reports: tuple[StageReport, ...]


def rematch(house: House, asked: Asked, watch: Watch) -> Rematched:
    """Compares, and queues what matches.

    Raises:
        NothingSeenError: no night has kept anything yet.
    """
    now = datetime.now(UTC)
    run_id = runs.new_id(house.settings.runs_dir, now, runs.REMATCH)
    run = Run(run_id, house.settings.runs_dir / run_id, now)
    with runs.shared(house.base / "locks" / IN_USE):
        names = sorted(path.name for path in (house.base / FOLDER).glob("*") if path.is_dir())
        archives = {name: SeenArchive(house.base / FOLDER / name) for name in names}
        if not archives:
            raise NothingSeenError("nothing was kept of what was seen yet; `markhound scan` keeps it from now on")
        run.folder.mkdir(parents=True)
        try:
            opened, reports = _compare(house, asked, run, archives, watch)
        finally:
            shutil.rmtree(run.folder / RIGHTS, ignore_errors=True)
    told = {"run_id": run_id, "rights": len(asked.rights), "stages": [stage_to(one) for one in reports]}
    report_file.write(told, run.folder / REPORT)
    return Rematched(run_id, opened, tuple(reports))


def _compare(
    house: House, asked: Asked, run: Run, archives: Mapping[str, SeenArchive], watch: Watch
) -> tuple[seen_pictures.Opened | None, list[StageReport]]:
    compile_rights.write(asked.rights, run.folder / RIGHTS)
    opened = None
    if asked.pictures is not None:
        opened = seen_pictures.choose(archives.values(), asked.rights, asked.pictures, run.folder / CHOSEN)
    reports = []
    for name, archive in archives.items():
        work = partial(_source, house, asked, run, (name, archive), watch)
        reports.append(attempt((STAGE, name), work, run.folder / f"{name}.error.txt", watch))
        watch.ended(reports[-1])
    return opened, reports


def _source(house: House, asked: Asked, run: Run, seen: tuple[str, SeenArchive], watch: Watch) -> StageReport:
    """Compares and queues what was seen of one source."""
    name, archive = seen
    folder = run.source(name)
    folder.mkdir()
    counts: dict[str, int] = {"listings": 0, "matches": 0}
    problems: list[Problem] = []
    origins: dict[str, Origin] = {}
    waiting = _Waiting(archive.newest())
    with (
        (folder / LISTINGS).open("w", encoding="utf-8") as lines,
        (folder / MATCHES).open("w", encoding="utf-8") as out,
    ):
        for chunk in match_lines(_job(house, asked, run, name), waiting):
            out.write(chunk.text)
            problems += chunk.problems
            for kind, number in chunk.counts:
                counts[kind] = counts.get(kind, 0) + number
            for one in waiting.matched(chunk.matched, counts["listings"] + counts.get("skipped", 0)):
                listing, _ = parse_line(one.line, house.base)
                lines.write(write_line(listing, folder.absolute()))
                origins[listing.listing_id] = Origin(one.seen_in, one.key, one.content)
            watch.advanced(STAGE, name, counts["listings"])
    rights = {right.right_id: right for right in asked.rights}
    queued = queue(house, run, name, (rights, origins), counts["listings"])
    unwanted = ("pictures_absent", "pictures_passed", "pictures_remembered", "looks_lost")
    told = {kind: number for kind, number in counts.items() if kind not in unwanted}
    found = (*archive.problems, *problems, *queued.problems)
    return StageReport(STAGE, name, 0.0, (*told.items(), *queued.counts), found)


class _Waiting:
    """Hands lines on and holds each until it is known whether it matched; chunks come back in order."""

    def __init__(self, lines: Iterator[SeenLine]) -> None:
        self._lines = lines
        self._held: dict[int, SeenLine] = {}
        self._given = self._done = 0

    def __iter__(self) -> Iterator[bytes]:
        for one in self._lines:
            self._given += 1
            self._held[self._given] = one
            yield one.line

    def matched(self, numbers: Sequence[int], done: int) -> list[SeenLine]:
        """The lines of these numbers; lets go of all up to `done`."""
        found = [self._held[number] for number in numbers]
        for number in range(self._done + 1, done + 1):
            self._held.pop(number, None)
        self._done = done
        return found


def _job(house: House, asked: Asked, run: Run, name: str) -> MatchJob:
    settings = house.settings
    whole = asked.pictures is None
    return MatchJob(
        rights=run.folder / RIGHTS,
        base=house.base,
        name=name,
        today=run.started_at.astimezone(ZoneInfo(settings.timezone)).date(),
        top=settings.top,
        min_score=settings.min_score,
        workers=settings.workers,
        timezone=settings.timezone,
        believe_seen_at=False,
        budget=Budget(settings.picture_parts, settings.picture_texts) if whole else COPIES_ONLY,
        scorer=in_force(house.base, settings.scorer),
        chosen=None if whole else run.folder / CHOSEN,
    )
