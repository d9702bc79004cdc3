"""A day's list in the database: made once a night, read by every page."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Engine, Row, Select, bindparam, delete, func, select
from sqlalchemy.orm import Session

from database import reading, writing
from domain.lead import LeadState
from domain.turn import DayList, Turn
from leads.draw import Lot
from leads.hold_tables import DayListRow, TurnRow
from leads.ranking import Candidate, chance, choose, explore, explored_of, laid_out, tied
from leads.tables import LeadRow, QueueRow
from leads.urgent import Urgent, urgent_first

AWAITS = (LeadState.OPEN.value, LeadState.CHANGED.value)
TOP = 1_000  # leads of the queue whose ties are measured
COPIES = 3  # of a near-identical group that are considered: those below add a hundredth at most
LEAST, TIMES, MOST = 2_000, 20, 40_000  # leads considered: so many times the budget, within bounds
READ = 5_000
BATCH = 500
Columns = tuple[str, float, int, str, str, str, float, float, str, str]


class Today:
    """The lists of one database.

    Args:
        engine: migrated to the newest schema.
        lot: draws what is explored.
    """

    def __init__(self, engine: Engine, lot: Lot) -> None:
        self._engine = engine
        self._lot = lot
        self.urgent = Urgent(engine)

    def make(self, budget: int, share: float, run_id: str, at: datetime) -> DayList:
        """Makes the list of a day, in the place of one that the same run made before. Leads that somebody is owed an
        answer on come first, and count as part of the budget.

        Args:
            budget: leads that the reviewers can decide in a day.
            share: of it that is drawn from below the cut, 0..1.
            run_id, at: the run and its clock.
        """
        wanted = explored_of(budget, share)
        with reading(self._engine) as session:
            first = list(session.execute(_best(TOP)))
            ties = tied((row.rank, row.group_key) for row in first)
            first_of_all = [
                Turn(row.lead_id, 0, chance(row.score, row.scorer), row.weight, 1.0)
                for row in urgent_first(session, budget)
            ]
            names = {turn.lead_id for turn in first_of_all}
            wanted = min(wanted, budget - len(names))
            others_of = (one for one in _candidates(session, _looked_at(budget)) if one.lead_id not in names)
            chosen = choose(others_of, budget - len(names) - wanted)
            names |= {turn.lead_id for turn in chosen}
            drawn, frame = explore(
                (name for name in _awaiting(session) if name not in names),
                wanted,
                lambda name: self._lot.number("explore", run_id, name),
            )
            propensity = len(drawn) / frame if frame else 0.0
            others = {one.lead_id: one for one in (_candidate(row, row.group_key) for row in _of(session, drawn))}
        explored = [Turn(name, 0, others[name].chance, others[name].weight, 1.0, True, propensity) for name in drawn]
        turns = laid_out(chosen, explored, first_of_all)
        expected = sum(turn.chance for turn in turns)
        made = DayList(run_id, at, budget, len(turns), frame, len(drawn), expected, ties)
        with writing(self._engine) as session:
            _write(session, made, turns)
        return made

    def newest(self) -> DayList | None:
        """The list that counts now; None where none was made."""
        with reading(self._engine) as session:
            row = session.scalar(_NEWEST)
            if row is None:
                return None
            counts = (row.budget, row.listed, row.frame, row.explored)
            return DayList(row.run_id, row.at, *counts, row.expected, row.ties)

    def left(self, holders: tuple[str, ...] | None = None) -> int:
        """How many leads of the list that counts now await a decision, of those holders or of all."""
        query = _LEFT if holders is None else _LEFT.where(QueueRow.holder.in_(holders))
        with reading(self._engine) as session:
            return session.scalar(query) or 0

    def turns(self, lead_ids: Sequence[str]) -> dict[str, Turn]:
        """Where those leads stand in the list that counts now; without those that are not in it."""
        if not lead_ids:
            return {}
        with reading(self._engine) as session:
            return {row.lead_id: _turn(row) for row in session.execute(_TURNS, {"leads": list(lead_ids)})}

    def explored(self, lead_ids: Iterable[str]) -> dict[str, float]:
        """Of those leads, the ones that were ever drawn from below a cut, with the smallest propensity of theirs."""
        query = select(TurnRow.lead_id, TurnRow.propensity).where(TurnRow.lead_id.in_(list(lead_ids)), TurnRow.explored)
        found: dict[str, float] = {}
        with reading(self._engine) as session:
            for lead_id, propensity in session.execute(query):
                found[lead_id] = min(propensity, found.get(lead_id, 1.0))
        return found


def _looked_at(budget: int) -> int:
    return min(max(LEAST, TIMES * budget), MOST)


def place_of(session: Session, lead_id: str) -> tuple[int, int] | None:
    """A lead's place in the list that counts now, and its number; None where it is not in it."""
    found = session.execute(_PLACE, {"lead": lead_id}).first()
    return (found[0], found[1]) if found else None


