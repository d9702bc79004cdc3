"""The stages of a night as plain functions: each takes what the one before left on disk, and can be run again.

A stage writes its report last, so the report's presence says that the stage is done; a run that is taken up again
skips what is done.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path

from crawlers.run import Progress
from crawlers.run import crawl as crawl_source
from domain.listing import Listing
from domain.listing_json import parse_line as parse_listing
from domain.match import Match
from domain.match_json import parse_line as parse_match
from domain.problem import Problem
from domain.report import StageReport
from domain.source import Source
from evidence.seal import seal as seal_folder
from evidence.store import BlobStore
from flows import rights_file
from flows.house import House
from flows.match_file import MatchJob, match_lines
from flows.runs import Run
from flows.watch import Watch
from leads.store import Found, Queued
from matching.rule import rules
from registry.importer import UnreadableRegistryError, importer_for
from registry.load import Plan, RefusedError, load

QUEUE_BATCH = 2_000


def refresh(house: House, watch: Watch) -> list[StageReport]:
    """Imports the registry files named in the settings where they have changed, one report a file."""
    reports = []
    for name in filter(None, (part.strip() for part in house.settings.registry.split(";"))):
        path = Path(name)
        began = time.monotonic()
        watch.began("refresh", path.name)
        report = StageReport("refresh", path.name, 0.0)
        try:
            loaded = load(
                house.registry,
                path,
                importer_for(path),
                Plan(path.name.split(".")[0]),
                keep_picture=house.blobs.copy,
                now=datetime.now(UTC),
                on_progress=lambda done, name=path.name: watch.advanced("refresh", name, done),  # type: ignore[misc]
            )
            counts = (("rights", loaded.rights), ("unchanged", int(loaded.unchanged)), *loaded.codes)
            report = replace(report, counts=counts, problems=loaded.problems)
        except RefusedError as error:
            report = replace(report, counts=error.report.codes, problems=error.report.problems, error=str(error))
        except UnreadableRegistryError as error:
            report = replace(report, error=str(error))
        reports.append(replace(report, seconds=time.monotonic() - began))
        watch.ended(reports[-1])
    return reports


def snapshot(house: House) -> Path:
    """The registry as a file for matching, made once for each state of the registry."""
    state = [(register.name, register.digest) for register in house.registry.registers()]
    digest = sha256(json.dumps(state).encode()).hexdigest()[:16]
    path = house.base / "registry" / f"{digest}.rights.jsonl"
    if not path.exists():
        rights_file.write(house.registry.rights(), path)
        for old in path.parent.glob("*.rights.jsonl"):
            if old != path:
                old.unlink(missing_ok=True)
    return path


def crawl(house: House, source: Source, run: Run, watch: Watch) -> StageReport:
    """Reads a source; leaves listings, pictures and captures in its folder."""

    def progress(now: Progress) -> None:
        watch.advanced("crawl", source.name, now.listings)

    return crawl_source(source, run.source(source.name), user_agent=house.settings.user_agent, on_progress=progress)


def seal(house: House, source: Source, run: Run, watch: Watch) -> StageReport:
    """Takes the captures into custody."""
    names = (run.run_id, source.name)
    report = seal_folder(run.source(source.name), names, house.base, house.blobs, house.ledger, datetime.now(UTC))
    counts = (("files", report.files), ("pictures", report.pictures), ("bytes", report.size))
    return StageReport("seal", source.name, 0.0, counts)


def match(house: House, source: Source, run: Run, watch: Watch) -> StageReport:
    """Compares the listings with the registry; leaves matches.jsonl."""
    folder = run.source(source.name)
    settings = house.settings
    job = MatchJob(
        rights=snapshot(house),
        base=folder.absolute(),
        name="listings.jsonl",
        today=run.started_at.date(),
        top=settings.top,
        min_score=settings.min_score,
        workers=settings.workers,
    )
    counts: dict[str, int] = {"listings": 0, "matches": 0}
    problems: list[Problem] = []
    draft = folder / "matches.jsonl.part"
    with (folder / "listings.jsonl").open("rb") as lines, draft.open("w", encoding="utf-8") as out:
        for chunk in match_lines(job, lines):
            out.write(chunk.text)
            problems += chunk.problems
            for name, number in chunk.counts:
                counts[name] = counts.get(name, 0) + number
            watch.advanced("match", source.name, counts["listings"])
    draft.replace(folder / "matches.jsonl")
    return StageReport("match", source.name, 0.0, tuple(counts.items()), tuple(problems))


def queue(house: House, source: Source, run: Run, watch: Watch) -> StageReport:
    """Puts the matches before the reviewers."""
    folder = run.source(source.name)
    queued = Queued()
    done = 0
    pairs = _pairs(house, folder)
    while batch := list(islice(pairs, QUEUE_BATCH)):
        known = house.registry.get(sorted({found.right_id for _, found in batch}))
        finds = [Found(listing, known[found.right_id], found) for listing, found in batch if found.right_id in known]
        queued += house.leads.queue(finds, run.run_id, run.started_at)
        done += len(batch)
        watch.advanced("queue", source.name, done)
    counts = (("new", queued.new), ("seen_again", queued.seen_again), ("changed", queued.changed))
    return StageReport("queue", source.name, 0.0, counts)


def _pairs(house: House, folder: Path) -> Iterator[tuple[Listing, Match]]:
    """Listings with matches, in the order of the files, pictures named where they are kept."""
    roles = {name: rule.role for name, rule in rules().items()}
    with (folder / "matches.jsonl").open(encoding="utf-8") as found, (folder / "listings.jsonl").open("rb") as lines:
        # Matches stand in the order of the listings, so both files are read once, side by side.
        matches = (parse_match(line, roles) for line in found)
        match = next(matches, None)
        for line in lines:
            if match is None:
                return
            listing, _ = parse_listing(line, folder.absolute())
            while match is not None and match.listing_id == listing.listing_id:
                yield _in_store(listing, house.blobs), match
                match = next(matches, None)


def _in_store(listing: Listing, blobs: BlobStore) -> Listing:
    kept = {c.location: str(blobs.path_of(c.digest).absolute()) for c in listing.pictures if c.location}
    return replace(
        listing,
        images=tuple(kept.get(image, image) for image in listing.images),
        captures=tuple(replace(c, location=kept.get(c.location, c.location)) for c in listing.captures),
    )
