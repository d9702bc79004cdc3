"""Raw fields of one offer become a Listing: pop what is used, report the rest.

Raw fields carry the names of the listings contract, plus `sku` (stands in for a missing listing_id); values may be as
loose as pages are. Whatever else is in them was offered by the page and used by nobody: its names are reported.
"""

from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from crawlers.listing_ids import LONGEST as _LONGEST_ID
from crawlers.listing_ids import id_of_page
from crawlers.plain_text import line_of, text_of
from crawlers.prices import read_price
from domain.fields import Json
from domain.listing import Listing, Seller

TITLE = 2_000
DESCRIPTION = 20_000
FIELD = 500
"""Longest title, description and other field, in characters; the page itself stays whole in the WARC."""

MOST_IMAGES = 200
MOST_ATTRIBUTES = 200
_LONGEST_URL = 2_000

Finding = tuple[str, str]
"""A stable code and a sentence."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one offer yielded.

    Attributes:
        listing: None where it cannot be one.
        problems: what is odd about it.
        unused: names of fields that were offered and not used.
    """

    listing: Listing | None
    problems: tuple[Finding, ...] = ()
    unused: tuple[str, ...] = ()


def read(fields: Json, page_url: str, currency: str = "") -> Reading:
    """Takes a listing out of raw fields.

    Args:
        fields: raw; emptied of what is used.
        page_url: the page that they stand on; relative addresses start there.
        currency: assumed where the page names none (ISO 4217).
    """
    problems: list[Finding] = []
    url = _address(fields.pop("url", ""), page_url) or page_url
    number = line_of(_text(fields.pop("listing_id", "")), _LONGEST_ID + 1)[0]
    sku = line_of(_text(fields.pop("sku", "")), _LONGEST_ID + 1)[0]
    said = _text(fields.pop("currency", ""))
    price = fields.pop("price", None)
    amount = read_price(_text(price), said or currency)
    if price not in (None, "") and amount.value is None:
        problems.append(("bad-price", f"{_text(price)[:60]!r} is no price that can be read; it is left out"))
    seller = fields.pop("seller", None)
    seller = seller if isinstance(seller, dict) else {"name": seller}
    listing = Listing(
        listing_id=next((name for name in (number, sku) if 0 < len(name) <= _LONGEST_ID), "") or id_of_page(url),
        url=url,
        title=_text(fields.pop("title", "")),
        description=_text(fields.pop("description", "")),
        brand=_text(fields.pop("brand", "")),
        category=_path(fields.pop("category", "")),
        price=amount.value,
        currency=amount.currency if amount.value is not None else "",
        seller=Seller(_text(seller.pop("id", "")), _text(seller.pop("name", "")), _text(seller.pop("location", ""))),
        images=_images(fields.pop("images", ()), page_url, problems),
        attributes=_attributes(fields.pop("attributes", {})),
    )
    unused = (*_names(fields), *(f"seller.{name}" for name in _names(seller)))
    if not line_of(listing.title, TITLE)[0]:
        problems.append(("no-title", "it has no title, so it is no listing"))
        return Reading(None, tuple(problems), unused)
    return Reading(listing, tuple(problems), unused)


def tidy(listing: Listing) -> tuple[Listing, tuple[Finding, ...]]:
    """The listing with clean, bounded text, and what was cut."""
    title, long_title = line_of(listing.title, TITLE)
    description, long_description = text_of(listing.description, DESCRIPTION)
    seller = listing.seller
    tidied = replace(
        listing,
        title=title,
        description=description,
        brand=_short(listing.brand),
        category=_short(listing.category),
        seller=Seller(_short(seller.seller_id), _short(seller.name), _short(seller.location)),
        attributes=tuple((_short(name), _short(value)) for name, value in listing.attributes[:MOST_ATTRIBUTES]),
        images=listing.images[:MOST_IMAGES],
    )
    cuts: list[Finding] = []
    if long_title:
        cuts.append(("title-cut", f"its title has {len(listing.title):,} characters; {TITLE:,} are kept"))
    if long_description:
        cuts.append(
            ("description-cut", f"its text has {len(listing.description):,} characters; {DESCRIPTION:,} are kept")
        )
    return tidied, tuple(cuts)


def _short(text: str) -> str:
    return line_of(text, FIELD)[0]


def _text(value: object) -> str:
    if value is None or isinstance(value, bool | dict):
        return ""
    if isinstance(value, list | tuple):
        return next((text for text in map(_text, value) if text.strip()), "")
    return str(value)


def _path(value: object) -> str:
    """A category: one text, or its steps from the widest to the narrowest."""
    if isinstance(value, list | tuple):
        return " > ".join(text for step in value if (text := _short(_text(step))))
    return _text(value)


def _address(value: object, base: str) -> str:
    """An absolute http(s) address without fragment, "" for anything else."""
    try:
        url = urljoin(base, _text(value).strip()) if value else ""
        parts = urlsplit(url)
    except ValueError:  # such as a broken IPv6 literal
        return ""
    good = parts.scheme in ("http", "https") and parts.netloc and len(url) <= _LONGEST_URL
    return parts._replace(fragment="").geturl() if good else ""


def _images(value: object, base: str, problems: list[Finding]) -> tuple[str, ...]:
    offered = [value] if isinstance(value, str) else list(value) if isinstance(value, list | tuple) else []
    found = [(_address(image, base), image) for image in offered[:MOST_IMAGES] if image]
    if any(not url for url, _ in found):
        problems.append(("picture-address", "a picture's address is inline data or no http address; it is left out"))
    return tuple(dict.fromkeys(url for url, _ in found if url))


def _attributes(value: object) -> tuple[tuple[str, str], ...]:
    pairs = value.items() if isinstance(value, dict) else ()
    return tuple((str(name), _text(item)) for name, item in pairs if _text(item).strip())[:MOST_ATTRIBUTES]


def _names(fields: Json) -> tuple[str, ...]:
    return tuple(str(name) for name, value in fields.items() if value not in (None, "", [], {}))
