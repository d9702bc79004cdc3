"""Reading the queue: pages, neighbours, counts; what a request costs is bounded, whatever it asks for."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any

from sqlalchemy import TextClause, bindparam, select, text
from sqlalchemy.orm import Session

from domain.lead import LeadState
from leads import walk
from leads.sieve import Lane, Sieve, few, lanes
from leads.tables import WALKED, QueueRow
from leads.tally import BINS, bin_of, histograms

LOOKED_AT = 5_000  # rows that one page looks through at most; then it says so and goes on at the next one
COUNTED = 1_000  # rows that a count or a histogram of a filter looks at, for each state

_ROW_PLACE = attrgetter("rank", "lead_no")
_PLACE = select(QueueRow.rank, QueueRow.lead_no).where(QueueRow.lead_id == bindparam("lead"))

Place = tuple[float, int]


@dataclass(frozen=True, slots=True)
class Spot:
    """A lead's place in the queue."""

    lead_id: str
    rank: float
    lead_no: int
    group_key: str

    @property
    def place(self) -> Place:
        """What pages go on from."""
        return self.rank, self.lead_no


@dataclass(frozen=True, slots=True)
class Spots:
    """A page of places; `after` is where the next one begins, None at the end; `cut` if it looked long enough."""

    spots: tuple[Spot, ...]
    after: Place | None
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """How many leads a filter leaves, by bins of `leads.tally.STEP` points; `more` if counting was broken off."""

    bins: tuple[int, ...]
    more: bool = False

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.bins)


def page(session: Session, sieve: Sieve, after: Place | None, limit: int, *, fold: bool = False) -> Spots:
    """Leads of the sieve behind a place, best first.

    Args:
        session: reads.
        sieve: which.
        after: where the last page ended.
        limit: most of a page.
        fold: one of each group of near-identical leads, where the sieve keeps groups whole.
    """
    return _page(session, sieve, after, limit, fold=fold and sieve.keeps_groups_whole, numbers=few(session, sieve))


def page_and_count(
    session: Session, sieve: Sieve, after: Place | None, limit: int, *, fold: bool = False
) -> tuple[Spots, Counted]:
    """The page, and how many leads the sieve leaves: exactly where counters are kept, else of the best `COUNTED` of
    each walk. Of a search that finds few leads both come from the same ones."""
    fold = fold and sieve.keeps_groups_whole
    numbers = few(session, sieve)
    if numbers is None or fold:
        spots = _page(session, sieve, after, limit, fold=fold, numbers=numbers)
        return spots, _count(session, sieve, numbers)
    every = _sorted(session, sieve, None, numbers).spots
    behind = tuple(spot for spot in every if after is None or spot.place < after)
    following = behind[limit - 1].place if len(behind) > limit else None
    return Spots(behind[:limit], following), _binned(every)


def _page(
    session: Session, sieve: Sieve, after: Place | None, limit: int, *, fold: bool, numbers: list[int] | None
) -> Spots:
    found: list[Spot] = []
    asked, looked = (limit * 2 if fold else limit), 0
    while True:
        some = _merged(session, sieve, after, asked) if numbers is None else _sorted(session, sieve, after, numbers)
        found += leading(session, sieve, some.spots) if fold else some.spots
        looked += len(some.spots)
        if len(found) > limit:
            return Spots(tuple(found[:limit]), found[limit - 1].place)
        if len(found) == limit or some.after is None or some.cut or looked >= LOOKED_AT:
            return Spots(tuple(found), some.after, some.after is not None and len(found) < limit)
        after, asked = some.after, asked * 4


def before(session: Session, sieve: Sieve, place: Place) -> Spot | None:
    """The lead just above a place, None at the top; looks no further up than a page does."""
    numbers = few(session, sieve)
    if numbers is not None:
        found = [spot for spot in _sorted(session, sieve, None, numbers).spots if spot.place > place]
    else:
        found = [spot for lane in lanes(sieve) for spot in _up(session, lane, sieve, place)]
    return min(found, key=lambda spot: spot.place, default=None)


