"""What leaves without where it lies: pictures by file name, as a path of the house says nothing outside."""

from pathlib import Path

from domain.fields import Json
from domain.lead import Lead
from domain.listing_json import listing_to
from domain.match_json import signal_to
from domain.right_json import right_to

ROOT = Path("/")


def listing_of(lead: Lead) -> Json:
    """The listing as a JSON object; its captures name no place."""
    fields = _pictures(listing_to(lead.listing, ROOT))
    for capture in fields.get("captures", []):
        capture.pop("location")
    return fields


def right_of(lead: Lead) -> Json:
    """The right as a JSON object."""
    return _pictures(right_to(lead.right, ROOT))


def signals_of(lead: Lead) -> list[Json]:
    """The signals as JSON objects with their roles; those that compare pictures name their files."""
    stored = {*lead.listing.images, *lead.right.images}
    found = []
    for signal in lead.signals:
        fields = signal_to(signal) | {"role": signal.role.value}
        for name in ("listing_value", "right_value"):
            if fields[name] in stored:
                fields[name] = file_name(fields[name])
        found.append(fields)
    return found


def file_name(location: str) -> str:
    """The last part of a path; addresses stay."""
    return location if "://" in location else Path(location).name


def _pictures(fields: Json) -> Json:
    fields["images"] = [file_name(image) for image in fields.get("images", [])]
    return fields
