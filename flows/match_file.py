"""Listings JSONL in, matches JSONL out, on as many processes as wanted; the work of `markhound match` and of a sweep.

Lines travel to the workers as they stand and come back as they are to be written, so that reading, matching and
writing out all happen in the workers; the order of the listings is kept.
"""

import gc
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.fields import MalformedError
from domain.listing import Listing
from domain.listing_json import parse_line
from domain.match_json import write_line
from domain.problem import Problem
from flows.look_file import LookFile
from flows.picture_file import ReadHere, read_picture
from flows.picture_forms import Chosen, Taken
from flows.rights_file import PICTURES, TEXT, RightsFile
from matching.match import Matcher
from matching.pictures.index import PictureIndex
from matching.pictures.memory import Kind, Memory, maker
from matching.pictures.search import STANDARD, Budget, Decoded, PictureSearch, ReadPicture
from matching.quarantine import Key, fired
from matching.score import TABLE
from matching.scorer import Scorer
from matching.text.index import TextIndex

CHUNK = 500  # listings a task; about a fifth of a second of work
CHUNK_BYTES = 4_000_000  # a chunk of long lines has fewer of them, so that memory stays flat
PR_SET_PDEATHSIG = 1  # <sys/prctl.h>


@dataclass(frozen=True, slots=True)
class MatchJob:
    """What is matched with what.

    Attributes:
        rights: folder of the rights (flows/rights_file.py).
        base: folder that the listings' picture paths are relative to.
        name: of the listings file, for messages.
        today: the day of listings that do not say when they were seen.
        top: most matches of a listing.
        min_score: lowest score that is written.
        workers: processes.
        timezone: whose day decides whether a right is in force.
        believe_seen_at: whether that is the day on which the listing says it was seen; in a scan the listing is
            somebody else's word, and `today` decides.
        budget: of the dear looks at pictures.
        scorer: weighs the signals.
        looks: file of what was seen in pictures before (flows/look_file.py); None remembers nothing beyond a process.
        takes_forms: whether compact forms of the pictures that are looked at come back (flows/picture_forms.py).
        chosen: file of digests, to which kept pictures are looked at; None for all.
    """

    rights: Path
    base: Path
    name: str
    today: date
    top: int = 5
    min_score: float = 0.0
    workers: int = 1
    timezone: str = "UTC"
    believe_seen_at: bool = True
    budget: Budget = STANDARD
    scorer: Scorer = TABLE
    looks: Path | None = None
    takes_forms: bool = False
    chosen: Path | None = None


@dataclass(frozen=True, slots=True)
class Chunk:
    """What became of some lines.

    Attributes:
        text: to write.
        problems: by line.
        counts: by name.
        fired: of pictures (matching/quarantine.py).
        matched: numbers of the lines that have matches.
        forms: of the pictures that were looked at anew.
        poorly: ids of listings that were compared with less, or not, as they end processes.
    """

    text: str
    problems: tuple[Problem, ...]
    counts: tuple[tuple[str, int], ...]
    fired: tuple[tuple[Key, int], ...] = ()
    matched: tuple[int, ...] = ()
    forms: bytes = b""
    poorly: tuple[str, ...] = ()


Line = tuple[int, bytes]


def open_matcher(
    folder: Path,
    budget: Budget = STANDARD,
    memory: Memory | None = None,
    scorer: Scorer = TABLE,
    *,
    read: ReadPicture = read_picture,
    decoded: Decoded | None = None,
) -> Matcher:
    """The matcher of a snapshot (flows/rights_file.py), as it lies mapped."""
    rights = RightsFile(folder)
    pictures = PictureSearch(PictureIndex.open(folder / PICTURES), rights.views, read, budget, memory, decoded)
    return Matcher(rights, rights.validity, TextIndex.open(folder / TEXT), pictures, scorer)


