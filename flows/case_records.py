"""The records of the captures of leads: in the run that found them, or in the earlier one whose answer still held."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from domain.capture import Capture, CaptureKind
from domain.lead import Lead
from domain.record import Record
from evidence.ledger import Sealed
from evidence.records import Findings, find
from evidence.seal import WARC
from evidence.warc_members import Key
from flows.house import House

Run = tuple[str, str]  # run id and source


def run_of(lead: Lead) -> Run:
    """The run that found a lead last."""
    return lead.run_id, lead.listing.source


def warc_of(house: House, run: Run) -> Path:
    """Where the WARC of a run lies."""
    return house.settings.runs_dir / run[0] / run[1] / WARC


def records_of(house: House, leads: Iterable[Lead], links: Sequence[Sealed]) -> dict[Run, Mapping[Key, Record]]:
    """The records of the captures of leads, by run and source; feeds are not looked for.

    Args:
        house: whose.
        leads: of any runs.
        links: the custody chain.
    """
    wanted: dict[Run, list[Capture]] = defaultdict(list)
    for lead in leads:
        wanted[run_of(lead)] += [one for one in lead.listing.captures if one.kind is not CaptureKind.FEED]
    return {run: _records(house, run, captures, links) for run, captures in wanted.items()}


def places_of(records: Iterable[Record]) -> dict[Run, set[int]]:
    """Where records, their requests and what confirms them lie in the WARCs of their runs."""
    found: dict[Run, set[int]] = defaultdict(set)
    for record in records:
        for one in (record, record.confirmed) if record.confirmed else (record,):
            place = one.warc.parent
            request = {one.request[0]} if one.request else set[int]()
            found[place.parent.name, place.name] |= {one.offset} | request
    return found


def _records(house: House, run: Run, captures: Sequence[Capture], links: Sequence[Sealed]) -> dict[Key, Record]:
    """Records of the captures of a run.

    Where a server said that a page is what it was, or was not asked again, the page lies in an earlier run of its
    source: those are looked through, newest first. What was not asked again is the record of its own time; another that
    holds the same will do where that one is gone.
    """
    own = warc_of(house, run)
    first = find(own, captures) if captures and own.is_file() else Findings({}, {}, frozenset())
    records, sure = dict(first.records), set(first.records)
    places = [(link.run_id, link.source) for link in links if link.source == run[1]]
    before = places[: places.index(run)] if run in places else places
    for one in reversed(before):
        missing = [capture for capture in captures if (capture.url, capture.digest) not in sure]
        warc = warc_of(house, one)
        if not missing or not warc.is_file():
            continue
        found = find(warc, missing)
        for key, record in found.records.items():
            if key in found.dated or key in first.confirming:
                sure.add(key)
                records[key] = replace(record, confirmed=first.confirming.get(key))
            else:
                records.setdefault(key, record)
    return records
