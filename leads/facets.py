"""What a lead is filtered, searched and grouped by."""

import re
import unicodedata
from dataclasses import dataclass

from domain.identity import digest
from domain.lead import Lead
from domain.listing import Listing
from domain.right import Right
from domain.signal import Signal
from leads.harm import rank, weight
from leads.search import fold
from leads.tiebreak import evidence

CLASS_SIGNAL = "goods_class"  # its value of the listing is the listing's classes
DEAREST = 10**12  # a price beyond it is a slip or a joke
LONGEST = 120  # characters of a filter's value: an index entry has bounds, a hostile name has none
_CHANGING = re.compile(r"[\W\d_]+")


@dataclass(frozen=True, slots=True)
class Facets:
    """The values of one lead.

    Attributes:
        rank: where it stands in the queue (leads/harm.py).
        source, right_id, holder, district: as written, cut at `LONGEST`.
        seller: "source/seller id or name".
        template_key: equal for leads whose titles say the same (`template_key`).
        picture_key: equal for leads that show the same picture first, "" without a picture or a seller.
        price: amount, None where unknown or none that anybody would pay.
        currency: as written, "" where unknown.
        goods: Nice classes that the listing itself seems to belong to, "" where matching could not tell.
        classes: Nice numbers and Locarno classes, between bars.
        kinds: names of the signals that speak for it, between bars.
        weight: how much a true lead would matter (leads/harm.py).
        text: folded, for the search.
    """

    rank: float
    source: str
    right_id: str
    holder: str
    seller: str
    district: str
    template_key: str
    picture_key: str
    price: float | None
    currency: str
    goods: str
    classes: str
    kinds: str
    weight: float
    text: str


def facets_of(listing: Listing, right: Right, signals: tuple[Signal, ...], score: float) -> Facets:
    """The values of a lead's two sides."""
    seller = seller_value(listing)
    goods = next((signal.listing_value[:40] for signal in signals if signal.name == CLASS_SIGNAL), "")
    return Facets(
        rank=rank(score, right, evidence(listing, signals)),
        source=listing.source[:LONGEST],
        right_id=right.right_id[:LONGEST],
        holder=right.holder[:LONGEST],
        seller=seller,
        district=" ".join(listing.seller.location.split())[:LONGEST],
        template_key=template_key(seller, right.right_id, listing.title),
        picture_key=picture_key(seller, right.right_id, listing),
        price=_price(listing),
        currency=listing.currency[:8],
        goods=goods,
        classes=_barred([*(str(number) for number in right.nice_classes), *right.locarno_classes]),
        kinds=_barred([signal.name for signal in signals if signal.strength > 0]),
        weight=weight(listing, right, goods),
        text=fold((
            listing.title, listing.brand, listing.seller.name, listing.seller.seller_id, listing.listing_id,
            *right.names[:4], right.holder, right.right_id,
        )),
    )  # fmt: skip


def facets(lead: Lead) -> Facets:
    """The values of a lead."""
    return facets_of(lead.listing, lead.right, lead.signals, lead.score)


def seller_value(listing: Listing) -> str:
    """The seller as a filter's value: unique across sources; "" where the page named none."""
    name = listing.seller.seller_id or listing.seller.name
    return f"{listing.source}/{name}"[:LONGEST] if name else ""


def template_key(seller: str, right_id: str, title: str) -> str:
    """Equal for leads of one seller on one right whose titles differ in numbers and punctuation only.

    A listing that names no seller is alike to none but those with its very title.
    """
    return digest("group", seller, right_id, title_template(title) if seller else title)[:32]


def title_template(title: str) -> str:
    """A title without what changes from offer to offer: numbers, punctuation, case, width."""
    return _CHANGING.sub(" ", unicodedata.normalize("NFKC", title).casefold()).strip()


def picture_key(seller: str, right_id: str, listing: Listing) -> str:
    """Equal for leads of one seller on one right that show the same picture first.

    Only the first counts: sellers put the same size chart or banner among the others of everything that they sell.
    """
    if not seller or not listing.images:
        return ""
    first = listing.images[0]
    fetched = {capture.location: capture.digest for capture in listing.pictures}
    return digest("picture", seller, right_id, fetched.get(first, first))[:32]


def _price(listing: Listing) -> float | None:
    return float(listing.price) if listing.price is not None and 0 < listing.price < DEAREST else None


def _barred(values: list[str]) -> str:
    kept = dict.fromkeys(value.replace("|", "")[:40] for value in values[:60] if value)
    return f"|{'|'.join(kept)}|" if kept else ""
