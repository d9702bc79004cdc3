"""Complaints captured, compared and laid on top of the queue: minutes after they came, without waiting for a night."""

import secrets
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from crawlers.again import answers
from crawlers.reported import asked_as, reported, shown_title, why_not
from domain.complaint import NAMED, Complaint
from domain.listing import Listing
from domain.listing_json import parse_line
from domain.match import Match
from domain.problem import Problem
from domain.report import StageReport
from domain.right import Right
from domain.signal import Role, Signal
from domain.source import Source
from flows import complaint_words, runs, stages
from flows.carried import LISTINGS, WEIGHED
from flows.floods import Aside
from flows.house import House
from flows.look_alikes import raise_alikes
from flows.match_stage import match
from flows.night import attempt
from flows.runs import Run
from flows.watch import Watch
from flows.weigh_stage import weigh
from leads.store import Found
from matching.scorers import in_force

BATCH = 50  # complaints that are looked at together: their shops are asked side by side

Stage = Callable[[House, Source, Run, Watch], StageReport]


@dataclass(slots=True)
class Seen:
    """What was seen of some complaints, by address and by complaint.

    Attributes:
        listings: by the address that was complained of.
        titles: what pages without an offer call themselves, by address.
        why: why an address gave nothing, one sentence.
        captured: addresses whose page was captured.
        found: finds, by the key of their listing: source and id.
    """

    listings: dict[str, list[Listing]] = field(default_factory=lambda: defaultdict(list))
    titles: dict[str, str] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    captured: set[str] = field(default_factory=set)
    found: dict[tuple[str, str], list[Found]] = field(default_factory=lambda: defaultdict(list))


@dataclass(frozen=True, slots=True)
class Worked:
    """What became of complaints: how many, how many with a lead, the leads on top, what failed."""

    run_id: str = ""
    complaints: int = 0
    with_lead: int = 0
    leads: tuple[str, ...] = ()
    failed: tuple[StageReport, ...] = ()


def work(house: House, sources: Sequence[Source], complaints: Sequence[Complaint], watch: Watch) -> Worked:
    """Captures and compares complaints. Done again, it gives the same leads.

    Args:
        house: whose.
        sources: declared; a page of one of their shops is asked as that shop is.
        complaints: `BATCH` at most.
        watch: told of the stages.
    """
    if not complaints:
        return Worked()
    now = datetime.now(UTC)
    run_id = f"{now:%Y%m%dT%H%M%SZ}{runs.INTAKE}{secrets.token_hex(3)}"
    run = Run(run_id, house.settings.runs_dir / run_id, now)
    seen, failed = Seen(), list[StageReport]()
    asked = [asked_as(address) for one in complaints for address in one.addresses if not why_not(address)]
    for source in reported(asked, sources):
        failed += _pages(house, source, run, watch, seen)
    on_page = [one.complaint_id for one in complaints if seen.captured.intersection(_asked(one))]
    house.complaints.captured(on_page, datetime.now(UTC))
    failed += _words(house, complaints, run, watch, seen)
    queued = [(one, *_queue(house, one, run, seen)) for one in complaints]
    due: dict[str, date] = {}
    for one, leads, _ in queued:
        due |= {name: min(one.due_on, due.get(name, one.due_on)) for name in leads}
    house.leads.today.urgent.raise_to_top(due, run_id, now)
    for one, leads, says in queued:  # last, so that one that is cut off before is taken up again
        house.complaints.done(one, run_id, datetime.now(UTC), says, leads)
    return Worked(run_id, len(complaints), sum(bool(leads) for _, leads, _ in queued), tuple(due), tuple(failed))


def work_all(house: House, sources: Sequence[Source], watch: Watch) -> list[Worked]:
    """Works off all complaints that wait, single ones first; one process at a time."""
    done: list[Worked] = []
    waiting = partial(watch.said, "another process is at the complaints; waiting for it")
    with runs.one_at_a_time(house.base / "locks", runs.COMPLAINTS, waiting):
        # Those of a file wait for no longer than one batch: single ones are looked for before each.
        while batch := house.complaints.waiting(BATCH):
            try:
                done.append(work(house, sources, batch, watch))
            except Exception:  # noqa: BLE001 (one complaint's fault, of any kind, must not keep the others waiting)
                done += [_alone(house, sources, one, watch) for one in batch]
    return done


