"""Finds into rows: new leads, leads found again, and the listings that they belong to."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from database import Base, add_missing
from domain.identity import lead_id, listing_key
from domain.lead import LeadState
from domain.listing import Listing
from domain.listing_json import listing_to
from domain.match import Match
from domain.right import Right
from domain.right_json import right_to
from leads import rows
from leads.facets import Facets, facets_of
from leads.lifecycle import Evidence, evidence_of, lapse, material_changes, state_of
from leads.relisting import Seen, raise_new, raise_same
from leads.shelf import shelve
from leads.standing import latest_decisions
from leads.tables import DecisionRow, LeadRow, ListingRow


@dataclass(frozen=True, slots=True)
class Found:
    """What matching found: a pair with both of its sides."""

    listing: Listing
    right: Right
    match: Match
    registry_version: str = ""  # the version of its register that the right is of, "trademarks@12"
    floods: tuple[str, ...] = ()  # the holds that keep it out of the queue if it is new (leads/hits.py)

    @property
    def lead_id(self) -> str:
        """The id of the lead that it makes."""
        return lead_id(self.listing.source, self.listing.listing_id, self.match.right_id)


@dataclass(frozen=True, slots=True)
class Queued:
    """What queueing did: new leads, leads seen again, decided ones that changed materially, and of all of them those
    that came up after an action (leads/relisting.py)."""

    new: int = 0
    seen_again: int = 0
    changed: int = 0
    relisted: int = 0

    def __add__(self, other: "Queued") -> "Queued":
        return Queued(
            self.new + other.new,
            self.seen_again + other.seen_again,
            self.changed + other.changed,
            self.relisted + other.relisted,
        )


@dataclass(frozen=True, slots=True)
class Rematched:
    """Says that finds come from listings of earlier nights that were held against new rights.

    Attributes:
        rematch_id: the run that did so.
        seen_at: the clock of the night that saw the listings; nobody has seen them since by this.
    """

    rematch_id: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Intake:
    """What one run brings in.

    Attributes:
        base: folder that stored picture paths are relative to.
        run_id: the run that read the listings.
        at: its clock, with a zone; it alone orders what is newer, never a time that a page claims.
        rematched: where the finds come from, None for the run itself.
        hold: keeps leads back: told their ids with the floods of those that are new, and their rights.
    """

    base: Path
    run_id: str
    at: datetime
    hold: Callable[[Session, Mapping[str, tuple[str, ...]], Iterable[str]], None]
    rematched: Rematched | None = None

    @property
    def seen_at(self) -> datetime:
        """When the listings were seen."""
        return self.rematched.seen_at if self.rematched else self.at

    def take(self, session: Session, found: Mapping[str, Found]) -> Queued:
        """Adds or updates leads by id, within the caller's transaction."""
        # Listings first: who queues the same ones at the same time waits here, and then sees the leads of the other.
        self._save_listings(session, [f.listing for f in found.values()])
        before = set(session.scalars(select(LeadRow.lead_id).where(LeadRow.lead_id.in_(found))))
        new = [self.lead_row(name, pair) for name, pair in found.items() if name not in before]
        add_missing(session, LeadRow, new)
        decisions = latest_decisions(session, before)
        current = {name: _facets(found[name]) for name in found if name not in before}
        changed = 0
        stored = select(LeadRow).where(LeadRow.lead_id.in_(before)).order_by(LeadRow.lead_id).with_for_update()
        for row in session.scalars(stored):
            if row.last_found <= self.at:
                changed += self._update(row, found[row.lead_id], decisions.get(row.lead_id))
                current[row.lead_id] = _facets(found[row.lead_id])
        floods = {name: found[name].floods if name not in before else () for name in current}
        self.hold(session, floods, {found[name].match.right_id for name in current})
        at = self.at
        seen = {name: Seen(f.listing, f.match.right_id, at) for name, f in found.items() if name not in before}
        relisted = raise_new(session, seen) | raise_same(session, before & current.keys(), self.at)
        shelve(session, current)
        return Queued(len(new), len(before), changed, len(relisted))

    def _update(self, row: LeadRow, found: Found, decision: DecisionRow | None) -> bool:
        """Brings a lead up to date; whether it became a changed one by that."""
        fields = self.lead_row(row.lead_id, found)
        changes: tuple[str, ...] = ()
        if decision is not None:
            after = Evidence.from_json(str(fields["evidence_body"]))
            changes = material_changes(Evidence.from_json(decision.evidence_body), after)
        was = row.state
        # Matching found the right in force when the listing was seen; a lapse that was noted ends only if it is now.
        lapsed = row.lapsed and lapse(found.right, self.at.date())
        fields |= {
            "first_found": row.first_found,
            "rematch": row.rematch,
            "state": state_of(rows.decision(decision) if decision else None, changes, lapsed, row.held).value,
            "held": row.held,
            "changes": json.dumps(changes, ensure_ascii=False),
            "lapsed": lapsed,
        }
        _assign(row, fields)
        return row.state == LeadState.CHANGED.value != was

    def _save_listings(self, session: Session, listings: Sequence[Listing]) -> None:
        latest = {listing_key(listing.source, listing.listing_id): listing for listing in listings}
        add_missing(session, ListingRow, [self.listing_row(key, latest[key]) for key in sorted(latest)])
        stored = select(ListingRow).where(ListingRow.listing_key.in_(latest)).order_by(ListingRow.listing_key)
        for row in session.scalars(stored.with_for_update()):
            if row.last_seen <= self.seen_at:
                _assign(row, self.listing_row(row.listing_key, latest[row.listing_key]))

    def listing_row(self, key: str, listing: Listing) -> dict[str, object]:
        """The columns of a listing as this run saw it."""
        return {
            "listing_key": key,
            "source": listing.source,
            "listing_id": listing.listing_id,
            "seller": listing.seller.seller_id or listing.seller.name,
            "last_seen": self.seen_at,
            "body": self._body(listing),
            "gone_since": None,
        }

    def lead_row(self, name: str, found: Found) -> dict[str, object]:
        """The columns of a lead that is new in this run."""
        evidence = evidence_of(found.listing, found.match.signals)
        return {
            "lead_id": name,
            "listing_key": listing_key(found.listing.source, found.listing.listing_id),
            "listing_body": self._body(found.listing),
            "right_id": found.match.right_id,
            "registry_version": found.registry_version,
            "right_body": json.dumps(right_to(found.right, self.base), ensure_ascii=False),
            "score": found.match.score,
            "scorer": found.match.scorer,
            "signals": rows.signals_text(found.match.signals),
            "run_id": self.run_id,
            "rematch": self.rematched.rematch_id if self.rematched else "",
            "first_found": self.at,
            "last_found": self.at,
            "evidence": evidence.digest,
            "evidence_body": evidence.to_json(),
            "state": LeadState.OPEN.value,
            "changes": "[]",
            "lapsed": "",
            "held": "",
        }

    def _body(self, listing: Listing) -> str:
        return json.dumps(listing_to(listing, self.base), ensure_ascii=False)


def _facets(found: Found) -> Facets:
    return facets_of(found.listing, found.right, found.match.signals, found.match.score)


def _assign(row: Base, fields: Mapping[str, object]) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
