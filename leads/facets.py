"""What a lead is filtered, searched and grouped by."""

import re
import unicodedata
from dataclasses import dataclass

from domain.identity import digest
from domain.lead import Lead
from domain.listing import Listing
from domain.right import Right
from domain.signal import Signal
from leads.harm import rank
from leads.search import fold

LONGEST = 120  # characters of a filter's value: an index entry has bounds, a hostile name has none
_CHANGING = re.compile(r"[\W\d_]+")


@dataclass(frozen=True, slots=True)
class Facets:
    """The values of one lead.

    Attributes:
        rank: where it stands in the queue (leads/harm.py).
        source, right_id, holder, district: as written, cut at `LONGEST`.
        seller: "source/seller id or name".
        group_key: equal for near-identical leads.
        classes: Nice numbers and Locarno classes, between bars.
        kinds: names of the signals that speak for it, between bars.
        text: folded, for the search.
    """

    rank: float
    source: str
    right_id: str
    holder: str
    seller: str
    district: str
    group_key: str
    classes: str
    kinds: str
    text: str


def facets_of(listing: Listing, right: Right, signals: tuple[Signal, ...], score: float) -> Facets:
    """The values of a lead's two sides."""
    seller = seller_value(listing)
    return Facets(
        rank=rank(score, right),
        source=listing.source[:LONGEST],
        right_id=right.right_id[:LONGEST],
        holder=right.holder[:LONGEST],
        seller=seller,
        district=" ".join(listing.seller.location.split())[:LONGEST],
        group_key=group_key(seller, right.right_id, listing.title),
        classes=_barred([*(str(number) for number in right.nice_classes), *right.locarno_classes]),
        kinds=_barred([signal.name for signal in signals if signal.strength > 0]),
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


def group_key(seller: str, right_id: str, title: str) -> str:
    """Equal for leads of one seller on one right whose titles differ in numbers and punctuation only.

    A listing that names no seller is alike to none but those with its very title.
    """
    template = _CHANGING.sub(" ", unicodedata.normalize("NFKC", title).casefold()).strip()
    return digest("group", seller, right_id, template if seller else title)[:32]


def _barred(values: list[str]) -> str:
    kept = dict.fromkeys(value.replace("|", "")[:40] for value in values[:60] if value)
    return f"|{'|'.join(kept)}|" if kept else ""
