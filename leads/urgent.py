"""Leads that somebody is owed an answer on: they stand above all others, those due first on top.

Nothing is known here of who waits for the answer, or of what they said.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Engine, Row, Select, delete, func, select
from sqlalchemy.orm import Session

from database import add_missing, reading, writing
from domain.lead import LeadState
from leads.hold_tables import DayListRow, TurnRow, UrgentRow
from leads.tables import LeadRow, QueueRow

AWAITS = (LeadState.OPEN.value, LeadState.CHANGED.value)
Found = Row[tuple[str, float, str, float]]


class Urgent:
    """The deadlines of one database's leads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def raise_to_top(self, lead_ids: Sequence[str], due_on: date, run_id: str, at: datetime) -> int:
        """Puts leads on top of the list that counts now; where there is none, they are its beginning.

        Args:
            lead_ids: which; of one that has a deadline already, the earlier counts.
            due_on: the day by which an answer is owed.
            run_id, at: of a list that is made by this.

        Returns:
            How many leads with a deadline await a decision.
        """
        if not lead_ids:
            return 0
        with writing(self._engine) as session:
            add_missing(session, UrgentRow, [{"lead_id": one, "due_on": due_on, "at": at} for one in set(lead_ids)])
            for row in session.scalars(select(UrgentRow).where(UrgentRow.lead_id.in_(list(lead_ids)))):
                row.due_on = min(row.due_on, due_on)
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
    """Lays the newest list's top anew. What was chosen before them keeps its place: theirs are 0 and below."""
    newest = session.scalar(select(DayListRow).order_by(DayListRow.at.desc(), DayListRow.run_id.desc()).limit(1))
    if newest is None:
        newest = DayListRow(
            run_id=run_id, at=at, budget=0, listed=0, frame=0, explored=0, expected=0.0, ties=0.0
        )  # fmt: skip
        session.add(newest)
        session.flush()
    found = session.execute(_FIRST).all()
    names = [row.lead_id for row in found]
    mine = TurnRow.run_id == newest.run_id
    stood = select(TurnRow).where(mine, TurnRow.lead_id.in_(names))
    before = {row.lead_id: (row.explored, row.propensity, row.fresh) for row in session.scalars(stood)}
    session.execute(delete(TurnRow).where(mine, TurnRow.lead_id.in_(names)))
    lowest = session.scalar(select(func.min(TurnRow.place)).where(mine))
    last = min(0, (lowest if lowest is not None else 1) - 1)  # above those that were decided meanwhile
    session.add_all(
        TurnRow(
            run_id=newest.run_id, place=last - len(found) + number, lead_id=row.lead_id, chance=row.score,
            weight=row.weight, fresh=before.get(row.lead_id, (False, 1.0, 1.0))[2],
            explored=before.get(row.lead_id, (False, 1.0, 1.0))[0],
            propensity=before.get(row.lead_id, (False, 1.0, 1.0))[1],
        )
        for number, row in enumerate(found, 1)
    )  # fmt: skip
    newest.listed += len(set(names) - before.keys())
    newest.expected += sum(row.score for row in found if row.lead_id not in before)
    return len(found)


_FIRST: Select[tuple[str, float, str, float]] = (
    select(LeadRow.lead_id, LeadRow.score, LeadRow.scorer, QueueRow.weight)
    .join(UrgentRow, UrgentRow.lead_id == LeadRow.lead_id)
    .join(QueueRow, QueueRow.lead_id == LeadRow.lead_id)
    .where(QueueRow.state.in_(AWAITS))
    .order_by(UrgentRow.due_on, QueueRow.rank.desc(), QueueRow.lead_no.desc())
)
