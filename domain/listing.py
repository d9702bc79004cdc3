"""One offer as seen at one time."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from domain.capture import Capture, CaptureKind


@dataclass(frozen=True, slots=True)
class Seller:
    """Who offers it. `seller_id` is the marketplace's own; `location` as the marketplace writes it."""

    seller_id: str = ""
    name: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A line of the listings JSONL contract.

    Attributes:
        listing_id: unique within its source.
        url: where a person would find it.
        title: as the page shows it.
        description: text of the offer, without markup.
        brand: the page's brand field.
        category: path as the marketplace writes it, for example "服饰 > 外套".
        price: amount, None where unknown.
        currency: ISO 4217 ("CNY"), "" where unknown.
        seller: who offers it.
        images: where its pictures lie: paths where they were fetched, URLs where not.
        attributes: pairs of name and value as the page shows them.
        seen_at: when it was seen, with a time zone; None where the feed did not say.
        source: name of the source, "" outside a scan.
        captures: the responses that it was read from, page first; then pictures and screenshot.
    """

    listing_id: str
    url: str
    title: str
    description: str = ""
    brand: str = ""
    category: str = ""
    price: Decimal | None = None
    currency: str = ""
    seller: Seller = field(default_factory=Seller)
    images: tuple[str, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    seen_at: datetime | None = None
    source: str = ""
    captures: tuple[Capture, ...] = ()

    @property
    def page(self) -> Capture | None:
        """The capture of the page or feed that the listing was read from."""
        return next((c for c in self.captures if c.kind in (CaptureKind.PAGE, CaptureKind.FEED)), None)

    @property
    def pictures(self) -> tuple[Capture, ...]:
        """The captures of its pictures."""
        return tuple(c for c in self.captures if c.kind is CaptureKind.PICTURE)

    @property
    def screenshots(self) -> tuple[Capture, ...]:
        """Pictures of its page as a browser showed it: one where the source has them taken."""
        return tuple(c for c in self.captures if c.kind is CaptureKind.SCREENSHOT)
