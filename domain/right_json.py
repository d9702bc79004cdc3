"""A right as a JSON object: how a lead keeps the right as it stood on that day."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from domain.fields import Json
from domain.listing_json import relate, resolve
from domain.right import Permission, Priority, Right, RightKind, RightStatus, UseKind

# Rights are read by the thousand a second, and calling an enum takes longer than looking a value up.
KINDS = {kind.value: kind for kind in RightKind}
STATUSES = {status.value: status for status in RightStatus}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _priority(fields: list[Any]) -> Priority:
    country, number, filed_on = fields
    return Priority(country, number, _day(filed_on))


def _permission(fields: list[Any]) -> Permission:
    name, kind, since, until = fields
    return Permission(name, UseKind(kind), _day(since), _day(until))


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


# What official registers say beyond the contract: written only where it is said, as most rights have little of it.
BEYOND: dict[str, Callable[[Any], Any]] = {
    "status_text": str,
    "registration_number": str,
    "filed_on": date.isoformat,
    "goods_by_class": lambda pairs: [list(pair) for pair in pairs],
    "similar_groups": list,
    "vienna_codes": list,
    "priorities": lambda all_: [[one.country, one.number, _text(one.filed_on)] for one in all_],
    "holder_aliases": list,
    "agents": list,
    "permissions": lambda all_: [[one.name, one.kind.value, _text(one.since), _text(one.until)] for one in all_],
    "territory": list,
    "colour_claim": str,
    "disclaimer": str,
    "well_known": bool,
}

TYPED: dict[str, Callable[[Any], Any]] = {
    "kind": KINDS.__getitem__,
    "status": STATUSES.__getitem__,
    "aliases": tuple,
    "nice_classes": tuple,
    "locarno_classes": tuple,
    "authorised_sellers": tuple,
    "registered_on": _day,
    "expires_on": _day,
    "filed_on": _day,
    "goods_by_class": lambda pairs: tuple((number, text) for number, text in pairs),
    "similar_groups": tuple,
    "vienna_codes": tuple,
    "priorities": lambda all_: tuple(map(_priority, all_)),
    "holder_aliases": tuple,
    "agents": tuple,
    "permissions": lambda all_: tuple(map(_permission, all_)),
    "territory": tuple,
}


def right_to(right: Right, base: Path) -> Json:
    """The JSON object, picture paths relative to `base`; of what goes beyond the CSV contract only what is known."""
    beyond = {name: write(value) for name, write in BEYOND.items() if (value := getattr(right, name))}
    return beyond | {
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
        "registered_on": _text(right.registered_on),
        "expires_on": _text(right.expires_on),
        "jurisdiction": right.jurisdiction,
        "authorised_sellers": list(right.authorised_sellers),
    }


def right_from(fields: Json, base: Path) -> Right:
    """The reverse of `right_to`, for objects that it wrote; empty fields may be left out."""
    given = {name: TYPED[name](value) if name in TYPED else value for name, value in fields.items()}
    if "images" in given:
        given["images"] = tuple(resolve(image, base) for image in fields["images"])
    return Right(**given)
