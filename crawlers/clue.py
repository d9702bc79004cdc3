"""A clue: what one place on a page says of one field, and how far that place is to be trusted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawlers.page import Page

FIELDS = (
    "title", "price", "currency", "availability", "sku", "gtin", "brand", "sales",
    "seller", "seller_id", "seller_place",
)  # fmt: skip
"""What places give clues for."""


@dataclass(frozen=True, slots=True)
class Clue:
    """One thing said.

    Attributes:
        field: one of FIELDS.
        value: as text: a price as "19.90", availability as schema.org's short name, the others as shown.
        trust: 0..1, how often a lone clue of this kind is right (set by hand; docs/decisions/0012).
        where: the place inside the page for a person, such as "offers.price" or "span.price-now".
        place: name of the file in crawlers/clues; put in by `verdict`.
    """

    field: str
    value: str
    trust: float
    where: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """One file of crawlers/clues.

    Attributes:
        name: unique; what --audit shows.
        see: reads a page and gives its clues; never raises on what a page may hold.
    """

    name: str
    see: "Callable[[Page], Iterator[Clue]]"
