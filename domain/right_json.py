"""A right as a JSON object: how a lead keeps the right as it stood on that day."""

from datetime import date
from pathlib import Path
from typing import Any

from domain.fields import Json
from domain.listing_json import relate, resolve
from domain.right import Right, RightKind, RightStatus

# Rights are read by the thousand a second, and calling an enum takes longer than looking a value up.
KINDS = {kind.value: kind for kind in RightKind}
STATUSES = {status.value: status for status in RightStatus}
LISTS = {"aliases", "images", "nice_classes", "locarno_classes", "authorised_sellers"}
DAYS = {"registered_on", "expires_on"}


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
    given: dict[str, Any] = dict(fields)
    given["kind"] = KINDS[fields["kind"]]
    given["status"] = STATUSES[fields.get("status", RightStatus.UNKNOWN)]
    given["images"] = [resolve(image, base) for image in fields.get("images", ())]
    for name in LISTS & given.keys():
        given[name] = tuple(given[name])
    for name in DAYS & given.keys():
        given[name] = date.fromisoformat(given[name]) if given[name] else None
    return Right(**given)