class Worker:
    """One process's matcher.

    Args:
        job: what is matched with what.
        elsewhere: gives a picture that does not lie here, by its digest; None for none.
    """

    def __init__(self, job: MatchJob, elsewhere: ReadPicture | None = None) -> None:
        self._job = job
        self._zone = ZoneInfo(job.timezone)
        self._memory, self._lost = _memory(job), 0
        self._taken = Taken() if job.takes_forms else None
        read = Chosen(job.chosen) if job.chosen is not None else ReadHere(elsewhere) if elsewhere else read_picture
        self._matcher = open_matcher(job.rights, job.budget, self._memory, job.scorer, read=read, decoded=self._taken)

    def close(self) -> None:
        """Lets go of its files."""
        if self._memory is not None:
            self._memory.close()

    def match(self, lines: list[Line]) -> Chunk:
        """Matches some numbered lines."""
        # What a chunk makes goes when its last reference does; looking for cycles among it takes a tenth of the time.
        collects = gc.isenabled()
        gc.disable()
        try:
            return self._match(lines)
        finally:
            if collects:
                gc.enable()

    def _match(self, lines: list[Line]) -> Chunk:
        listings: list[tuple[Listing, date]] = []
        numbers: list[int] = []
        problems: list[Problem] = []
        counts: Counter[str] = Counter()
        warnings = self._matcher.warnings
        before = replace(warnings)
        for number, line in lines:
            try:
                listing, unknown = parse_line(line, self._job.base)
            except (MalformedError, UnicodeDecodeError) as error:
                problems.append(Problem(self._job.name, number, f"skipped: {error}", "malformed"))
                continue
            counts.update(f"unknown field {name}" for name in unknown)
            listings.append((listing, self._day(listing)))
            numbers.append(number)
        found = self._matcher.match(listings, self._job.top, self._job.min_score)
        counts.update(
            listings=len(listings),
            listings_with_matches=sum(1 for matches in found if matches),
            matches=sum(len(matches) for matches in found),
            skipped=len(problems),
            pictures_unreadable=warnings.unreadable - before.unreadable,
            pictures_absent=warnings.absent - before.absent,
            pictures_passed=warnings.passed - before.passed,
            pictures_remembered=warnings.remembered - before.remembered,
            looks_lost=self._newly_lost(),
        )
        text = "".join(write_line(match) for matches in found for match in matches)
        firing = fired(match for matches in found for match in matches)
        matched = tuple(number for number, matches in zip(numbers, found, strict=True) if matches)
        forms = self._taken.drain() if self._taken is not None else b""
        return Chunk(text, tuple(problems), tuple(counts.items()), tuple(firing.items()), matched, forms)

    def _newly_lost(self) -> int:
        """Looks that could not be kept or read since this was last asked."""
        lost = self._memory.failures if self._memory else 0
        before, self._lost = self._lost, lost
        return lost - before

    def _day(self, listing: Listing) -> date:
        """The day on which rights must be in force: when the listing was seen, if that can be believed."""
        if self._job.believe_seen_at and listing.seen_at is not None:
            return listing.seen_at.astimezone(self._zone).date()
        return self._job.today


def _memory(job: MatchJob) -> LookFile | None:
    """What that job's processes remember together."""
    if job.looks is None:
        return None
    by_index = f"{maker()} {RightsFile(job.rights).pictures_id}"
    makers = {Kind.COPIES: by_index, Kind.PARTS: by_index, Kind.LINES: maker()}
    return LookFile(job.looks, makers, job.today)


def numbered_chunks(lines: Iterable[bytes]) -> Iterator[list[Line]]:
    """Lines that are not blank, with their numbers, in the portions in which they are matched."""
    return _batched((number, line) for number, line in enumerate(lines, 1) if line.strip())


def _batched(lines: Iterable[Line]) -> Iterator[list[Line]]:
    chunk: list[Line] = []
    size = 0
    for line in lines:
        chunk.append(line)
        size += len(line[1])
        if len(chunk) == CHUNK or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
