"""How deep the queue is and how long leads wait, for monitoring; what it costs does not grow with the leads decided."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func, select

from database import reading
from domain.lead import LeadState
from leads.tables import DecisionRow, QueueRow, ReversalRow

AWAITING = (LeadState.OPEN, LeadState.CHANGED)
"""States in which a lead stands in the queue."""


@dataclass(frozen=True, slots=True)
class Log:
    """Lines of the append-only logs: decisions, and those of them that were taken back."""

    decisions: int
    reversals: int


class Depth:
    """Figures of one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def log(self) -> Log:
        """How many decisions were ever made and taken back, counted by an index."""
        with reading(self._engine) as session:
            counts = [session.scalar(select(func.count()).select_from(row)) or 0 for row in (DecisionRow, ReversalRow)]
        return Log(*counts)

    def oldest(self) -> datetime | None:
        """When the lead that has waited longest was first found; None where none waits.

        Rows of the queue are numbered as they are found, so that the least number is the oldest; it is read off the
        index of the queue, about 0.2 µs for each lead that waits.
        """
        with reading(self._engine) as session:
            numbers = [
                session.scalar(select(func.min(QueueRow.lead_no)).where(QueueRow.state == state.value))
                for state in AWAITING
            ]
            there = [number for number in numbers if number is not None]
            return (
                session.scalar(select(func.min(QueueRow.found)).where(QueueRow.lead_no.in_(there))) if there else None
            )
