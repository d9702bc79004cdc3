"""Listings JSONL: one object a line; the contract between a crawl, a feed and matching.

Locations of pictures are relative to a base folder on disk and absolute in memory; URLs stay as they are.
"""

import json
import os
from decimal import Decimal, InvalidOperation
from pathlib import Path

from domain.capture import Capture, CaptureKind
from domain.fields import (
    Json,
    MalformedError,
    clean,
    pop_decimal,
    pop_object,
    pop_objects,
    pop_text,
    pop_texts,
    pop_time,
)
from domain.listing import Listing, Seller

NOBODY = Seller()


def parse_line(line: str | bytes, base: Path) -> tuple[Listing, tuple[str, ...]]:
    """Reads one line.

    Args:
        line: one JSON object.
        base: folder that relative picture paths start from.

    Returns:
        The listing, and the names of fields that the contract does not know.

    Raises:
        MalformedError: with what is wrong and what to do.
    """
    try:
        value = _decode(line)
    except (ValueError, RecursionError) as error:
        raise MalformedError(f"not valid JSON ({str(error)[:120]}); write one object a line") from error
    if not isinstance(value, dict):
        raise MalformedError(f"a line must be a JSON object, not {type(value).__name__}")
    return listing_from(value, base), tuple(sorted(clean(name) for name in value))


def listing_from(fields: Json, base: Path) -> Listing:
    """Takes a listing out of a JSON object; what it does not use stays in `fields`.

    Raises:
        MalformedError: with what is wrong and what to do.
    """
    seller = pop_object(fields, "seller")
    attributes = pop_object(fields, "attributes")
    return Listing(
        listing_id=pop_text(fields, "listing_id", required=True),
        url=pop_text(fields, "url", required=True),
        title=pop_text(fields, "title", required=True),
        description=pop_text(fields, "description"),
        brand=pop_text(fields, "brand"),
        category=pop_text(fields, "category"),
        price=pop_decimal(fields, "price"),
        currency=pop_text(fields, "currency"),
        seller=Seller(pop_text(seller, "id"), pop_text(seller, "name"), pop_text(seller, "location"))
        if seller
        else NOBODY,
        images=tuple(resolve(image, base) for image in pop_texts(fields, "images")),
        attributes=tuple((clean(name), _written(value)) for name, value in attributes.items()),
        seen_at=pop_time(fields, "seen_at"),
        source=pop_text(fields, "source"),
        captures=tuple(_capture_from(item, base) for item in pop_objects(fields, "captures")),
    )


def listing_to(listing: Listing, base: Path) -> Json:
    """The JSON object of a listing, picture paths relative to `base`, empty fields left out."""
    seller = {"id": listing.seller.seller_id, "name": listing.seller.name, "location": listing.seller.location}
    fields: Json = {
        "listing_id": listing.listing_id,
        "url": listing.url,
        "title": listing.title,
        "description": listing.description,
        "brand": listing.brand,
        "category": listing.category,
        "price": None if listing.price is None else str(listing.price),
        "currency": listing.currency,
        "seller": {name: value for name, value in seller.items() if value},
        "images": [relate(image, base) for image in listing.images],
        "attributes": dict(listing.attributes),
        "seen_at": None if listing.seen_at is None else listing.seen_at.isoformat(),
        "source": listing.source,
        "captures": [_capture_to(capture, base) for capture in listing.captures],
    }
    return {name: value for name, value in fields.items() if value not in (None, "", [], {})}


def write_line(listing: Listing, base: Path) -> str:
    """One line of JSONL, with its line end."""
    return json.dumps(listing_to(listing, base), ensure_ascii=False) + "\n"


def resolve(location: str, base: Path) -> str:
    """A path relative to `base` made absolute; URLs and absolute paths stay."""
    if not location or "://" in location or location.startswith("data:"):
        return location
    return os.path.normpath(base / location)


def relate(location: str, base: Path) -> str:
    """The reverse of `resolve`."""
    if not location or "://" in location or location.startswith("data:"):
        return location
    return os.path.relpath(location, base)


def _decode(line: str | bytes) -> object:
    """`json.loads(line, parse_float=_number)` without making a decoder for every line."""
    text = line if isinstance(line, str) else line.decode(json.detect_encoding(line), "surrogatepass")
    if text.startswith("\ufeff"):
        raise ValueError("it begins with a byte order mark")
    value: object = LINE.decode(text)
    return value


def _number(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:  # an exponent beyond what any number has
        raise ValueError(f"{text[:40]} is out of range") from error


LINE = json.JSONDecoder(parse_float=_number)


def _written(value: object) -> str:
    if isinstance(value, str):
        return clean(value)
    try:
        return clean(json.dumps(value, ensure_ascii=False, default=str))
    except RecursionError as error:
        raise MalformedError("a value of `attributes` is nested too deeply; write it as text") from error


def _capture_from(fields: Json, base: Path) -> Capture:
    taken_at = pop_time(fields, "taken_at")
    kind = pop_text(fields, "kind")
    size = pop_decimal(fields, "size") or Decimal(0)
    if taken_at is None or kind not in set(CaptureKind):
        raise MalformedError("a capture needs `taken_at` and a `kind` of page, picture or feed")
    return Capture(
        kind=CaptureKind(kind),
        url=pop_text(fields, "url", required=True),
        digest=pop_text(fields, "digest", required=True),
        size=int(size),
        media_type=pop_text(fields, "media_type"),
        taken_at=taken_at,
        location=resolve(pop_text(fields, "location"), base),
    )


def _capture_to(capture: Capture, base: Path) -> Json:
    return {
        "kind": capture.kind.value,
        "url": capture.url,
        "digest": capture.digest,
        "size": capture.size,
        "media_type": capture.media_type,
        "taken_at": capture.taken_at.isoformat(),
        "location": relate(capture.location, base),
    }
