"""A confirmed lead as a flat row, for tables."""

from dataclasses import dataclass, fields

from domain.lead import Lead
from domain.signal import Signal


@dataclass(frozen=True, slots=True)
class LeadTableRow:
    """The columns of a table of leads, in their order; all text, times in ISO 8601 with zone."""

    lead_id: str
    source: str
    listing_id: str
    url: str
    title: str
    price: str
    currency: str
    seller_id: str
    seller_name: str
    seller_location: str
    right_id: str
    right_kind: str
    mark_text: str
    holder: str
    score: str
    signals: str
    seen_at: str
    page_digest: str
    verdict: str
    reason: str
    note: str
    reviewer: str
    decided_at: str


COLUMNS = tuple(field.name for field in fields(LeadTableRow))


def table_row(lead: Lead) -> LeadTableRow:
    """The row of a lead that has a decision."""
    listing, right, decision = lead.listing, lead.right, lead.decision
    assert decision is not None, "only decided leads are exported"
    return LeadTableRow(
        lead_id=lead.lead_id,
        source=listing.source,
        listing_id=listing.listing_id,
        url=listing.url,
        title=listing.title,
        price="" if listing.price is None else str(listing.price),
        currency=listing.currency,
        seller_id=listing.seller.seller_id,
        seller_name=listing.seller.name,
        seller_location=listing.seller.location,
        right_id=right.right_id,
        right_kind=right.kind.value,
        mark_text=right.mark_text,
        holder=right.holder,
        score=f"{lead.score:.4f}" if lead.scorer else "",  # kept back from some audiences
        signals=" ".join(_sentence(signal) for signal in lead.signals),
        seen_at=(listing.seen_at or lead.last_found).isoformat(),
        page_digest=listing.page.digest if listing.page else "",
        verdict=decision.verdict.value,
        reason=decision.reason.value,
        note=decision.note,
        reviewer=decision.reviewer,
        decided_at=decision.decided_at.isoformat(),
    )


def _sentence(signal: Signal) -> str:
    return signal.detail if signal.detail.endswith(".") else f"{signal.detail}."
