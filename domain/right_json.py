"""A right as a JSON object: how a lead keeps the right as it stood on that day."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from domain.fields import Json
from domain.listing_json import relate, resolve
from domain.right import Right, RightKind, RightStatus

# Rights are read by the thousand a second, and calling an enum takes longer than looking a value up.
KINDS = {kind.value: kind for kind in RightKind}
STATUSES = {status.value: status for status in RightStatus}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


TYPED: dict[str, Callable[[Any], Any]] = {
    "kind": KINDS.__getitem__,
    "status": STATUSES.__getitem__,
    "aliases": tuple,
    "nice_classes": tuple,
    "locarno_classes": tuple,
    "authorised_sellers": tuple,
    "registered_on": _day,
    "expires_on": _day,
}


def right_to(right: Right, base: Path) -> Json:
    """The JSON object, picture paths relative to `base`."""
    return {
        "right_id": right.right_id,
        "kind": right.kind.value,
        "mark_text": right.mark_text,
        "aliases": list(right.aliases),
        "images": [relate(image, base) for image in right.images],
        "holder": right.holder,
        "nice_classes": list(right.nice_classes),
        "locarno_classes": list(right.locarno_classes),
        "goods": right.goods,
        "status": right.status.value,
        "registered_on": right.registered_on.isoformat() if right.registered_on else None,
        "expires_on": right.expires_on.isoformat() if right.expires_on else None,
        "jurisdiction": right.jurisdiction,
        "authorised_sellers": list(right.authorised_sellers),
    }


def right_from(fields: Json, base: Path) -> Right:
    """The reverse of `right_to`, for objects that it wrote; empty fields may be left out."""
    given = {name: TYPED[name](value) if name in TYPED else value for name, value in fields.items()}
    if "images" in given:
        given["images"] = tuple(resolve(image, base) for image in fields["images"])
    return Right(**given)