def place_of(session: Session, lead_id: str) -> Place | None:
    """Where a lead stands."""
    found = session.execute(_PLACE, {"lead": lead_id}).first()
    return (found[0], found[1]) if found else None


def count(session: Session, sieve: Sieve) -> Counted:
    """How many leads the sieve leaves, as `page_and_count`."""
    return _count(session, sieve, few(session, sieve))


def _binned(spots: Sequence[Spot]) -> Counted:
    bins = [0] * BINS
    for spot in spots:
        bins[bin_of(spot.rank)] += 1
    return Counted(tuple(bins))


def _count(session: Session, sieve: Sieve, numbers: list[int] | None) -> Counted:
    if sieve.is_plain:
        counted = histograms(session, sieve.holders)
        chosen = [counted[state] for state in sieve.states or tuple(LeadState)]
        return Counted(tuple(map(sum, zip(*chosen, strict=True))))
    if numbers is not None:
        return _binned(_sorted(session, sieve, None, numbers).spots)
    bins, more = [0] * BINS, False
    asked = walk.values(sieve)
    for lane in lanes(sieve):
        end = _end(session, lane, asked, None, COUNTED)
        query = walk.bins(lane.field, tuple(asked), end=end is not None, on_server=_on_server(session))
        for number, leads in session.execute(query, asked | _of(lane, end=end)):
            bins[min(number, BINS - 1)] += leads
        more = more or end is not None
    return Counted(tuple(bins), more)


def at_least(session: Session, sieve: Sieve, most: int) -> int:
    """How many leads there are of the one thing that a sieve walks by, of all its states; no more than `most`."""
    field, value = next((name, getattr(sieve, name)) for name in WALKED if getattr(sieve, name))
    query = walk.capped(field, by_state=bool(sieve.states), scoped=sieve.holders is not None)
    values = {"value": value, "most": most, "states": [state.value for state in sieve.states]}
    return session.scalar(query, values | {"holders": list(sieve.holders or ())}) or 0


def sizes(session: Session, keys: Sequence[str], states: Sequence[LeadState]) -> dict[str, int]:
    """How many leads in these states each group holds."""
    counted = _of_groups(session, dict.fromkeys(keys, 0.0), states, "count(*)", at_rank=False)
    return {key: sum(numbers) for key, numbers in counted.items()}


def leading(session: Session, sieve: Sieve, spots: Sequence[Spot]) -> list[Spot]:
    """Those that no near-identical lead in the same states stands above: one card a group, at the place of its best."""
    keys = {spot.group_key: 0.0 for spot in spots}
    highest = _of_groups(session, keys, sieve.states, "max(rank)", at_rank=False)
    top = [spot for spot in spots if spot.rank >= max(highest[spot.group_key], default=0)]
    ranks = {spot.group_key: spot.rank for spot in top}
    last = _of_groups(session, ranks, sieve.states, "max(lead_no)", at_rank=True)
    return [spot for spot in top if spot.lead_no >= max(last[spot.group_key], default=0)]


def _of_groups(
    session: Session, ranks: Mapping[str, float], states: Sequence[LeadState], what: str, *, at_rank: bool
) -> dict[str, list[Any]]:
    """An aggregate of each group, one value a state in which it has leads: one dip into an index for each."""
    if not ranks:
        return {}
    query = _groups_query(tuple(states or LeadState), what, at_rank=at_rank, on_server=_on_server(session))
    keys, at = list(ranks), list(ranks.values())
    values: dict[str, Any] = {"keys": keys, "ranks": at}
    if not _on_server(session):
        values = {"asked": json.dumps(list(zip(keys, at, strict=True)))}
    found = session.execute(query, values).all()
    return {row[0]: [value for value in row[1:] if value is not None] for row in found}


