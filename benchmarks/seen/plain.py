"""The plain way: everything is matched again with the whole registry; timed on a sample, and held beside a rematch."""

import json
import random
import resource
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from benchmarks.seen.build import SOURCE, Built
from domain.right import Right, RightKind, RightStatus
from flows import compile_rights
from flows.match_file import MatchJob, Worker, numbered_chunks
from flows.picture_file import read_picture
from flows.seen_archive import FOLDER, SeenArchive
from matching.pictures.compile import compile_pictures
from matching.pictures.search import Budget, readable

MOST_PAIRS = 2_000  # listings with matches that are compared pair by pair


@dataclass(frozen=True, slots=True)
class Plain:
    """What it costs and finds.

    Attributes:
        text_seconds: processor seconds a listing, names only.
        picture_seconds: processor seconds a picture, whole and in parts.
        compile_seconds: of the registry.
        both, plain_only, ours_only: pairs of new rights by name at the night's score: found by both, by one of them.
    """

    text_seconds: float
    picture_seconds: float
    compile_seconds: float
    both: int
    plain_only: int
    ours_only: int


def plain(built: Built, run_id: str, sample: int, folder: Path) -> Plain:
    """Matches a sample again, and the listings in which the rematch found something."""
    began = spent()
    snapshot = folder / "all-rights"
    compile_rights.write(_all(built), snapshot)
    compiled = spent() - began
    run = built.house.settings.runs_dir / run_id / SOURCE
    ours = _pairs(run / "matches.jsonl", built.rights)
    matched = {name for name, _ in sorted(ours)[:MOST_PAIRS]}
    lines, found = _lines(built, sample, matched)
    settings = built.house.settings
    job = MatchJob(
        rights=snapshot, base=built.house.base, name="sample", today=date(2026, 11, 27), top=settings.top,
        min_score=settings.min_score, believe_seen_at=False, budget=Budget(0, 0),
    )  # fmt: skip
    worker = Worker(job)
    began_cpu = time.process_time()
    text = "".join(worker.match(chunk).text for chunk in numbered_chunks(lines))
    seconds = (time.process_time() - began_cpu) / max(1, len(lines))
    text += "".join(worker.match(chunk).text for chunk in numbered_chunks(found))
    names = {json.loads(line)["listing_id"] for line in (*lines, *found)}
    theirs = _of_lines(text.splitlines(), built.rights)
    ours = {pair for pair in ours if pair[0] in names}
    return Plain(seconds, _picture_seconds(built), compiled, len(ours & theirs), len(theirs - ours), len(ours - theirs))


def _all(built: Built) -> Iterable[Right]:
    """The new rights without their pictures, which are timed by themselves, and the registry around them."""
    new = {right.right_id for right in built.rights}
    for mark in built.marks:
        if mark.names:
            status = RightStatus.REGISTERED
            holder = "Holder" if mark.right_id in new else ""
            yield Right(
                mark.right_id, RightKind.TRADEMARK, mark.names[0], tuple(mark.names[1:]), holder=holder, status=status
            )


def _pairs(path: Path, rights: Sequence[Right]) -> set[tuple[str, str]]:
    return _of_lines(path.read_text(encoding="utf-8").splitlines(), rights)


def _of_lines(lines: Iterable[str], rights: Sequence[Right]) -> set[tuple[str, str]]:
    """Pairs of new rights that names speak for."""
    new = {right.right_id for right in rights}
    found = (json.loads(line) for line in lines)
    return {
        (one["listing_id"], one["right_id"])
        for one in found
        if one["right_id"] in new and not any(signal["name"].startswith("picture_") for signal in one["signals"])
    }


def _lines(built: Built, sample: int, matched: set[str]) -> tuple[list[bytes], list[bytes]]:
    """Every so many lines of the archive, and those of the listings that matched."""
    archive = SeenArchive(built.house.base / FOLDER / SOURCE)
    step = max(1, archive.listings // sample)
    lines, found = [], []
    for number, one in enumerate(archive.newest()):
        if number % step == 0:
            lines.append(one.line)
        elif matched and json.loads(one.line)["listing_id"] in matched:
            found.append(one.line)
    random.Random(1).shuffle(lines)
    return lines, found


def _picture_seconds(built: Built) -> float:
    """A picture looked at as a night looks at it, by the index of the new rights' pictures."""
    views = [(number, image) for number, right in enumerate(built.rights) for image in right.images]
    if not views:
        return 0.0
    index = compile_pictures(len(views), lambda number: readable(read_picture(views[number][1])))
    began = time.process_time()
    for path in built.photos[:100]:
        picture = readable(path.read_bytes())
        if picture is not None:
            index.find(picture, parts=True)
    return (time.process_time() - began) / max(1, len(built.photos[:100]))


def spent() -> float:
    """Processor seconds of this process and of those that it waited for."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)