def _alone(house: House, sources: Sequence[Source], complaint: Complaint, watch: Watch) -> Worked:
    """Works on one of a batch that failed; one that fails again goes to a person with what was wrong."""
    try:
        return work(house, sources, [complaint], watch)
    except Exception as error:  # noqa: BLE001 (as above; a database that is gone raises in `done`, and it waits on)
        said = f"it could not be worked on: {type(error).__name__}: {str(error)[:200]}"
        house.complaints.done(complaint, "", datetime.now(UTC), [said], ())
        return Worked(complaints=1)


def _asked(complaint: Complaint) -> list[str]:
    return [asked_as(address) for address in complaint.addresses]


def _pages(house: House, source: Source, run: Run, watch: Watch, seen: Seen) -> list[StageReport]:
    """Asks for the pages of one source, takes them into custody, compares what they offer."""
    folder = run.source(source.name)
    folder.mkdir(parents=True, exist_ok=True)
    crawled = _attempt(("crawl", stages.crawl), house, source, run, watch)
    if crawled.error:
        seen.why |= dict.fromkeys(source.start, f"could not be asked: {crawled.error[:200]}")
        return [crawled]
    sealed = _attempt(("seal", stages.seal), house, source, run, watch)
    _read_pages(folder, source, crawled.problems, seen)
    if sealed.error:
        seen.captured -= set(source.start)
        seen.why |= dict.fromkeys(source.start, f"could not be taken into custody: {sealed.error[:200]}")
    return [one for one in (sealed, *_compare(house, source, run, watch, seen)) if one.error]


def _read_pages(folder: Path, source: Source, problems: Sequence[Problem], seen: Seen) -> None:
    """Which address gave what."""
    given = answers(folder, source.start)
    faults = {problem.where: problem.message for problem in problems if problem.code != "picture-address"}
    of_page: dict[str, list[Listing]] = defaultdict(list)
    with (folder / LISTINGS).open("rb") as lines:
        for line in lines:
            listing, _ = parse_line(line, folder.absolute())
            of_page[listing.page.url if listing.page is not None else listing.url].append(listing)
    for address, answer in given.items():
        fault = faults.get(answer.url) or faults.get(address)
        if 200 <= answer.status < 300 or answer.status == 304:
            seen.captured.add(address)
            seen.listings[address] += of_page.get(answer.url) or of_page.get(address) or []
            if not seen.listings[address]:
                seen.titles[address] = shown_title(folder, answer.url)
                seen.why[address] = "was captured, but no offer was found on it"
        else:
            answered = f"the server answered {answer.status}" if answer.status else "no answer came"
            seen.why[address] = f"could not be captured: {fault or answered}"


def _words(
    house: House, complaints: Sequence[Complaint], run: Run, watch: Watch, seen: Seen
) -> list[StageReport]:  # fmt: skip
    """Takes what complainants gave into custody, and compares it."""
    listings = []
    for one in complaints:
        title = next((seen.titles[a] for a in _asked(one) if seen.titles.get(a)), "")
        title = next((own[0].title for a in _asked(one) if (own := seen.listings.get(a))), title)
        said = complaint_words.Said(one, title, house.complaints.contact(one.complaint_id))
        listings.append(complaint_words.listing_of(said, house.blobs))
    source = Source(complaint_words.WORDS, "feed", ())
    complaint_words.write(run.source(source.name), listings, complaints, house.blobs)
    for one, listing in zip(complaints, listings, strict=True):
        seen.listings[one.complaint_id] = [listing]
    sealed = _attempt(("seal", stages.seal), house, source, run, watch)
    return [one for one in (sealed, *_compare(house, source, run, watch, seen)) if one.error]


