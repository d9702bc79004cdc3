"""The stages of a night as plain functions: each takes what the one before left on disk, and can be run again.

A stage writes its report last, so the report's presence says that the stage is done; a run that is taken up again
skips what is done.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from crawlers.run import Progress
from crawlers.run import crawl as crawl_source
from domain.listing import Listing
from domain.listing_json import parse_line as parse_listing
from domain.match import Match
from domain.problem import Problem
from domain.report import REFRESH, StageReport
from domain.source import Source
from evidence.seal import seal as seal_folder
from evidence.seal import sealed_files
from evidence.store import BlobStore
from flows import floods, keywords, runs
from flows.carried import LISTINGS, WEIGHED, listings_in
from flows.house import House
from flows.look_alikes import raise_alikes
from flows.runs import Run
from flows.watch import Watch
from flows.weigh_stage import pairs
from leads.store import Found, Queued, RightsReviewed
from matching.quarantine import Key, told, without
from matching.scorers import in_force
from settings import Settings

QUEUE_BATCH = 2_000


def local_day(house: House, run: Run) -> date:
    """The day of a run in the office's time zone, which decides whether a right is in force."""
    return run.started_at.astimezone(ZoneInfo(house.settings.timezone)).date()


def registry_files(settings: Settings) -> list[Path]:
    """The registry files that a night refreshes."""
    return [Path(name.strip()) for name in settings.registry.split(";") if name.strip()]


def review_rights(house: House, today: date) -> StageReport:
    """Lets leads lapse whose right is no longer in force, and brings back those whose right is again."""
    report = StageReport(REFRESH, "leads", 0.0)
    if not any(register.rights for register in house.registry.registers()):
        return report  # a registry that was never imported says nothing about anybody's rights
    total = RightsReviewed()
    for right_ids in house.leads.rights_of_open():
        known = house.registry.get(right_ids)
        versions = house.registry.named_versions(right_ids)
        total += house.leads.review_rights({name: known.get(name) for name in right_ids}, today, versions)
    return replace(report, counts=(("lapsed", total.lapsed), ("reopened", total.reopened)))


def crawl(house: House, source: Source, run: Run, watch: Watch) -> StageReport:
    """Reads a source; leaves listings, pictures and captures in its folder."""

    def progress(now: Progress) -> None:
        watch.advanced("crawl", source.name, now.listings)

    if keywords.REGISTRY in source.keywords or keywords.SLANG in source.keywords:
        source = keywords.with_keywords(source, house.registry.rights(), local_day(house, run))
    spent = runs.requests_of_day(run, source.name, ZoneInfo(house.settings.timezone))
    daily = source.politeness.daily_requests
    if daily and spent >= daily:
        said = f"{source.name}: its daily_requests of {daily} are used up; scan it again tomorrow"
        return StageReport("crawl", source.name, 0.0, error=said)
    if daily:
        most = min(source.politeness.max_requests or daily, daily - spent)
        source = replace(source, politeness=replace(source.politeness, max_requests=most))
    report = crawl_source(
        source,
        run.source(source.name),
        user_agent=house.settings.user_agent,
        previous=runs.before(run, source.name),
        zone=house.settings.timezone,
        on_progress=progress,
    )
    before = runs.failing(run.folder.parent, source.name) if report.error else 0
    return replace(report, error=f"{report.error} (failure {before + 1} in a row)") if before else report


def seal(house: House, source: Source, run: Run, watch: Watch) -> StageReport:
    """Takes the captures into custody."""
    names = (run.run_id, source.name)
    folder = run.source(source.name)
    report = seal_folder(folder, names, house.base, house.blobs, house.ledger, datetime.now(UTC))
    if house.settings.shared:
        house.shared.keep_sealed(folder, sealed_files(folder))
    counts = (("files", report.files), ("pictures", report.pictures), ("bytes", report.size))
    return StageReport("seal", source.name, 0.0, counts)


