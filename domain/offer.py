"""What an offer said over time."""

from dataclasses import dataclass
from datetime import datetime

from domain.capture import CaptureKind
from domain.identity import digest
from domain.listing import Listing


@dataclass(frozen=True, slots=True)
class Facts:
    """What an offer said at one time.

    Attributes:
        title: as the page showed it.
        price: amount as text, "" where unknown.
        currency: ISO 4217, "" where unknown.
        pictures: SHA-256 in hex of each that was kept.
    """

    title: str
    price: str
    currency: str
    pictures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Span:
    """What an offer said from one run until another, UTC; `until` is None for what it says now."""

    facts: Facts
    run_id: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class OfferHistory:
    """One offer.

    Attributes:
        spans: oldest first; never empty.
        gone_since: the first run that no longer found it, UTC; None where the last one did.
    """

    spans: tuple[Span, ...]
    gone_since: datetime | None


def facts_of(listing: Listing) -> Facts:
    """What a listing says."""
    return Facts(
        title=listing.title,
        price="" if listing.price is None else str(listing.price),
        currency=listing.currency,
        pictures=tuple(c.digest for c in listing.captures if c.kind is CaptureKind.PICTURE),
    )


def content_digest(listing: Listing) -> str:
    """32 hex digits of all that matching may look at: the same here, the same matches. When it was seen is no part."""
    kept = {c.location: c.digest for c in listing.captures if c.location}
    seller = listing.seller
    return digest(
        *(listing.listing_id, listing.url, listing.title, listing.description, listing.brand, listing.category),
        *("" if listing.price is None else str(listing.price), listing.currency),
        *(seller.seller_id, seller.name, seller.location),
        *("\0images", *(kept.get(image, image) for image in listing.images)),
        *("\0attributes", *(text for pair in listing.attributes for text in pair)),
    )[:32]
