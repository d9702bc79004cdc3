"""Reading the queue: pages, neighbours, counts; what a request costs is bounded, whatever it asks for."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from domain.lead import LeadState
from leads import walk
from leads.cards import leading
from leads.sieve import Lane, Sieve, few, lanes
from leads.spot import Place, Spot, Spots
from leads.tables import WALKED, QueueRow
from leads.tally import BINS, bin_of, histograms
from leads.today import place_of as turn_of

LOOKED_AT = 5_000  # rows that one page looks through at most; then it says so and goes on at the next one
COUNTED = 1_000  # rows that a count or a histogram of a filter looks at, for each state

_ROW_PLACE = attrgetter("rank", "lead_no")
_PLACE = select(QueueRow.rank, QueueRow.lead_no).where(QueueRow.lead_id == bindparam("lead"))


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
    return _page(session, sieve, after, limit, fold=fold and sieve.keeps_groups_whole, numbers=_numbers(session, sieve))


def page_and_count(
    session: Session, sieve: Sieve, after: Place | None, limit: int, *, fold: bool = False
) -> tuple[Spots, Counted]:
    """The page, and how many leads the sieve leaves: exactly where counters are kept, else of the best `COUNTED` of
    each walk. Of a search that finds few leads both come from the same ones."""
    fold = fold and sieve.keeps_groups_whole
    numbers = _numbers(session, sieve)
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
    numbers = _numbers(session, sieve)
    if numbers is not None:
        found = [spot for spot in _sorted(session, sieve, None, numbers).spots if spot.place > place]
    else:
        found = _ups(session, sieve, place)
    return min(found, key=lambda spot: spot.place, default=None)


def place_of(session: Session, lead_id: str, sieve: Sieve) -> Place | None:
    """Where a lead stands in the queue, or in the day's list: before its first one if it is not in it."""
    if sieve.today:
        turn = turn_of(session, lead_id)
        return (0.0, 0) if turn is None else (-float(turn[0]), turn[1])
    found = session.execute(_PLACE, {"lead": lead_id}).first()
    return (found[0], found[1]) if found else None


def count(session: Session, sieve: Sieve) -> Counted:
    """How many leads the sieve leaves, as `page_and_count`."""
    return _count(session, sieve, _numbers(session, sieve))


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


def _merged(session: Session, sieve: Sieve, after: Place | None, limit: int) -> Spots:
    """A page of all walks together. It ends where the first of them stopped looking."""
    found: list[Spot] = []
    cuts: list[Place] = []
    asked = walk.values(sieve)
    if sieve.walks_by_state:
        return _at_once(session, sieve, after, limit)
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


def _at_once(session: Session, sieve: Sieve, after: Place | None, limit: int) -> Spots:
    """A page of all walks together, asked for by one statement: none of them passes a lead over."""
    asked, walks = walk.values(sieve), list(lanes(sieve))
    stretch = ("after",) if after is not None else ()
    query = walk.spots_at_once(walks[0].field, tuple(asked), stretch, len(walks))
    rows = session.execute(query, asked | _of_all(walks, after) | {"most": limit + 1})
    whole = [Spot(*row) for row in sorted(rows, key=_ROW_PLACE, reverse=True)]
    return Spots(tuple(whole[:limit]), whole[limit - 1].place if len(whole) > limit else None)


def _sorted(session: Session, sieve: Sieve, after: Place | None, numbers: list[int]) -> Spots:
    """All leads of the sieve among those numbers, or in the day's list."""
    if sieve.today:
        return Spots(tuple(spot for spot in _listed(session, sieve) if after is None or spot.place < after), None)
    if not numbers:
        return Spots((), None)
    asked = walk.values(sieve)
    on_server = _on_server(session)
    query = walk.numbered(tuple(asked), by_state=bool(sieve.states), on_server=on_server)
    among = numbers if on_server else json.dumps(numbers)
    rows = session.execute(query, asked | {"numbers": among, "states": [state.value for state in sieve.states]})
    behind = (row for row in rows if after is None or (row.rank, row.lead_no) < after)
    return Spots(tuple(Spot(*row) for row in sorted(behind, key=_ROW_PLACE, reverse=True)), None)


def _numbers(session: Session, sieve: Sieve) -> list[int] | None:
    """The numbers of the leads that it may let through, if they are few; None where the queue is walked. The day's
    list has an order of its own and needs none."""
    return [] if sieve.today else few(session, sieve)


def _listed(session: Session, sieve: Sieve) -> Iterator[Spot]:
    """Leads of the day's list in its order, of each near-identical group the first; drawn ones all, or the draw would
    not be what it says."""
    asked, groups = walk.values(sieve), set[str]()
    query = walk.listed(tuple(asked), by_state=bool(sieve.states))
    for row in session.execute(query, asked | {"states": [state.value for state in sieve.states]}):
        if row.explored or row.group_key not in groups:
            groups.add(row.group_key)
            yield Spot(row.lead_id, row.rank, row.lead_no, row.group_key, -float(row.place))


def _of(lane: Lane, after: Place | None = None, end: Place | None = None) -> dict[str, object]:
    """The values of a walk and of the stretch of it that is asked for."""
    found: dict[str, object] = {"state": lane.state.value}
    if lane.field:
        found["value"] = lane.value
    for name, place in (("after", after), ("end", end)):
        if place is not None:
            found |= {f"{name}_rank": place[0], f"{name}_no": place[1]}
    return found


def _of_all(walks: Sequence[Lane], after: Place | None) -> dict[str, object]:
    """The values of walks that differ in their states only."""
    states = {f"state{number}": lane.state.value for number, lane in enumerate(walks)}
    return _of(walks[0], after) | states


def _end(
    session: Session, lane: Lane, asked: Mapping[str, object], after: Place | None, limit: int | None = None
) -> Place | None:
    """The last row that may be looked at, None where the walk comes to its end by itself."""
    query = walk.last(lane.field, tuple(asked), after is not None)
    values = {**asked, **_of(lane, after), "skipped": (LOOKED_AT if limit is None else limit) - 1}
    found = session.execute(query, values).first()
    return (found[0], found[1]) if found else None


def _ups(session: Session, sieve: Sieve, place: Place) -> list[Spot]:
    """The lead of each walk that stands just above a place."""
    walks = list(lanes(sieve))
    if not sieve.walks_by_state:
        return [spot for lane in walks for spot in _up(session, lane, sieve, place)]
    asked = walk.values(sieve)
    query = walk.above_at_once(walks[0].field, tuple(asked), len(walks))
    return [Spot(*row) for row in session.execute(query, asked | _of_all(walks, place))]


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
