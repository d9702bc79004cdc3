"""Stored pictures made small for paper, with the regions that matched framed."""

import re
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from domain.lead import Lead
from domain.signal import Region

SIDE = 480  # pixels of the longer side: 60 mm at 200 dpi
QUALITY = 82
FRAME = "#c2231b"
_DIGEST = re.compile(r"(?:^|[/\\])([0-9a-f]{64})$")


def digest_in(location: str) -> str:
    """The digest that a stored picture's path ends in, "" for anything else."""
    found = _DIGEST.search(location)
    return found[1] if found and "://" not in location else ""


def regions_of(lead: Lead) -> tuple[dict[str, list[Region]], dict[str, list[Region]]]:
    """By location, the regions of the listing's pictures and of the right's that a signal names.

    A region whose signal names no picture is of the first one.
    """
    sides: tuple[dict[str, list[Region]], dict[str, list[Region]]] = ({}, {})
    for signal in lead.signals:
        for side, images, value, region in (
            (sides[0], lead.listing.images, signal.listing_value, signal.region),
            (sides[1], lead.right.images, signal.right_value, signal.right_region),
        ):
            location = value if value in images else next(iter(images), "")
            if region is not None and location:
                side.setdefault(location, []).append(region)
    return sides


def matched_first(images: Sequence[str], values: Sequence[str]) -> list[str]:
    """Pictures, those that a signal names first."""
    return sorted(images, key=lambda image: image not in values)


def small(path: Path, regions: Sequence[Region], target: Path) -> bool:
    """Writes a small JPEG with framed regions; False where the picture is not there or none.

    Args:
        path: the picture; what a shop sent, so anything.
        regions: in pixels of the picture.
        target: file to write.
    """
    try:
        with Image.open(path) as picture:
            width, height = picture.size
            picture.draft("RGB", (SIDE * 2, SIDE * 2))
            picture.thumbnail((SIDE, SIDE))
            plain = Image.new("RGB", picture.size, "white")
            seen = picture.convert("RGBA")
            plain.paste(seen, mask=seen.getchannel("A"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return False  # what Pillow says of a file that is no picture
    draw = ImageDraw.Draw(plain)
    scale = (plain.width / width, plain.height / height)
    for one in regions:
        left, top = min(one.x * scale[0], plain.width - 3), min(one.y * scale[1], plain.height - 3)
        right, bottom = (one.x + one.width) * scale[0] - 1, (one.y + one.height) * scale[1] - 1
        box = (left, top, min(max(right, left + 2), plain.width - 1), min(max(bottom, top + 2), plain.height - 1))
        draw.rectangle(box, outline=FRAME, width=3)
    out = BytesIO()
    plain.save(out, "JPEG", quality=QUALITY)
    target.write_bytes(out.getvalue())
    return True
