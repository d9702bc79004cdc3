"""A right as a JSON object: how a lead keeps the right as it stood on that day."""

from datetime import date
from pathlib import Path

from domain.fields import Json
from domain.listing_json import relate, resolve
from domain.right import Right, RightKind, RightStatus


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
    """The reverse of `right_to`, for objects that it wrote."""
    return Right(
        right_id=fields["right_id"],
        kind=RightKind(fields["kind"]),
        mark_text=fields["mark_text"],
        aliases=tuple(fields["aliases"]),
        images=tuple(resolve(image, base) for image in fields["images"]),
        holder=fields["holder"],
        nice_classes=tuple(fields["nice_classes"]),
        locarno_classes=tuple(fields["locarno_classes"]),
        goods=fields["goods"],
        status=RightStatus(fields["status"]),
        registered_on=_day(fields["registered_on"]),
        expires_on=_day(fields["expires_on"]),
        jurisdiction=fields["jurisdiction"],
        authorised_sellers=tuple(fields["authorised_sellers"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
