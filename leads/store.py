"""The queue in the database: rows in, leads out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from database import reading, writing
from domain.decision import Decision
from domain.identity import lead_id
from domain.lead import Lead, LeadState
from domain.right import Right
from leads import rows
from leads.intake import Found, Intake, Queued, latest_decisions
from leads.lifecycle import state_of
from leads.rights import RightsReviewed, awaiting_rights, review
from leads.tables import DecisionRow, LeadRow, ListingRow

__all__ = ["Found", "LeadStore", "Page", "Queued", "RightsReviewed", "StaleEvidenceError", "UnknownLeadError"]

BATCH = 500  # leads read or written by one statement; SQLite allows 32,766 parameters


class UnknownLeadError(LookupError):
    """No lead has that id."""


class StaleEvidenceError(RuntimeError):
    """The lead changed after the person looked at it."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the queue, and where the next one begins: (score, lead id), None at the end."""

    leads: tuple[Lead, ...]
    after: tuple[float, str] | None


class LeadStore:
    """Leads and decisions of one database.

    Args:
        engine: migrated to the newest schema.
        base: folder that stored picture paths are relative to.
    """

    def __init__(self, engine: Engine, base: Path) -> None:
        self._engine = engine
        self._base = base.absolute()

    def queue(self, found: Iterable[Found], run_id: str, at: datetime) -> Queued:
        """Adds leads, or updates those that are there: the same finds twice are the same leads once.

        Args:
            found: pairs; the last one of a pair counts.
            run_id: the run that found them.
            at: the run's clock, with a zone.
        """
        latest = {lead_id(f.listing.source, f.listing.listing_id, f.match.right_id): f for f in found}
        total = Queued()
        intake = Intake(self._base, run_id, at)
        # In the order of ids, so that two scans that queue at once cannot lock each other out.
        ordered = sorted(latest.items())
        for start in range(0, len(ordered), BATCH):
            with writing(self._engine) as session:
                total += intake.take(session, dict(ordered[start : start + BATCH]))
        return total

    def rights_of_open(self) -> Iterator[list[str]]:
        """Ids of the rights of all leads that await a person, or would if their right were in force; in batches."""
        return awaiting_rights(self._engine)

    def review_rights(self, rights: Mapping[str, Right | None], on: date) -> RightsReviewed:
        """Brings the leads that await a person up to date with their rights; decided ones stay as they are.

        A lead whose right is gone or not in force becomes `LAPSED` and says why; it comes back when the right does.

        Args:
            rights: each right as it stands in the registry now, None where it is no longer there.
            on: today, in the office's time zone.
        """
        return review(self._engine, self._base, rights, on)

    def decide(self, decision: Decision) -> Lead:
        """Writes a decision to the log. The same decision id twice is one decision.

        Raises:
            UnknownLeadError: no such lead.
            StaleEvidenceError: the lead's evidence is not the one that the person saw.
        """
        with writing(self._engine) as session:
            row = session.get(LeadRow, decision.lead_id, with_for_update=True)
            if row is None:
                raise UnknownLeadError(
                    f"there is no lead {decision.lead_id}; `markhound leads list` shows those there are"
                )
            known = select(DecisionRow.number).where(DecisionRow.decision_id == decision.decision_id)
            if session.scalar(known) is None:
                if decision.evidence != row.evidence:
                    raise StaleEvidenceError("this lead changed since it was shown; look at it again, then decide")
                session.add(rows.decision_row(decision, row.evidence_body))
                row.state = state_of(decision, ()).value
                row.changes = "[]"
                row.lapsed = ""
        lead = self.get(decision.lead_id)
        assert lead is not None
        return lead

    def get(self, name: str) -> Lead | None:
        """The lead of that id, None where there is none."""
        with reading(self._engine) as session:
            return next(self._leads(session, select(LeadRow).where(LeadRow.lead_id == name)), None)

    def page(self, states: Sequence[LeadState], after: tuple[float, str] | None = None, limit: int = 50) -> Page:
        """Leads in these states, best first, ties by id.

        Args:
            states: which; none means all.
            after: where the last page ended.
            limit: most leads of a page.
        """
        query = select(LeadRow).order_by(LeadRow.score.desc(), LeadRow.lead_id).limit(limit + 1)
        if states:
            query = query.where(LeadRow.state.in_([state.value for state in states]))
        if after is not None:
            score, name = after
            query = query.where(or_(LeadRow.score < score, and_(LeadRow.score == score, LeadRow.lead_id > name)))
        with reading(self._engine) as session:
            leads = tuple(self._leads(session, query))
        more = leads[:limit]
        return Page(more, (more[-1].score, more[-1].lead_id) if len(leads) > limit else None)

    def before(self, states: Sequence[LeadState], place: tuple[float, str]) -> Lead | None:
        """The lead just above that place of the queue, None at the top; states as in `page`."""
        score, name = place
        above = or_(LeadRow.score > score, and_(LeadRow.score == score, LeadRow.lead_id < name))
        query = select(LeadRow).where(above).order_by(LeadRow.score, LeadRow.lead_id.desc()).limit(1)
        if states:
            query = query.where(LeadRow.state.in_([state.value for state in states]))
        with reading(self._engine) as session:
            return next(self._leads(session, query), None)

    def every(self, states: Sequence[LeadState]) -> Iterator[Lead]:
        """All leads in these states, best first, a page at a time."""
        page = self.page(states, limit=BATCH)
        yield from page.leads
        while page.after is not None:
            page = self.page(states, page.after, BATCH)
            yield from page.leads

    def counts(self) -> dict[LeadState, int]:
        """How many leads are in each state; every state is there."""
        with reading(self._engine) as session:
            found = session.execute(select(LeadRow.state, func.count()).group_by(LeadRow.state)).all()
        return dict.fromkeys(LeadState, 0) | {LeadState(name): number for name, number in found}

    def decisions(self, name: str) -> tuple[Decision, ...]:
        """The decision log of one lead, oldest first."""
        query = select(DecisionRow).where(DecisionRow.lead_id == name).order_by(DecisionRow.number)
        with reading(self._engine) as session:
            return tuple(rows.decision(row) for row in session.scalars(query))

    def _leads(self, session: Session, query: Select[tuple[LeadRow]]) -> Iterator[Lead]:
        found = list(session.scalars(query))
        decisions = latest_decisions(session, {row.lead_id for row in found})
        keys = {row.listing_key for row in found}
        seen = select(ListingRow.listing_key, ListingRow.last_seen).where(ListingRow.listing_key.in_(keys))
        last_seen = dict(session.execute(seen).tuples().all())
        for row in found:
            decision = decisions.get(row.lead_id)
            lead = rows.lead(row, last_seen[row.listing_key], self._base)
            yield replace(lead, decision=rows.decision(decision) if decision else None)
