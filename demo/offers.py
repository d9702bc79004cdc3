"""What a seller puts on sale, before a shop gives it a page."""

from dataclasses import dataclass
from decimal import Decimal

from domain.listing import Seller


@dataclass(frozen=True, slots=True)
class Shot:
    """How a picture is made; the same shot always gives the same bytes.

    Attributes:
        shape: what is on it, a name of demo.pictures.photo.SHAPES.
        seed: everything that chance decides.
        act: "product", "detail", "copy", "picture_…" (an alteration), "logo_in_photo", "broken" or "bomb".
        right_id: whose registered picture was taken, "" where none was.
        view: which of that right's pictures.
    """

    shape: str
    seed: str
    act: str = "product"
    right_id: str = ""
    view: int = 0


@dataclass(frozen=True, slots=True)
class Truth:
    """What a reviewer who knows everything would say of a listing.

    Attributes:
        label: "infringing", "lawful" or "clean".
        kind: how it infringes, or why it does not.
        right_id: the right concerned, "" where the listing is clean.
    """

    label: str
    kind: str
    right_id: str = ""


CLEAN = Truth("clean", "clean")


@dataclass(frozen=True, slots=True)
class Draft:
    """An offer that no shop has taken yet.

    Attributes:
        title, description, brand, category: as the seller writes them.
        price: in yuan.
        shots: its pictures.
        truth: what it is.
        seller: who sells it; None lets the shop pick one of its sellers.
        source: the shop it must stand in, "" for any.
        addresses: picture addresses that are written on the page as they are, after the drawn ones.
        slow: whether the shop sends the page in drips.
    """

    title: str
    description: str
    brand: str
    category: str
    price: Decimal
    shots: tuple[Shot, ...]
    truth: Truth
    seller: Seller | None = None
    source: str = ""
    addresses: tuple[str, ...] = ()
    slow: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A draft that stands in a shop.

    Attributes:
        source, listing_id: where it stands and the shop's number for it.
        draft: what is offered.
        seller: who sells it.
        pictures: their addresses on the page; those of this shop start with "/".
    """

    source: str
    listing_id: str
    draft: Draft
    seller: Seller
    pictures: tuple[str, ...]
