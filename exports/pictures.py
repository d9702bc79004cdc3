"""Stored pictures made small for paper, with the regions that matched framed."""

import re
from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from domain.lead import Lead
from domain.signal import Region

SIDE = 400  # pixels of the longer side: 60 mm at 170 dpi; half of what shops usually show, so decoded at half
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
    drawn = _drawn(path, tuple(regions))
    if drawn:
        target.write_bytes(drawn)
    return bool(drawn)


@lru_cache(maxsize=16)  # the right's pictures stand on every sheet
def _drawn(path: Path, regions: tuple[Region, ...]) -> bytes:
    try:
        with Image.open(path) as picture:
            width, height = picture.size
            picture.draft("RGB", (SIDE, SIDE))
            picture.thumbnail((SIDE, SIDE), reducing_gap=2.0)
            plain = _on_white(picture)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return b""  # what Pillow says of a file that is no picture
    draw = ImageDraw.Draw(plain)
    for one in regions:
        draw.rectangle(_box(one, plain.size, (width, height)), outline=FRAME, width=3)
    out = BytesIO()
    plain.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode == "RGB":
        return picture.copy()
    plain = Image.new("RGB", picture.size, "white")
    seen = picture.convert("RGBA")
    plain.paste(seen, mask=seen.getchannel("A"))
    return plain


def _box(region: Region, now: tuple[int, int], was: tuple[int, int]) -> tuple[float, float, float, float]:
    """The region in the small picture; one that lies outside is drawn at its edge."""
    across, down = now[0] / was[0], now[1] / was[1]
    left, top = min(max(region.x * across, 0), now[0] - 3), min(max(region.y * down, 0), now[1] - 3)
    right, bottom = (region.x + region.width) * across - 1, (region.y + region.height) * down - 1
    return left, top, min(max(right, left + 2), now[0] - 1), min(max(bottom, top + 2), now[1] - 1)
