"""Whether bytes are a picture worth keeping, told from their header; and where they are kept."""

import warnings
from io import BytesIO
from pathlib import Path

from PIL import Image

from domain.picture import FAULTS, FORMATS


def fault_of(body: bytes, most_pixels: int) -> tuple[str, str] | None:
    """What is wrong with a picture, as a code and a sentence; None when it may be kept.

    Only the header is read: a decompression bomb says its size there, and is not unpacked.

    Args:
        body: as received.
        most_pixels: width times height from which a picture counts as a bomb.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of pixels our own limit decides; a damaged TIFF warns about each tag
            with Image.open(BytesIO(body), formats=FORMATS) as picture:
                width, height = picture.size
    except Image.DecompressionBombError:
        return "picture-too-many-pixels", f"far more pixels than limits.picture_pixels of {most_pixels}"
    except FAULTS as error:
        return "picture-unreadable", f"its bytes are no picture that can be read ({type(error).__name__})"
    if width * height > most_pixels:
        return "picture-too-many-pixels", f"{width} x {height} pixels; limits.picture_pixels is {most_pixels}"
    return None


def keep(body: bytes, digest: str, folder: Path) -> bool:
    """Writes the bytes under their digest, once.

    Args:
        body: as received.
        digest: their SHA-256 in hex.
        folder: that holds `<first two digits>/<digest>`.

    Returns:
        Whether they were new.
    """
    path = folder / digest[:2] / digest
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return True
