"""The queue in the database: rows in, leads out."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from database import Base, add_missing, reading, writing
from domain.decision import Decision
from domain.identity import lead_id, listing_key
from domain.lead import Lead, LeadState
from domain.listing import Listing
from domain.listing_json import listing_to
from domain.match import Match
from domain.right import Right
from domain.right_json import right_to
from leads import rows
from leads.lifecycle import Evidence, evidence_of, material_changes, state_of
from leads.tables import DecisionRow, LeadRow, ListingRow

BATCH = 500  # leads read or written by one statement; SQLite allows 32,766 parameters


class UnknownLeadError(LookupError):
    """No lead has that id."""


class StaleEvidenceError(RuntimeError):
    """The lead changed after the person looked at it."""


@dataclass(frozen=True, slots=True)
class Found:
    """What matching found: a pair with both of its sides."""

    listing: Listing
    right: Right
    match: Match


@dataclass(frozen=True, slots=True)
class Queued:
    """What queueing did: new leads, leads seen again, and decided ones that changed materially."""

    new: int = 0
    seen_again: int = 0
    changed: int = 0

    def __add__(self, other: "Queued") -> "Queued":
        return Queued(self.new + other.new, self.seen_again + other.seen_again, self.changed + other.changed)


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
            at: when, with a zone.
        """
        latest = {lead_id(f.listing.source, f.listing.listing_id, f.match.right_id): f for f in found}
        total = Queued()
        # In the order of ids, so that two scans that queue at once cannot lock each other out.
        ordered = sorted(latest.items())
        for start in range(0, len(ordered), BATCH):
            with writing(self._engine) as session:
                total += self._queue_batch(session, dict(ordered[start : start + BATCH]), run_id, at)
        return total

    def _queue_batch(self, session: Session, found: dict[str, Found], run_id: str, at: datetime) -> Queued:
        before = set(session.scalars(select(LeadRow.lead_id).where(LeadRow.lead_id.in_(found))))
        self._save_listings(session, [f.listing for f in found.values()], at)
        new = [self._row(name, pair, run_id, at) for name, pair in found.items() if name not in before]
        add_missing(session, LeadRow, new)
        decisions = _latest_decisions(session, before)
        changed = 0
        stored = select(LeadRow).where(LeadRow.lead_id.in_(before)).order_by(LeadRow.lead_id).with_for_update()
        for row in session.scalars(stored):
            if row.last_found > at:
                continue
            fields = self._row(row.lead_id, found[row.lead_id], run_id, at)
            decision = decisions.get(row.lead_id)
            changes: tuple[str, ...] = ()
            if decision is not None:
                after = Evidence.from_json(str(fields["evidence_body"]))
                changes = material_changes(Evidence.from_json(decision.evidence_body), after)
            was = row.state
            fields |= {
                "first_found": row.first_found,
                "state": state_of(rows.decision(decision) if decision else None, changes).value,
                "changes": json.dumps(changes, ensure_ascii=False),
            }
            _assign(row, fields)
            changed += row.state == LeadState.CHANGED.value != was
        return Queued(len(new), len(before), changed)

    def _save_listings(self, session: Session, listings: Sequence[Listing], at: datetime) -> None:
        latest = {listing_key(listing.source, listing.listing_id): listing for listing in listings}
        add_missing(session, ListingRow, [self._listing_row(key, latest[key], at) for key in sorted(latest)])
        stored = select(ListingRow).where(ListingRow.listing_key.in_(latest)).order_by(ListingRow.listing_key)
        for row in session.scalars(stored.with_for_update()):
            listing = latest[row.listing_key]
            if row.seen_at <= (listing.seen_at or at):
                _assign(row, self._listing_row(row.listing_key, listing, at))

    def _listing_row(self, key: str, listing: Listing, at: datetime) -> dict[str, object]:
        return {
            "listing_key": key,
            "source": listing.source,
            "listing_id": listing.listing_id,
            "seller": listing.seller.seller_id or listing.seller.name,
            "seen_at": listing.seen_at or at,
            "body": json.dumps(listing_to(listing, self._base), ensure_ascii=False),
        }

    def _row(self, name: str, found: Found, run_id: str, at: datetime) -> dict[str, object]:
        evidence = evidence_of(found.listing, found.match.signals)
        return {
            "lead_id": name,
            "listing_key": listing_key(found.listing.source, found.listing.listing_id),
            "right_id": found.match.right_id,
            "right_body": json.dumps(right_to(found.right, self._base), ensure_ascii=False),
            "score": found.match.score,
            "scorer": found.match.scorer,
            "signals": rows.signals_text(found.match.signals),
            "run_id": run_id,
            "first_found": at,
            "last_found": at,
            "evidence": evidence.digest,
            "evidence_body": evidence.to_json(),
            "state": LeadState.OPEN.value,
            "changes": "[]",
        }

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
        decisions = _latest_decisions(session, {row.lead_id for row in found})
        keys = {row.listing_key for row in found}
        listings = session.scalars(select(ListingRow).where(ListingRow.listing_key.in_(keys)))
        bodies = {row.listing_key: row.body for row in listings}
        for row in found:
            lead = rows.lead(row, bodies[row.listing_key], self._base)
            decision = decisions.get(row.lead_id)
            yield replace(lead, decision=rows.decision(decision) if decision else None)


def _assign(row: Base, fields: Mapping[str, object]) -> None:
    for name, value in fields.items():
        setattr(row, name, value)


def _latest_decisions(session: Session, lead_ids: Iterable[str]) -> dict[str, DecisionRow]:
    wanted = list(lead_ids)
    newest = select(func.max(DecisionRow.number)).where(DecisionRow.lead_id.in_(wanted)).group_by(DecisionRow.lead_id)
    found = session.scalars(select(DecisionRow).where(DecisionRow.number.in_(newest)))
    return {row.lead_id: row for row in found}
