"""Several people at one queue: who has a lead open, who gave it to whom, and the filters that each keeps."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Engine, bindparam, delete, select
from sqlalchemy.orm import Session

from database import UtcTime, add_missing, reading, writing
from leads.tables import ClaimRow, HandoverRow, LeadRow, QueueRow, SavedViewRow

CLAIM = timedelta(minutes=5)  # a lead takes seconds; who looks longer renews it by looking again
MOST_VIEWS = 30


class HandoverKind(StrEnum):
    """Why a lead was given to somebody."""

    ASSIGNMENT = "assignment"
    SECOND_OPINION = "second_opinion"
    ESCALATION = "escalation"


@dataclass(frozen=True, slots=True)
class Claim:
    """A lead that somebody has open, until then (UTC)."""

    reviewer: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Handover:
    """A lead given on; `to` is "" where it was given back to everybody. `at` is UTC."""

    lead_id: str
    kind: HandoverKind
    by: str
    to: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SavedView:
    """A filter under a name; `query` as it stands in an address."""

    name: str
    query: str


class Teamwork:
    """Claims, handovers and saved views of one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def claim(self, lead_id: str, reviewer: str, at: datetime, *, by_force: bool = False) -> Claim | None:
        """Says that a person has a lead open; the claim that holds, which may be somebody else's. None without a lead.

        Args:
            lead_id: which.
            reviewer: who.
            at: now, with a zone.
            by_force: takes it from whoever has it.
        """
        with writing(self._engine) as session:
            row = session.get(ClaimRow, lead_id, with_for_update=True)
            if row is None:
                if session.scalar(_THERE, {"lead": lead_id}) is None:
                    return None
                add_missing(session, ClaimRow, [{"lead_id": lead_id, "reviewer": reviewer, "until": at + CLAIM}])
                row = session.get_one(ClaimRow, lead_id, with_for_update=True)
            # One that ends later than any can was made by a clock that stood elsewhere.
            if by_force or row.reviewer == reviewer or not at < row.until <= at + CLAIM:
                row.reviewer, row.until = reviewer, at + CLAIM
            return Claim(row.reviewer, row.until)

    def release(self, lead_ids: Iterable[str], reviewer: str) -> None:
        """Ends the claims of that person on those leads."""
        wanted = delete(ClaimRow).where(ClaimRow.lead_id.in_(list(lead_ids)), ClaimRow.reviewer == reviewer)
        with writing(self._engine) as session:
            session.execute(wanted)

    def claims(self, lead_ids: Iterable[str], at: datetime) -> dict[str, Claim]:
        """The claims that hold on those leads."""
        with reading(self._engine) as session:
            found = session.execute(_CLAIMS, {"leads": list(lead_ids), "at": at})
            return {row.lead_id: Claim(row.reviewer, row.until) for row in found if row.until <= at + CLAIM}

    def hand_over(self, handover: Handover) -> bool:
        """Gives a lead to somebody, or back to everybody, and writes that down; False if there is no such lead."""
        with writing(self._engine) as session:
            query = select(QueueRow).where(QueueRow.lead_id == handover.lead_id).with_for_update()
            row = session.scalar(query)
            if row is None:
                return False
            row.assignee = handover.to
            session.add(
                HandoverRow(
                    lead_id=handover.lead_id,
                    kind=handover.kind.value,
                    by=handover.by,
                    to=handover.to,
                    note=handover.note,
                    at=handover.at,
                )
            )
            return True

    def handovers(self, lead_id: str) -> tuple[Handover, ...]:
        """What became of a lead between people, oldest first."""
        with reading(self._engine) as session:
            return tuple(_handover(row) for row in session.scalars(_HANDOVERS, {"lead": lead_id}))

    def save_view(self, reviewer: str, view: SavedView) -> bool:
        """Keeps a filter under its name, in the place of an older one; False if the person has too many."""
        with writing(self._engine) as session:
            row = session.get(SavedViewRow, (reviewer, view.name))
            if row is None:
                if len(_views(session, reviewer)) >= MOST_VIEWS:
                    return False
                session.add(SavedViewRow(reviewer=reviewer, name=view.name, query=view.query))
            else:
                row.query = view.query
            return True

    def drop_view(self, reviewer: str, name: str) -> None:
        """Forgets a filter."""
        with writing(self._engine) as session:
            wanted = delete(SavedViewRow).where(SavedViewRow.reviewer == reviewer, SavedViewRow.name == name)
            session.execute(wanted)

    def views(self, reviewer: str) -> tuple[SavedView, ...]:
        """The filters that a person keeps, by name."""
        with reading(self._engine) as session:
            return tuple(SavedView(row.name, row.query) for row in _views(session, reviewer))


# Asked with every page, so made once.
_THERE = select(LeadRow.lead_id).where(LeadRow.lead_id == bindparam("lead"))
_CLAIMS = select(ClaimRow.lead_id, ClaimRow.reviewer, ClaimRow.until).where(
    ClaimRow.lead_id.in_(bindparam("leads", expanding=True)), ClaimRow.until > bindparam("at", type_=UtcTime())
)
_HANDOVERS = select(HandoverRow).where(HandoverRow.lead_id == bindparam("lead")).order_by(HandoverRow.number)
_VIEWS = select(SavedViewRow).where(SavedViewRow.reviewer == bindparam("reviewer")).order_by(SavedViewRow.name)


def _views(session: Session, reviewer: str) -> list[SavedViewRow]:
    return list(session.scalars(_VIEWS, {"reviewer": reviewer}))


def _handover(row: HandoverRow) -> Handover:
    return Handover(row.lead_id, HandoverKind(row.kind), row.by, row.to, row.note, row.at)
