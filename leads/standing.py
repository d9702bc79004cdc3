"""Which decision on a lead counts."""

from collections.abc import Iterable

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from leads.tables import DecisionRow, ReversalRow


def latest_decisions(session: Session, lead_ids: Iterable[str]) -> dict[str, DecisionRow]:
    """The decision that counts of each lead that has one: the last that was not taken back."""
    return {row.lead_id: row for row in session.scalars(_LATEST, {"leads": list(lead_ids)})}


_BACK = select(ReversalRow.number).where(ReversalRow.decision_id == DecisionRow.decision_id).exists()
_NEWEST = (
    select(func.max(DecisionRow.number))
    .where(DecisionRow.lead_id.in_(bindparam("leads", expanding=True)), ~_BACK)
    .group_by(DecisionRow.lead_id)
)
_LATEST = select(DecisionRow).where(DecisionRow.number.in_(_NEWEST))
