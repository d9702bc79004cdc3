"""The stage that notes what every offer says now, what it said before, and which are gone."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

from crawlers.page_index import PageIndex, open_index
from crawlers.run import read_report
from crawlers.warc_file import key_of
from domain.listing import Listing
from domain.listing_json import parse_line
from domain.problem import Problem
from domain.report import StageReport
from domain.source import Source
from flows.house import House
from flows.runs import Run
from flows.watch import Watch

CUT_SHORT = (
    "budget-spent",
    "challenge",
    "feed-missing",
    "no-connection",
    "outside-hours",
    "page-crashed",
    "robots-unreachable",
    "throttled",
    "time-spent",
)
"""Codes of a crawl that did not ask for all there is: an offer whose page it did not ask for may be there still."""

_GONE = frozenset({404, 410})


def history(house: House, source: Source, run: Run, watch: Watch) -> StageReport:
    """Notes new, changed and vanished offers, and tells the leads."""
    folder = run.source(source.name)
    at = run.started_at
    problems = _places(house, source, at)
    seen = house.history.record(source.name, _listings(folder), run.run_id, at)
    report = read_report(folder)
    whole = report is not None and not any(report.count(code) for code in CUT_SHORT)
    gone = house.history.vanish(source.name, seen.keys, at, _is_gone(open_index(folder), whole))
    # By what is so, not by what has just changed: an earlier try may have been cut off here.
    house.leads.mark_gone([key for key in house.leads.gone(source.name) if key in seen.keys], None)
    house.leads.mark_gone(gone, at)
    counts = (
        ("new", seen.new),
        ("changed", seen.changed),
        ("unchanged", seen.unchanged),
        ("back", len(seen.back)),
        ("gone", len(gone)),
    )
    return StageReport("history", source.name, 0.0, counts, problems)


def _places(house: House, source: Source, at: datetime) -> tuple[Problem, ...]:
    """Makes places for what comes, lets go of what is old, and says where there was no place when there should be."""
    late = house.history.prepare(source.name, at).moved
    if months := house.settings.history_months:
        first = at.year * 12 + at.month - 1 - months
        house.history.forget(date(first // 12, first % 12 + 1, 1))
    said = f"{late} row(s) lay in a DEFAULT partition and were moved to one of their own"
    return (Problem("offers", 0, said, "note-late-partition"),) if late else ()


def _listings(folder: Path) -> Iterator[Listing]:
    base = folder.absolute()
    with (folder / "listings.jsonl").open("rb") as lines:
        for line in lines:
            yield parse_line(line, base)[0]


def _is_gone(index: PageIndex | None, whole: bool) -> Callable[[str], bool]:
    """Whether an offer that was not found is gone, by the address of its page: asked and answered without it, or no
    longer named anywhere in a crawl that read all there is."""

    def is_gone(page: str) -> bool:
        status = index.answer(key_of("GET", page)) if index is not None else None
        if status is None:  # not asked
            return whole
        return status in _GONE or (0 < status < 400 and whole)

    return is_gone