@lru_cache(64)
def _groups_query(states: tuple[LeadState, ...], what: str, *, at_rank: bool, on_server: bool) -> TextClause:
    # As text, with all that is asked for in one parameter: made of expressions, dozens of values cost SQLAlchemy more
    # than the query costs the database; written into it, each page would leave another one in the driver's cache.
    asked = "SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:asked)"
    if on_server:
        asked = "SELECT * FROM unnest(CAST(:keys AS text[]), CAST(:ranks AS float8[]))"
    where = f"group_key = asked.key{' AND rank = asked.rank' if at_rank else ''}"
    parts = ", ".join(
        f"(SELECT {what} FROM queue WHERE {where} AND state = '{state.value}')"  # noqa: S608 (ours)
        for state in states
    )
    return text(f"WITH asked (key, rank) AS ({asked}) SELECT asked.key, {parts} FROM asked")  # noqa: S608 (ours)


def _merged(session: Session, sieve: Sieve, after: Place | None, limit: int) -> Spots:
    """A page of all walks together. It ends where the first of them stopped looking."""
    found: list[Spot] = []
    cuts: list[Place] = []
    asked = walk.values(sieve)
    for lane in lanes(sieve):
        # A walk on which nothing is passed over fills its page at once.
        end = None if sieve.walks_by_one else _end(session, lane, asked, after)
        stretch = tuple(name for name, place in (("after", after), ("end", end)) if place is not None)
        query = walk.spots(lane.field, tuple(asked), stretch)
        rows = session.execute(query, asked | _of(lane, after, end) | {"most": limit + 1}).all()
        found += [Spot(*row) for row in rows]
        if end is not None and len(rows) <= limit:
            cuts.append(end)
    cut = max(cuts, default=None)
    whole = sorted((s for s in found if cut is None or s.place >= cut), key=lambda s: s.place, reverse=True)
    if len(whole) > limit:
        return Spots(tuple(whole[:limit]), whole[limit - 1].place)
    return Spots(tuple(whole), cut, cut=cut is not None)


def _sorted(session: Session, sieve: Sieve, after: Place | None, numbers: list[int]) -> Spots:
    """All leads of the sieve among those numbers."""
    if not numbers:
        return Spots((), None)
    asked = walk.values(sieve)
    on_server = _on_server(session)
    query = walk.numbered(tuple(asked), by_state=bool(sieve.states), on_server=on_server)
    among = numbers if on_server else json.dumps(numbers)
    rows = session.execute(query, asked | {"numbers": among, "states": [state.value for state in sieve.states]})
    behind = (row for row in rows if after is None or (row.rank, row.lead_no) < after)
    return Spots(tuple(Spot(*row) for row in sorted(behind, key=_ROW_PLACE, reverse=True)), None)


def _of(lane: Lane, after: Place | None = None, end: Place | None = None) -> dict[str, object]:
    """The values of a walk and of the stretch of it that is asked for."""
    found: dict[str, object] = {"state": lane.state.value}
    if lane.field:
        found["value"] = lane.value
    for name, place in (("after", after), ("end", end)):
        if place is not None:
            found |= {f"{name}_rank": place[0], f"{name}_no": place[1]}
    return found


def _end(
    session: Session, lane: Lane, asked: Mapping[str, object], after: Place | None, limit: int | None = None
) -> Place | None:
    """The last row that may be looked at, None where the walk comes to its end by itself."""
    query = walk.last(lane.field, tuple(asked), after is not None)
    values = {**asked, **_of(lane, after), "skipped": (LOOKED_AT if limit is None else limit) - 1}
    found = session.execute(query, values).first()
    return (found[0], found[1]) if found else None


def _up(session: Session, lane: Lane, sieve: Sieve, place: Place) -> list[Spot]:
    """The lead of one walk that stands just above a place."""
    asked = walk.values(sieve)
    values = asked | _of(lane, place)
    found = None
    if not sieve.walks_by_one:
        query = walk.last_above(lane.field, tuple(asked))
        found = session.execute(query, values | {"skipped": LOOKED_AT - 1}).first()
    end = (found[0], found[1]) if found else None
    query_up = walk.above(lane.field, tuple(asked), end=end is not None)
    return [Spot(*row) for row in session.execute(query_up, values | _of(lane, end=end))]


def _on_server(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
