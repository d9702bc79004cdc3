"""Reading the queue: pages, neighbours, counts; what a request costs is bounded, whatever it asks for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, cast, func, select
from sqlalchemy.orm import Session

from domain.lead import LeadState
from leads.sieve import Lane, Sieve, above, below, few, lanes, rest, score_bounds
from leads.tables import WALKED, QueueRow
from leads.tally import BINS, STEP, bin_of, histograms

LOOKED_AT = 10_000  # rows that one page looks through at most; then it says so and goes on at the next one
COUNTED = 3_000  # rows that a count or a histogram of a filter looks at, for each state

_KEY = re.compile("[0-9a-f]{32}")
SPOT = (QueueRow.lead_id, QueueRow.rank, QueueRow.lead_no, QueueRow.group_key)

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
    fold = fold and sieve.keeps_groups_whole
    numbers = few(session, sieve)
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
    found = session.execute(select(QueueRow.rank, QueueRow.lead_no).where(QueueRow.lead_id == lead_id)).first()
    return (found[0], found[1]) if found else None


def count(session: Session, sieve: Sieve) -> Counted:
    """How many leads the sieve leaves: exactly where counters are kept, else of the best `COUNTED` of each walk."""
    if sieve.is_plain:
        counted = histograms(session, sieve.holders)
        chosen = [counted[state] for state in sieve.states or tuple(LeadState)]
        return Counted(tuple(map(sum, zip(*chosen, strict=True))))
    numbers = few(session, sieve)
    bins = [0] * BINS
    if numbers is not None:
        for spot in _sorted(session, sieve, None, numbers).spots:
            bins[bin_of(spot.rank)] += 1
        return Counted(tuple(bins))
    more = False
    # PostgreSQL's cast rounds where SQLite's cuts.
    step = cast(func.floor(QueueRow.rank / STEP) if _on_server(session) else QueueRow.rank / STEP, Integer)
    for lane in lanes(sieve):
        end = _end(session, lane, sieve, None, COUNTED)
        query = select(step, func.count()).where(*_wanted(lane, sieve, None, end)).group_by(step)
        for number, leads in session.execute(query):
            bins[min(number, BINS - 1)] += leads
        more = more or end is not None
    return Counted(tuple(bins), more)


def at_least(session: Session, sieve: Sieve, most: int) -> int:
    """How many leads there are of the one thing that a sieve walks by, of all its states; no more than `most`."""
    field, value = next((name, getattr(sieve, name)) for name in WALKED if getattr(sieve, name))
    query = select(QueueRow.lead_no).where(getattr(QueueRow, field) == value)
    if sieve.states:
        query = query.where(QueueRow.state.in_([state.value for state in sieve.states]))
    if sieve.holders is not None:
        query = query.where(QueueRow.holder.in_(sieve.holders))
    return session.scalar(select(func.count()).select_from(query.limit(most).subquery())) or 0


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
    # As text: made of expressions, dozens of values cost SQLAlchemy more than the query costs the database. Nobody can
    # write anything into it: keys are digests of ours, ranks are numbers, states are an enum's.
    keys = ", ".join(f"('{key}', {rank!r})" for key, rank in ranks.items() if _KEY.fullmatch(key))
    where = f"group_key = asked.key{' AND rank = asked.rank' if at_rank else ''}"
    parts = ", ".join(
        f"(SELECT {what} FROM queue WHERE {where} AND state = '{state.value}')"  # noqa: S608
        for state in states or tuple(LeadState)
    )
    query = f"WITH asked (key, rank) AS (VALUES {keys}) SELECT asked.key, {parts} FROM asked"  # noqa: S608
    found = session.connection().exec_driver_sql(query).all()
    return {row[0]: [value for value in row[1:] if value is not None] for row in found}


def _merged(session: Session, sieve: Sieve, after: Place | None, limit: int) -> Spots:
    """A page of all walks together. It ends where the first of them stopped looking."""
    found: list[Spot] = []
    cuts: list[Place] = []
    for lane in lanes(sieve):
        # A walk on which nothing is passed over fills its page at once.
        end = None if sieve.walks_by_one else _end(session, lane, sieve, after)
        query = select(*SPOT).where(*_wanted(lane, sieve, after, end)).limit(limit + 1)
        rows = session.execute(query.order_by(QueueRow.rank.desc(), QueueRow.lead_no.desc())).all()
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
    wanted = [*score_bounds(sieve), *rest(sieve, by_number=True)]
    # Written into the statement: thousands of parameters cost more than the query.
    among = QueueRow.lead_no.in_(bindparam("numbers", numbers, expanding=True, literal_execute=True))
    found = (Spot(*row) for row in session.execute(select(*SPOT).where(among, *wanted)))
    behind = (spot for spot in found if after is None or spot.place < after)
    return Spots(tuple(sorted(behind, key=lambda spot: spot.place, reverse=True)), None)


def _wanted(lane: Lane, sieve: Sieve, after: Place | None, end: Place | None) -> Iterator[ColumnElement[bool]]:
    """All that a lead must be, and the stretch of the walk in which it must stand."""
    yield lane.condition()
    yield from score_bounds(sieve)
    yield from rest(sieve)
    if after is not None:
        yield below(after)
    if end is not None:
        yield ~below(end)


def _end(session: Session, lane: Lane, sieve: Sieve, after: Place | None, limit: int = LOOKED_AT) -> Place | None:
    """The last row that may be looked at, None where the walk comes to its end by itself. Read from the index alone."""
    query = select(QueueRow.rank, QueueRow.lead_no).where(lane.condition(), *score_bounds(sieve))
    if after is not None:
        query = query.where(below(after))
    ordered = query.order_by(QueueRow.rank.desc(), QueueRow.lead_no.desc())
    found = session.execute(ordered.limit(1).offset(limit - 1)).first()
    return (found[0], found[1]) if found else None


def _up(session: Session, lane: Lane, sieve: Sieve, place: Place) -> list[Spot]:
    """The lead of one walk that stands just above a place."""
    ordered = (QueueRow.rank, QueueRow.lead_no)
    walk = select(*ordered).where(lane.condition(), *score_bounds(sieve), above(place)).order_by(*ordered)
    end = session.execute(walk.limit(1).offset(LOOKED_AT - 1)).first()
    query = select(*SPOT).where(*_wanted(lane, sieve, None, None), above(place))
    if end is not None:
        query = query.where(~above((end[0], end[1])))
    return [Spot(*found) for found in session.execute(query.order_by(*ordered).limit(1))]


def _on_server(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
