"""Whether confirmed listings are still up: their pages are read once more, sealed like a night's, and compared."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from crawlers.again import Answer, again, answers
from domain.capture import CaptureKind
from domain.listing import Listing
from domain.listing_json import parse_line
from domain.recheck import Recheck, StillUp
from domain.report import StageReport
from domain.source import Source
from flows import runs, stages
from flows.house import House
from flows.night import attempt
from flows.runs import Run
from flows.watch import Watch
from leads.still_up import by_answer, compare
from leads.store import Sieve

KEPT = 100  # problems that a report holds: of more, nobody knows which listings they hit
# A feed is read as a whole: what is not in it is not offered, unless a line of it could not be read.
FEED_WITHOUT = (StillUp.GONE, "The feed no longer offers it.")
FEED_BROKEN = (StillUp.UNKNOWN, "Parts of the feed could not be read; it may stand there.")


@dataclass(frozen=True, slots=True)
class Looked:
    """What looking again gave.

    Attributes:
        run_id: names the folder with the captures.
        looks: one a listing.
        reports: of the stages, those that failed too.
        left_out: listings of sources that are no longer declared.
    """

    run_id: str
    looks: tuple[Recheck, ...]
    reports: tuple[StageReport, ...]
    left_out: tuple[Listing, ...]


def confirmed(house: House, sieve: Sieve, limit: int) -> list[Listing]:
    """The listings of the leads of a filter, each once, those that were never looked at or longest ago first."""
    found: dict[tuple[str, str], Listing] = {}
    page = house.leads.sift(sieve, limit=500)
    while True:
        found |= {(lead.listing.source, lead.listing.listing_id): lead.listing for lead in page.leads}
        if page.after is None:
            break
        page = house.leads.sift(sieve, page.after, 500)
    seen = house.leads.rechecks.last()
    never = datetime.min.replace(tzinfo=UTC)
    return sorted(found.values(), key=lambda one: seen.get((one.source, one.listing_id), never))[:limit]


def recheck(house: House, sources: Sequence[Source], listings: Sequence[Listing], watch: Watch) -> Looked:
    """Looks at each listing once more, politely, a source at a time.

    A source whose crawl fails gives looks that say so: its listings are not gone by that.
    """
    now = datetime.now(UTC)
    run_id = runs.new_id(house.settings.runs_dir, now, runs.AGAIN)
    run = Run(run_id, house.settings.runs_dir / run_id, now)
    declared = {source.name: source for source in sources}
    by_source: defaultdict[str, list[Listing]] = defaultdict(list)
    for listing in listings:
        by_source[listing.source].append(listing)
    looks: list[Recheck] = []
    reports: list[StageReport] = []
    left_out: list[Listing] = []
    for name, own in by_source.items():
        if name not in declared:
            left_out += own
            continue
        done = _source(house, declared[name], own, run, watch)
        reports += done
        found = list(_looks(run, declared[name], own, done))
        house.leads.rechecks.record(found)
        looks += found
    return Looked(run_id, tuple(looks), tuple(reports), tuple(left_out))


def _source(house: House, source: Source, listings: Sequence[Listing], run: Run, watch: Watch) -> list[StageReport]:
    """Crawls the pages of one source and seals them; nobody else asks that shop meanwhile."""
    asked = again(source, (_page(listing) for listing in listings))
    folder = run.source(source.name)
    folder.mkdir(parents=True, exist_ok=True)
    waiting = partial(watch.said, f"another scan reads {source.name}; waiting for it")
    reports: list[StageReport] = []
    with runs.one_at_a_time(house.base / "locks", source.name, waiting):
        for name, stage in (("crawl", stages.crawl), ("seal", stages.seal)):
            work = partial(stage, house, asked, run, watch)
            reports.append(attempt((name, source.name), work, folder / f"{name}.error.txt", watch))
            watch.ended(reports[-1])
            if reports[-1].error:
                break
    return reports


def _looks(run: Run, source: Source, listings: Sequence[Listing], reports: Sequence[StageReport]) -> Iterator[Recheck]:
    crawled, error = reports[0], next((report.error for report in reports if report.error), "")
    if crawled.error:
        why = (StillUp.UNKNOWN, f"The source could not be read: {error[:200]}")
        yield from (compare(one, None, why, run.run_id, datetime.now(UTC)) for one in listings)
        return
    folder = run.source(source.name)
    now = _read(folder)
    answered = answers(folder, {_page(listing) for listing in listings})
    faults = {problem.where: problem.message for problem in crawled.problems if problem.code != "picture-address"}
    for listing in listings:
        page = _page(listing)
        seen = now.get(listing.listing_id) or now.get(page)
        if _in_feed(listing):
            broken = len(crawled.problems) >= KEPT or faults.keys() & {page, *source.start}
            why = FEED_BROKEN if broken else FEED_WITHOUT
        else:
            why = _why(page, answered[page], faults)
        at = seen.page.taken_at if seen is not None and seen.page is not None else datetime.now(UTC)
        yield compare(listing, seen, why, run.run_id, at)


def _why(page: str, answer: Answer, faults: Mapping[str, str]) -> tuple[StillUp, str]:
    """What it means that a page gave no listing."""
    if 200 <= answer.status < 300 and answer.url != page:
        return StillUp.UNKNOWN, f"The address leads to {answer.url[:200]} now; look at it."
    return by_answer(answer.status, faults.get(answer.url) or faults.get(page, ""))


def _read(folder: Path) -> dict[str, Listing]:
    """The listings that were read, by id and by the address of their page."""
    found: dict[str, Listing] = {}
    with (folder / "listings.jsonl").open("rb") as lines:
        for line in lines:
            listing, _ = parse_line(line, folder.absolute())
            found[listing.listing_id] = listing
            if listing.page is not None and listing.page.kind is CaptureKind.PAGE:
                found.setdefault(listing.page.url, listing)
    return found


def _page(listing: Listing) -> str:
    """The address that the listing was read from."""
    return listing.page.url if listing.page is not None else listing.url


def _in_feed(listing: Listing) -> bool:
    return listing.page is not None and listing.page.kind is CaptureKind.FEED
