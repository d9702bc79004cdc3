"""Leads that somebody is owed an answer on: they stand above all others, those due first on top.

Nothing is known here of who waits for the answer, or of what they said.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine, Row, Select, delete, insert, select
from sqlalchemy.orm import Session

from database import add_missing, reading, writing
from domain.lead import LeadState
from leads.hold_tables import DayListRow, TurnRow, UrgentRow
from leads.ranking import chance
from leads.tables import LeadRow, QueueRow

AWAITS = (LeadState.OPEN.value, LeadState.CHANGED.value)
BATCH = 500
KEPT = ("lead_id", "chance", "weight", "fresh", "explored", "propensity")
Found = Row[tuple[str, float, str, float]]


class Urgent:
    """The deadlines of one database's leads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def raise_to_top(self, due: Mapping[str, date], run_id: str, at: datetime) -> int:
        """Puts leads on top of the list that counts now; where there is none, they are its beginning.

        Args:
            due: by lead, the day by which an answer is owed; of one that has a deadline already, the earlier counts.
            run_id, at: of a list that is made by this.

        Returns:
            How many leads with a deadline await a decision.
        """
        if not due:
            return 0
        with writing(self._engine) as session:
            names = sorted(due)
            add_missing(session, UrgentRow, [{"lead_id": one, "due_on": due[one], "at": at} for one in names])
            for start in range(0, len(names), BATCH):
                some = UrgentRow.lead_id.in_(names[start : start + BATCH])
                for row in session.scalars(select(UrgentRow).where(some)):
                    row.due_on = min(row.due_on, due[row.lead_id])
            session.flush()
            return _on_top(session, run_id, at)

    def of(self, lead_ids: Sequence[str]) -> dict[str, date]:
        """By lead, the day by which an answer is owed; without those that have none."""
        query = select(UrgentRow.lead_id, UrgentRow.due_on).where(UrgentRow.lead_id.in_(list(lead_ids)))
        with reading(self._engine) as session:
            return {row.lead_id: row.due_on for row in session.execute(query)} if lead_ids else {}


def urgent_first(session: Session, limit: int) -> Sequence[Found]:
    """Leads with a deadline that await a decision, those due first on top: lead, score, scorer, weight."""
    return session.execute(_FIRST.limit(limit)).all()


def _on_top(session: Session, run_id: str, at: datetime) -> int:
    """Lays the newest list anew, those that await a decision by a deadline above all that stood in it."""
    newest = session.scalar(select(DayListRow).order_by(DayListRow.at.desc(), DayListRow.run_id.desc()).limit(1))
    if newest is None:
        newest = DayListRow(run_id=run_id, at=at, budget=0, listed=0, frame=0, explored=0, expected=0.0, ties=0.0)
        session.add(newest)
        session.flush()
    first = session.execute(_FIRST).all()
    stood = session.execute(
        select(*TurnRow.__table__.columns).where(TurnRow.run_id == newest.run_id).order_by(TurnRow.place)
    ).all()
    known = {row.lead_id: row for row in stood}
    # Of one that was in the list, how it came there stays: whoever learns from decisions divides by its propensity.
    turns = [_turn(known[row.lead_id]) if row.lead_id in known else _new(row) for row in first]
    above = {row.lead_id for row in first}
    turns += [_turn(row) for row in stood if row.lead_id not in above]
    session.execute(delete(TurnRow).where(TurnRow.run_id == newest.run_id))
    rows = [{**turn, "run_id": newest.run_id, "place": place} for place, turn in enumerate(turns, 1)]
    if rows:
        session.execute(insert(TurnRow), rows)
    newest.listed = len(rows)
    newest.budget = max(newest.budget, len(first))
    newest.expected += sum(row.score for row in first if row.lead_id not in known)
    return len(first)


def _turn(row: Row[Any]) -> dict[str, object]:
    return {name: getattr(row, name) for name in KEPT}


def _new(row: Found) -> dict[str, object]:
    values = (row.lead_id, chance(row.score, row.scorer), row.weight, 1.0, False, 1.0)
    return dict(zip(KEPT, values, strict=True))


_FIRST: Select[tuple[str, float, str, float]] = (
    select(LeadRow.lead_id, LeadRow.score, LeadRow.scorer, QueueRow.weight)
    .join(UrgentRow, UrgentRow.lead_id == LeadRow.lead_id)
    .join(QueueRow, QueueRow.lead_id == LeadRow.lead_id)
    .where(QueueRow.state.in_(AWAITS))
    .order_by(UrgentRow.due_on, QueueRow.rank.desc(), QueueRow.lead_no.desc())
)
