"""The stage that compares a source's listings with the registry: what changed is matched, the rest is carried over."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from domain.problem import Problem
from domain.report import StageReport
from domain.source import Source
from flows import look_file, picture_forms, runs
from flows.carried import (
    LISTINGS,
    MATCHES,
    Carried,
    MatchState,
    contents,
    read_state,
    state_of,
    still_holds,
    write_state,
)
from flows.dask_engine import engine_of
from flows.engine import Engine, match_lines
from flows.house import House
from flows.match_file import MatchJob
from flows.rights_file import RightsFile
from flows.runs import Run
from flows.snapshots import snapshot
from flows.stages import local_day
from flows.watch import Watch
from matching.circumstance import floor
from matching.pictures.search import Budget
from matching.scorers import in_force


def match(house: House, source: Source, run: Run, watch: Watch) -> StageReport:
    """Compares the listings with the registry; leaves matches.jsonl."""
    folder = run.source(source.name)
    with snapshot(house) as rights:
        job = job_of(house, run, folder, rights)
        engine = engine_of(house)
        lost = job.looks is not None and look_file.tidy(job.looks, house.settings.picture_memory)
        parts: list[object] = [rights.name, job.scorer.name, version("markhound"), job.top, job.min_score]
        state = state_of([*parts, job.budget.parts, job.budget.texts], job.today)
        before = _before(run, source, state, rights)
        if before is None:
            report = _match((job, engine), source, folder, watch, state)
        else:
            with closing(Carried(before)) as carried:
                report = _match((job, engine), source, folder, watch, state, carried)
    said = (Problem(look_file.NAME, 0, "was damaged and is begun anew", "note-looks-lost"),) if lost else ()
    return replace(report, problems=(*said, *report.problems))


def job_of(house: House, run: Run, folder: Path, rights: Path) -> MatchJob:
    """What a night matches in a source's folder, with a snapshot of the rights."""
    settings = house.settings
    return MatchJob(
        rights=rights,
        base=folder.absolute(),
        name=LISTINGS,
        today=local_day(house, run),
        top=settings.top,
        min_score=floor(settings.min_score),  # the circumstances may still lift it
        workers=settings.workers,
        timezone=settings.timezone,
        believe_seen_at=False,
        budget=Budget(settings.picture_parts, settings.picture_texts),
        scorer=in_force(house.base, settings.scorer),
        looks=_looks(house),
        takes_forms=True,
    )


def _looks(house: House) -> Path | None:
    """Where this machine keeps looks: beside the database, or where several machines share that, in its own folder."""
    if not house.settings.picture_memory:
        return None
    if not (house.settings.sweeps or house.settings.dask):
        return house.base / look_file.NAME
    cache = house.settings.cache_dir.expanduser().absolute()
    cache.mkdir(parents=True, exist_ok=True)
    return cache / look_file.NAME


def _before(run: Run, source: Source, state: MatchState, rights: Path) -> Path | None:
    """The earlier run whose matches still hold; None for none."""
    before = runs.before(run, source.name)
    if before is None or not (before / MATCHES).is_file() or not (before / LISTINGS).is_file():
        return None
    return before if still_holds(state, read_state(before), RightsFile(rights).validity) else None


def _match(
    way: tuple[MatchJob, Engine],
    source: Source,
    folder: Path,
    watch: Watch,
    state: MatchState,
    carried: Carried | None = None,
) -> StageReport:
    job, engine = way
    counts: dict[str, int] = {"listings": 0, "matches": 0}
    problems: list[Problem] = []
    poorly: list[str] = []
    draft = folder / f"{MATCHES}.part"
    fresh = draft if carried is None else folder / "fresh.jsonl.part"
    forms = folder / f"{picture_forms.NAME}.part"
    with (
        (folder / LISTINGS).open("rb") as lines,
        fresh.open("w", encoding="utf-8") as out,
        forms.open("wb") as seen,
    ):
        wanted = lines if carried is None else _changed(folder, carried)
        for chunk in match_lines(job, wanted, engine):
            out.write(chunk.text)
            seen.write(chunk.forms)
            problems += chunk.problems
            poorly += chunk.poorly
            for name, number in chunk.counts:
                counts[name] = counts.get(name, 0) + number
            watch.advanced("match", source.name, counts["listings"])
    if carried is not None:
        _merge(folder, fresh, draft, carried, counts)
        fresh.unlink()
    forms.replace(folder / picture_forms.NAME)
    draft.replace(folder / MATCHES)
    write_state(folder, state, poorly)
    return StageReport("match", source.name, 0.0, tuple(counts.items()), tuple(problems))


def _changed(folder: Path, carried: Carried) -> Iterator[bytes]:
    """Lines of the listings that said something else before, or nothing."""
    with (folder / LISTINGS).open("rb") as lines:
        for line, (name, content) in zip(lines, contents(folder), strict=True):
            if not carried.has(name, content):
                yield line


def _merge(folder: Path, fresh: Path, draft: Path, carried: Carried, counts: dict[str, int]) -> None:
    """Fresh and carried matches in the order of the listings; counts both."""
    counts["carried"] = 0
    with fresh.open("rb") as found, draft.open("wb") as out:
        line = found.readline()
        for name, content in contents(folder):
            if carried.has(name, content):
                lines = carried.lines(name)
                out.write(lines)
                counts["carried"] += 1
                counts["listings"] += 1
                counts["matches"] += lines.count(b"\n")
                counts["listings_with_matches"] = counts.get("listings_with_matches", 0) + bool(lines)
                continue
            while line and json.loads(line)["listing_id"] == name:
                out.write(line)
                line = found.readline()
