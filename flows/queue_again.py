"""Matches of listings of earlier nights into the queue: those that are live, as the history of their offers says."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from domain.listing import Listing
from domain.match import Match
from domain.problem import Problem
from domain.right import Right
from evidence.history import Standing
from flows.carried import MATCHES
from flows.floods import Aside
from flows.house import House
from flows.look_alikes import raise_alikes
from flows.runs import Run
from flows.seen_shard import SeenIn
from flows.stages import QUEUE_BATCH, leads_of, quarantined
from leads.store import Found, Queued, Rematched

NOT_QUEUED = "not-queued.jsonl"  # in the folder of the source


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a listing comes from: the night that saw it, its key, and the digest of what it said."""

    seen_in: SeenIn
    key: str
    content: str


@dataclass(frozen=True, slots=True)
class QueuedAgain:
    """What became of the matches: counts by name, and what is to be said."""

    counts: tuple[tuple[str, int], ...]
    problems: tuple[Problem, ...]


Sides = tuple[Mapping[str, Right], Mapping[str, Origin]]


def queue(house: House, run: Run, source: str, sides: Sides, listings: int) -> QueuedAgain:
    """Queues the matches in a source's folder.

    Args:
        house: whose.
        run: the rematch.
        source: its name.
        sides: rights by id, and where the listings come from, by id.
        listings: how many were compared.
    """
    rights, origins = sides
    folder = run.source(source)
    standing = house.history.standing([one.key for one in origins.values()])
    aside, problems = quarantined(house, folder, MATCHES, listings)
    counts = {"gone": 0, "says_other": 0, "unknown": 0}
    queued = Queued()
    live: dict[SeenIn, list[Found]] = {}
    with (folder / NOT_QUEUED).open("w", encoding="utf-8") as out:
        for listing, match, _ in leads_of(house, folder, MATCHES, aside, Aside({})):
            origin = origins[listing.listing_id]
            why = _why_not(origin, standing.get(origin.key))
            if why:
                counts[why] += 1
                out.write(_line(listing, match, why, standing.get(origin.key)))
                continue
            live.setdefault(origin.seen_in, []).append(Found(listing, rights[match.right_id], match))
            if sum(map(len, live.values())) >= QUEUE_BATCH:
                queued += _flush(house, run, live)
    queued += _flush(house, run, live)
    told = {"new": queued.new, "seen_again": queued.seen_again, "changed": queued.changed, **counts}
    told |= {"relisted": queued.relisted} if queued.relisted else {}
    return QueuedAgain(tuple(told.items()), problems)


def _why_not(origin: Origin, now: Standing | None) -> str:
    """Why a listing is no live offer; "" where it is one."""
    if now is None:  # its history was lost: nobody can say that it is there
        return "unknown"
    if now.gone_since is not None:
        return "gone"
    return "" if now.content == origin.content else "says_other"


def _line(listing: Listing, match: Match, why: str, now: Standing | None) -> str:
    fields = {
        "listing_id": listing.listing_id,
        "url": listing.url,
        "title": listing.title,
        "right_id": match.right_id,
        "score": match.score,
        "why": why,
        "gone_since": now.gone_since.isoformat() if now is not None and now.gone_since is not None else None,
    }
    return json.dumps(fields, ensure_ascii=False) + "\n"


def _flush(house: House, run: Run, live: dict[SeenIn, list[Found]]) -> Queued:
    """Queues what is held, and lets go of it."""
    total = Queued()
    for seen_in, found in live.items():
        versions = house.registry.named_versions(sorted({one.match.right_id for one in found}))
        # A right that left the registry meanwhile is nobody's.
        finds = [
            replace(one, registry_version=versions[one.match.right_id])
            for one in found
            if one.match.right_id in versions
        ]
        origin = Rematched(run.run_id, seen_in.at)
        total += house.leads.queue(finds, seen_in.run_id, run.started_at, origin)
        total += Queued(relisted=raise_alikes(house, finds, run.started_at))
    live.clear()
    return total