def queue(house: House, source: Source, run: Run, watch: Watch) -> StageReport:
    """Puts the matches before the reviewers."""
    folder = run.source(source.name)
    queued = Queued()
    done = held_back = 0
    listings = listings_in(folder)
    aside, problems = quarantined(house, folder, WEIGHED, listings)
    flooding = floods.aside(house, source.name, run, listings, aside)
    leads = leads_of(house, folder, WEIGHED, aside, flooding)
    while batch := list(islice(leads, QUEUE_BATCH)):
        known = house.registry.get(sorted({found.right_id for _, found, _ in batch}))
        versions = house.registry.named_versions(list(known))
        finds = [
            Found(listing, known[found.right_id], found, versions[found.right_id], held)
            for listing, found, held in batch
            if found.right_id in known and found.right_id in versions
        ]
        queued += house.leads.queue(finds, run.run_id, run.started_at)
        queued += Queued(relisted=raise_alikes(house, finds, run.started_at))
        done += len(batch)
        held_back += sum(bool(held) for _, _, held in batch)
        watch.advanced("queue", source.name, done)
    counts: tuple[tuple[str, int], ...] = (
        ("new", queued.new),
        ("seen_again", queued.seen_again),
        ("changed", queued.changed),
    )
    if queued.relisted:
        counts = (*counts, ("relisted", queued.relisted))
    if aside:
        counts = (*counts, ("pictures_quarantined", len(aside)))
    if held_back:
        counts = (*counts, ("held_back", held_back))
    return StageReport("queue", source.name, 0.0, counts, (*flooding.new, *problems))


def quarantined(house: House, folder: Path, name: str, listings: int) -> tuple[frozenset[Key], tuple[Problem, ...]]:
    """Registered pictures that fire on far more listings than the others, and what is said of them.

    Args:
        house: whose.
        folder: of a source in a run.
        name: of the file of matches in it.
        listings: how many were compared.
    """
    found = (match for _, matches in pairs(folder, name) for match in matches)
    aside = floods.crowd(house, folder.name, found, listings)
    said = (f"put aside: {told(key, aside[key], listings)}" for key in sorted(aside))
    return frozenset(aside), tuple(Problem(name, 0, sentence, "quarantined") for sentence in said)


def leads_of(
    house: House, folder: Path, name: str, aside: frozenset[Key], flooding: floods.Aside
) -> Iterator[tuple[Listing, Match, tuple[str, ...]]]:
    """Matches that make leads with their listings, pictures named where they are kept; and what holds them back.

    What rests on a picture that is put aside is weighed without it; where too little is left it is held back whole.
    """
    lowest = house.settings.min_score
    scorer = in_force(house.base, house.settings.scorer)
    for listing, matches in pairs(folder, name):
        for match in matches:
            left = without(match, aside, scorer)
            if left is not None and left.score >= lowest:
                yield in_store(listing, house.blobs), left, flooding.of(left)
            elif match.score >= lowest and (held := flooding.of_pictures(match)):
                yield in_store(listing, house.blobs), match, held


def sample(house: House, source: Source, run: Run, watch: Watch) -> StageReport:
    """Keeps a few of the listings that gave no lead, so that people can say what was missed."""
    folder = run.source(source.name)
    with (folder / WEIGHED).open(encoding="utf-8") as found:
        weighed = (json.loads(line) for line in found)
        matched = {str(one["listing_id"]) for one in weighed if one["score"] >= house.settings.min_score}
    unqueued = 0
    drawn: list[Listing] = []
    with (folder / LISTINGS).open("rb") as lines:
        for line in lines:
            # Only the id, until it is drawn: reading all of half a million listings takes minutes.
            name = str(json.loads(line)["listing_id"])
            if name in matched:
                continue
            unqueued += 1
            if house.leads.unqueued.wants(source.name, name):
                listing, _ = parse_listing(line, folder.absolute())
                drawn.append(in_store(replace(listing, source=source.name), house.blobs))
    kept = house.leads.unqueued.keep(drawn, run.started_at)
    house.leads.unqueued.counted(run.run_id, source.name, unqueued, run.started_at)
    return StageReport("sample", source.name, 0.0, (("unqueued", unqueued), ("drawn", len(drawn)), ("new", kept)))


def in_store(listing: Listing, blobs: BlobStore) -> Listing:
    """The listing with its pictures named where they are kept."""
    stored = (*listing.pictures, *listing.screenshots)
    kept = {c.location: str(blobs.path_of(c.digest).absolute()) for c in stored if c.location}
    return replace(
        listing,
        images=tuple(kept.get(image, image) for image in listing.images),
        captures=tuple(replace(c, location=kept.get(c.location, c.location)) for c in listing.captures),
    )
