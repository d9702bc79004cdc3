"""Listings that come up again after an action on them, or on others of the same seller, picture or text.

A listing leaves traces: its seller, its first picture, its title without what changes from offer to offer, each with
the right that it refers to. When a team reports an action, the traces of the leads of that referral are kept; a lead
that is first found later and leaves one of them, or one of those very leads seen again, came up again. It never scores.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from database import add_missing
from domain.identity import digest
from domain.listing import Listing
from domain.referral import Acted, Relisting
from leads import rows
from leads.facets import seller_value, title_template
from leads.referral_tables import ReferralLeadRow, ReferralRow, RelistingRow, TraceRow
from leads.tables import LeadRow

RELISTING = "relisting"
"""How the queue's filter by signal calls these leads."""

SAME, SELLER, PICTURE, TEXT = "listing", "seller", "picture", "text"
BATCH = 500

# A short title is anybody's: "Velmora coat" is no text that one seller took from another. Counted as a terminal does,
# two for a Han character; of real titles a seventh below this width say what one of another shop says, of longer ones
# one in 25 (docs/decisions/0015-the-loop.md).
LEAST_TEXT = 40


@dataclass(frozen=True, slots=True)
class Seen:
    """A listing that refers to a right, as a run found it first, at that time (UTC)."""

    listing: Listing
    right_id: str
    at: datetime


def traces(seen: Seen) -> dict[str, str]:
    """What the listing can be known by later, by kind; each an id of 32 hex digits."""
    listing = seen.listing
    found = {}
    if seller := seller_value(listing):
        found[SELLER] = seller
    if listing.images:
        # Only the first: sellers put the same size chart or banner among the others of everything that they sell.
        first = listing.images[0]
        found[PICTURE] = {capture.location: capture.digest for capture in listing.pictures}.get(first, first)
    template = title_template(listing.title)
    if _width(template) >= LEAST_TEXT:
        found[TEXT] = template
    return {kind: digest("trace", kind, seen.right_id, value)[:32] for kind, value in found.items()}


def raise_new(session: Session, new: Mapping[str, Seen]) -> set[str]:
    """Notes which of these new leads came up after an action; their ids. The leads are in the session already."""
    session.flush()
    left = {name: traces(seen) for name, seen in new.items()}
    wanted = {key for keys in left.values() for key in keys.values()}
    if not wanted:
        return set()
    query = select(TraceRow, ReferralRow.acted_at).join(ReferralRow).where(TraceRow.key.in_(wanted))
    known = defaultdict(list)
    for row, acted_at in session.execute(query.where(ReferralRow.acted_at.is_not(None))):
        known[row.key].append((row, acted_at))
    found = [
        {
            "lead_id": name,
            "referral_id": row.referral_id,
            "kind": kind,
            "earlier": row.lead_id,
            "found_at": new[name].at,
        }
        for name, keys in left.items()
        for kind, key in keys.items()
        for row, acted_at in known.get(key, ())
        if row.lead_id != name and acted_at <= new[name].at
    ]
    add_missing(session, RelistingRow, found)
    return {str(one["lead_id"]) for one in found}


def raise_same(session: Session, names: Collection[str], at: datetime) -> set[str]:
    """Notes which of these leads, found again, were acted upon before; their ids."""
    query = select(ReferralLeadRow.lead_id, ReferralRow.referral_id).join(ReferralRow)
    query = query.where(ReferralLeadRow.lead_id.in_(names), ReferralRow.acted_at <= at)
    found = [
        {"lead_id": name, "referral_id": referral, "kind": SAME, "earlier": name, "found_at": at}
        for name, referral in session.execute(query)
    ]
    add_missing(session, RelistingRow, found)
    return {str(one["lead_id"]) for one in found}


def acted_upon(session: Session, right_ids: Collection[str], base: Path) -> dict[str, tuple[Acted, ...]]:
    """By right, the leads on which a team has acted and whose action stands."""
    query = select(ReferralRow.referral_id, LeadRow.lead_id, LeadRow.right_id, LeadRow.listing_body)
    query = query.join(ReferralLeadRow, ReferralLeadRow.referral_id == ReferralRow.referral_id)
    query = query.join(LeadRow, LeadRow.lead_id == ReferralLeadRow.lead_id)
    found: dict[str, tuple[Acted, ...]] = {}
    asked = (ReferralRow.acted_at.is_not(None), ReferralRow.right_id.in_(right_ids))
    for referral, lead, right, body in session.execute(query.where(*asked).order_by(LeadRow.lead_id)):
        first = next(iter(rows.listing(body, base).images), "")
        found[right] = (*found.get(right, ()), Acted(lead, referral, first))
    return found


