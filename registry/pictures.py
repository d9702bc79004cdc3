"""Whether a right's picture can be read."""

import warnings
from pathlib import Path

from PIL import Image

from domain.picture import FAULTS, FORMATS

ENDINGS = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff")
LARGEST_BYTES = 30_000_000
LARGEST_PIXELS = 100_000_000
UNREADABLE: tuple[type[Exception], ...] = (*FAULTS, Image.DecompressionBombError)


def fault(location: str) -> str:
    """Why a picture of a right cannot be used, "" when it can; never decodes more than the limits above."""
    if "://" in location:
        return f"{location} is an address; a registry's pictures must be files beside the CSV"
    path = Path(location)
    try:
        there = path.is_file()
    except OSError:  # a name that no file system takes
        there = False
    if not there:
        return f"the picture {path.name} is not there; put it beside the CSV or take it out of `images`"
    if path.stat().st_size > LARGEST_BYTES:
        return f"the picture {path.name} has over {LARGEST_BYTES:,} bytes; make it smaller"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # damage that Pillow reads over
            with Image.open(path, formats=FORMATS) as picture:
                if picture.width * picture.height > LARGEST_PIXELS:
                    return f"the picture {path.name} has over {LARGEST_PIXELS:,} pixels; make it smaller"
                picture.load()
    except UNREADABLE as error:
        return f"the picture {path.name} cannot be read ({error}); save it again as PNG or JPEG"
    return ""