def _compare(house: House, source: Source, run: Run, watch: Watch, seen: Seen) -> list[StageReport]:
    """Compares the listings of one folder with the registry by the scorer in force."""
    reports: list[StageReport] = []
    for stage in (("match", match), ("weigh", weigh)):
        reports.append(_attempt(stage, house, source, run, watch))
        if reports[-1].error:
            return reports
    folder = run.source(source.name)
    pairs = list(stages.leads_of(house, folder, WEIGHED, frozenset(), Aside({})))
    known = house.registry.get(sorted({found.right_id for _, found, _ in pairs}))
    versions = house.registry.named_versions(list(known))
    for listing, found, _ in pairs:
        if found.right_id in versions:
            one = Found(listing, known[found.right_id], found, versions[found.right_id])
            seen.found[listing.source, listing.listing_id].append(one)
    return reports


def _queue(house: House, complaint: Complaint, run: Run, seen: Seen) -> tuple[list[str], list[str]]:
    """Queues what one complaint found; gives the ids of its leads, and what could not be done."""
    says = [f"{address[:200]} {seen.why[address]}" for address in _asked(complaint) if address in seen.why]
    of_pages = [listing for address in _asked(complaint) for listing in seen.listings.get(address, ())]
    finds = [one for listing in of_pages for one in seen.found.get((listing.source, listing.listing_id), ())]
    rights = {one.match.right_id for one in finds}
    words = seen.listings[complaint.complaint_id][0]
    # What the page itself says is the better evidence; the complainant's words and pictures add what it hides.
    own = seen.found.get((words.source, words.listing_id), ())
    finds += [one for one in own if one.match.right_id not in rights]
    if complaint.right_id and all(one.match.right_id != complaint.right_id for one in finds):
        named = named_right(house, complaint.right_id)
        if named is None:
            says.append(f"there is no right {complaint.right_id[:80]} in the registry; somebody has to find it")
        else:
            finds.append(_named(house, of_pages[0] if of_pages else words, named))
    house.leads.queue(finds, run.run_id, run.started_at)
    raise_alikes(house, finds, run.started_at)
    return [one.lead_id for one in finds], says


def name_right(house: House, complaint: Complaint, right_id: str, at: datetime) -> str | None:
    """A right that a person names for a complaint: its lead's id, None where there is no such right."""
    named = named_right(house, right_id)
    if named is None:
        return None
    listing = complaint_words.listing_of(
        complaint_words.Said(complaint, "", house.complaints.contact(complaint.complaint_id)), house.blobs
    )
    known = next(iter(house.leads.leads(complaint.leads[:1])), None)
    found = _named(house, known.listing if known is not None else listing, named)
    run_id = complaint.run_id or f"{at:%Y%m%dT%H%M%SZ}{runs.INTAKE}named"
    if house.leads.get(found.lead_id) is None:
        house.leads.queue([found], run_id, at)
    house.leads.today.urgent.raise_to_top({found.lead_id: complaint.due_on}, run_id, at)
    house.complaints.add_leads(complaint.complaint_id, [found.lead_id])
    return found.lead_id


def named_right(house: House, right_id: str) -> Right | None:
    """The right of that id, in any register."""
    return house.registry.get([right_id]).get(right_id)


def _named(house: House, listing: Listing, right: Right) -> Found:
    name = right.mark_text or right.right_id
    said = Signal(
        NAMED, Role.MAIN, 0.0, "", name, f"Who complains names “{name}”; nothing that was compared speaks for it."
    )  # fmt: skip
    scorer = in_force(house.base, house.settings.scorer)
    versions = house.registry.named_versions([right.right_id])
    listing = stages.in_store(listing, house.blobs)
    return Found(
        listing,
        right,
        Match(listing.listing_id, right.right_id, 0.0, scorer.name, (said,)),
        versions.get(right.right_id, ""),
    )


def _attempt(named: tuple[str, Stage], house: House, source: Source, run: Run, watch: Watch) -> StageReport:
    name, stage = named
    errors = run.source(source.name) / f"{name}.error.txt"
    report = attempt((name, source.name), partial(stage, house, source, run, watch), errors, watch)
    watch.ended(report)
    return report