def _best(limit: int) -> Select[Columns]:
    columns = (
        QueueRow.lead_id, QueueRow.rank, QueueRow.lead_no, QueueRow.group_key, QueueRow.right_id, QueueRow.seller,
        QueueRow.weight, LeadRow.score, LeadRow.scorer, LeadRow.listing_key,
    )  # fmt: skip
    query = select(*columns).join(LeadRow, LeadRow.lead_id == QueueRow.lead_id).where(QueueRow.state.in_(AWAITS))
    return query.order_by(QueueRow.rank.desc(), QueueRow.lead_no.desc()).limit(limit)


def _candidates(session: Session, most: int) -> Iterator[Candidate]:
    """The best leads that await a decision, of each near-identical group the first few; at most `most`.

    The rights of one listing stand in the group of its best: what makes a listing suspect lifts every name that it
    seems to hold, and most often only the likeliest is meant (docs/decisions/0022-the-order-of-the-queue.md).
    """
    seen: dict[str, int] = {}
    of_listing: dict[str, str] = {}
    given, place = 0, None
    while given < most:
        query = _best(READ)
        if place is not None:
            query = query.where(
                (QueueRow.rank < place[0]) | ((QueueRow.rank == place[0]) & (QueueRow.lead_no < place[1]))
            )
        rows = session.execute(query).all()
        for row in rows:
            group = of_listing.setdefault(row.listing_key, row.group_key)
            seen[group] = seen.get(group, 0) + 1
            if seen[group] <= COPIES and given < most:
                given += 1
                yield _candidate(row, group)
        if len(rows) < READ:
            return
        place = (rows[-1].rank, rows[-1].lead_no)


def _candidate(row: Row[Columns], group: str) -> Candidate:
    return Candidate(
        lead_id=row.lead_id,
        chance=chance(row.score, row.scorer),
        weight=row.weight,
        group=group,
        right=row.right_id,
        seller=row.seller,
        order=(row.rank, row.lead_no),
    )


def _awaiting(session: Session) -> Iterator[str]:
    query = select(QueueRow.lead_id).where(QueueRow.state.in_(AWAITS)).execution_options(yield_per=READ)
    yield from session.scalars(query)


def _of(session: Session, names: Sequence[str]) -> Iterator[Row[Columns]]:
    for start in range(0, len(names), BATCH):
        some = list(names[start : start + BATCH])
        yield from session.execute(_best(BATCH).where(QueueRow.lead_id.in_(some)))


def _write(session: Session, made: DayList, turns: Sequence[Turn]) -> None:
    session.execute(delete(TurnRow).where(TurnRow.run_id == made.run_id))
    session.execute(delete(DayListRow).where(DayListRow.run_id == made.run_id))
    session.add(
        DayListRow(
            run_id=made.run_id,
            at=made.at,
            budget=made.budget,
            listed=made.listed,
            frame=made.frame,
            explored=made.explored,
            expected=made.expected,
            ties=made.ties,
        )
    )
    session.flush()
    session.add_all(
        TurnRow(
            run_id=made.run_id,
            place=turn.place,
            lead_id=turn.lead_id,
            chance=turn.chance,
            weight=turn.weight,
            fresh=turn.fresh,
            explored=turn.explored,
            propensity=turn.propensity,
        )
        for turn in turns
    )


def _turn(row: Row[tuple[str, int, float, float, float, bool, float]]) -> Turn:
    return Turn(row.lead_id, row.place, row.chance, row.weight, row.fresh, row.explored, row.propensity)


_NEWEST = select(DayListRow).order_by(DayListRow.at.desc(), DayListRow.run_id.desc()).limit(1)
NEWEST_RUN = select(DayListRow.run_id).order_by(DayListRow.at.desc(), DayListRow.run_id.desc()).limit(1)
_LEFT = (
    select(func.count())
    .select_from(TurnRow)
    .join(QueueRow, QueueRow.lead_id == TurnRow.lead_id)
    .where(TurnRow.run_id == NEWEST_RUN.scalar_subquery(), QueueRow.state.in_(AWAITS))
)
_TURNS = select(
    TurnRow.lead_id, TurnRow.place, TurnRow.chance, TurnRow.weight, TurnRow.fresh, TurnRow.explored, TurnRow.propensity
).where(TurnRow.run_id == NEWEST_RUN.scalar_subquery(), TurnRow.lead_id.in_(bindparam("leads", expanding=True)))
_PLACE = (
    select(TurnRow.place, QueueRow.lead_no)
    .join(QueueRow, QueueRow.lead_id == TurnRow.lead_id)
    .where(TurnRow.run_id == NEWEST_RUN.scalar_subquery(), TurnRow.lead_id == bindparam("lead"))
)