def raise_again(session: Session, found: Sequence[Relisting]) -> set[str]:
    """Notes those of the relistings that are so: first found after the action, not covered by it; ids of new ones."""
    names = {one.lead_id for one in found}
    known = came_again(session, names)
    first = select(LeadRow.lead_id, LeadRow.first_found).where(LeadRow.lead_id.in_(names))
    seen = dict(session.execute(first).tuples().all())
    among = {one.referral_id for one in found}
    acted = select(ReferralRow.referral_id, ReferralRow.acted_at).where(ReferralRow.referral_id.in_(among))
    since = {name: at for name, at in session.execute(acted) if at is not None}
    covered = select(ReferralLeadRow.lead_id, ReferralLeadRow.referral_id).where(ReferralLeadRow.referral_id.in_(among))
    own = set(session.execute(covered).tuples())
    new = [
        {
            "lead_id": one.lead_id,
            "referral_id": one.referral_id,
            "kind": kind,
            "earlier": one.earlier,
            "found_at": one.found_at,
        }
        for one in found
        for kind in one.kinds
        if (one.lead_id, one.referral_id) not in own
        and one.lead_id in seen
        and one.referral_id in since
        and seen[one.lead_id] >= since[one.referral_id]
    ]
    add_missing(session, RelistingRow, new)
    return {str(one["lead_id"]) for one in new} - known


def came_again(session: Session, names: Iterable[str]) -> set[str]:
    """Those of the leads that came up after an action that still stands."""
    query = select(RelistingRow.lead_id).join(ReferralRow).where(RelistingRow.lead_id.in_(list(names)))
    return set(session.scalars(query.where(ReferralRow.acted_at.is_not(None))))


def relistings(session: Session, names: Sequence[str]) -> dict[str, tuple[Relisting, ...]]:
    """By lead, after which actions it came up; one line an earlier referral, newest first."""
    query = select(RelistingRow).join(ReferralRow).where(RelistingRow.lead_id.in_(names))
    query = query.where(ReferralRow.acted_at.is_not(None)).order_by(ReferralRow.acted_at.desc(), RelistingRow.kind)
    grouped: dict[tuple[str, str], list[RelistingRow]] = defaultdict(list)
    for row in session.scalars(query):
        grouped[row.lead_id, row.referral_id].append(row)
    found: dict[str, tuple[Relisting, ...]] = {}
    for (name, referral), among in grouped.items():
        kinds = tuple(row.kind for row in among)
        one = Relisting(name, among[0].earlier, referral, kinds, min(row.found_at for row in among))
        found[name] = (*found.get(name, ()), one)
    return found


def follow(session: Session, referrals: Sequence[ReferralRow], base: Path) -> set[str]:
    """Keeps the traces of referrals whose action now stands, and drops those of others; leads to be marked anew.

    What was found since an action, but before its report came in, is looked through too: once for each right, however
    many reports a file brings.
    """
    names = [row.referral_id for row in referrals]
    touched = set(session.scalars(select(RelistingRow.lead_id).where(RelistingRow.referral_id.in_(names))))
    session.execute(delete(TraceRow).where(TraceRow.referral_id.in_(names)))
    since: dict[str, datetime] = {}
    for row in referrals:
        if row.acted_at is not None:
            touched |= _keep(session, row, base)
            since[row.right_id] = min(row.acted_at, since.get(row.right_id, row.acted_at))
    for right, acted_at in since.items():
        later = select(LeadRow).where(LeadRow.right_id == right, LeadRow.first_found >= acted_at)
        stored = session.scalars(later.order_by(LeadRow.lead_id).execution_options(yield_per=BATCH))
        for batch in stored.partitions():
            touched |= raise_new(session, {lead.lead_id: _seen(lead, base) for lead in batch})
    return touched


def _keep(session: Session, row: ReferralRow, base: Path) -> set[str]:
    """Keeps the traces of one referral; those of its leads that were seen again after the action."""
    assert row.acted_at is not None
    covered = select(ReferralLeadRow.lead_id).where(ReferralLeadRow.referral_id == row.referral_id)
    kept: dict[str, dict[str, object]] = {}
    again: set[str] = set()
    for lead in session.scalars(select(LeadRow).where(LeadRow.lead_id.in_(covered)).order_by(LeadRow.lead_id)):
        for kind, key in traces(_seen(lead, base)).items():
            fields: dict[str, object] = {
                "key": key,
                "referral_id": row.referral_id,
                "kind": kind,
                "lead_id": lead.lead_id,
            }
            kept.setdefault(key, fields)
        if lead.last_found >= row.acted_at:
            again |= raise_same(session, [lead.lead_id], lead.last_found)
    add_missing(session, TraceRow, list(kept.values()))
    return again


def _seen(row: LeadRow, base: Path) -> Seen:
    return Seen(rows.listing(row.listing_body, base), row.right_id, row.first_found)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
