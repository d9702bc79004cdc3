"""Leads and decisions as the API gives them. Captures are named by digest; no path of the server leaves."""

from domain.decision import Decision, Reversal
from domain.decision_json import decision_to
from domain.fields import Json
from domain.lead import Lead
from domain.listing import Listing
from domain.right import Right
from domain.signal import Region, Signal
from domain.turn import Turn, turn_to
from review.pictures import digest_in


def lead_json(lead: Lead, turn: Turn | None = None) -> Json:
    """A lead, with both of its sides, all signals, and its place in the day's list if it has one."""
    return {
        "lead_id": lead.lead_id,
        "state": lead.state.value,
        "score": lead.score,
        "scorer": lead.scorer,
        "registry_version": lead.registry_version,
        "rematch": lead.rematch,
        "evidence": lead.evidence,
        "first_found": lead.first_found.isoformat(),
        "last_found": lead.last_found.isoformat(),
        "gone_since": lead.gone_since.isoformat() if lead.gone_since else None,
        "changes": list(lead.changes),
        "lapsed": lead.lapsed,
        "held": list(lead.held),
        "why_here": turn_to(turn) if turn else None,
        "listing": _listing(lead.listing),
        "right": right_json(lead.right),
        "signals": [signal_json(signal) for signal in lead.signals],
        "decision": decision_json(lead.decision, None) if lead.decision else None,
    }


def decision_json(decision: Decision, back: Reversal | None) -> Json:
    """A line of the decision log; `reversed` where it was taken back."""
    return decision_to(decision) | {
        "batch": decision.batch,
        "reversed": {"by": back.reversed_by, "at": back.reversed_at.isoformat(), "why": back.why} if back else None,
    }


def _listing(listing: Listing) -> Json:
    page = listing.page
    return {
        "source": listing.source,
        "listing_id": listing.listing_id,
        "url": listing.url,
        "title": listing.title,
        "description": listing.description,
        "brand": listing.brand,
        "category": listing.category,
        "price": None if listing.price is None else str(listing.price),
        "currency": listing.currency,
        "seller": {
            "id": listing.seller.seller_id,
            "name": listing.seller.name,
            "location": listing.seller.location,
        },
        "seen_at": listing.seen_at.isoformat() if listing.seen_at else None,
        "page_digest": page.digest if page else "",
        "picture_digests": [digest for digest in map(digest_in, listing.images) if digest],
    }


def right_json(right: Right) -> Json:
    """A right, as far as it decides."""
    return {
        "right_id": right.right_id,
        "kind": right.kind.value,
        "mark_text": right.mark_text,
        "aliases": list(right.aliases),
        "holder": right.holder,
        "nice_classes": list(right.nice_classes),
        "locarno_classes": list(right.locarno_classes),
        "status": right.status.value,
    }


def signal_json(signal: Signal) -> Json:
    """A signal; pictures by digest."""
    return {
        "name": signal.name,
        "role": signal.role.value,
        "strength": signal.strength,
        "detail": signal.detail,
        "span": [signal.span.start, signal.span.end] if signal.span else None,
        "region": _box(signal.region),
        "right_region": _box(signal.right_region),
        "picture_digest": digest_in(signal.listing_value),
        "right_picture_digest": digest_in(signal.right_value),
    }


def _box(region: Region | None) -> list[int] | None:
    """Left, top, width, height in pixels of the stored picture, turned as its EXIF says."""
    return [region.x, region.y, region.width, region.height] if region else None
