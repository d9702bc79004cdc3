"""From a picture's bytes to grey levels, once, at reduced size, within a set amount of memory."""

import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageFile

from domain.picture import FAULTS, FORMATS

Grey = NDArray[np.uint8]

AREA = 100_000  # pixels that are looked at: about 316 x 316; a logo of a fifth of the width still has 63
SMALL = 320  # pixels; smaller pictures are enlarged to that, as keypoints need some room
LONGEST = 1_600  # pixels on the long side, for shops' pictures that are scrolled through
AVERAGED = 0.6  # scale under which pixels are averaged; above, four neighbours are as good and take a tenth of the time
DRAFT = 300  # pixels that a JPEG decoded at an eighth, a quarter or half of its size has at least on either side
LARGEST_PIXELS = 80_000_000
LARGEST_MEMORY = 200_000_000  # bytes that decoding one picture may take
UNREADABLE: tuple[type[Exception], ...] = (*FAULTS, Image.DecompressionBombError)
REFUSALS: tuple[type[Exception], ...] = (*UNREADABLE, cv2.error)
DRAWINGS = (b"<svg", b"<?xml", b"<!doctype svg")
ALPHA = ("RGBA", "LA", "PA", "La", "RGBa")
BYTES = {"1": 1, "L": 1, "P": 5, "PA": 5, "LA": 5, "I;16": 6, "I;16B": 6, "I;16L": 6}  # a pixel, with conversions
TURNS = {  # what undoes each way of holding a camera, by the number that EXIF has for it
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
LOST = 0.5  # share of a truncated picture's rows that may be missing

_TRUNCATED = threading.Lock()


class UnreadablePictureError(ValueError):
    """The bytes are no picture that can be decoded within the limits."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A decoded picture.

    Attributes:
        grey: uint8[height, width], as a page shows it: turned as the camera was held, transparent parts white.
        width, height: of the picture as stored and turned, in pixels; the working size is that of `grey`.
    """

    grey: Grey
    width: int
    height: int

    @property
    def zoom(self) -> float:
        """Pixels as stored for one working pixel."""
        return self.width / int(self.grey.shape[1])


def decode(data: bytes) -> Picture:
    """Decodes a picture's first frame.

    Raises:
        UnreadablePictureError: damaged, of an unknown format, or too large.
    """
    if data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(DRAWINGS):
        raise UnreadablePictureError("an SVG drawing; save it as PNG, as only pixels are compared")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # damage that Pillow reads over
            try:
                grey, width, height = _decode(data)
            except OSError as error:
                if "truncated" not in str(error):
                    raise
                grey, width, height = _decode_tail_lost(data, error)
    except UnreadablePictureError:
        raise
    except REFUSALS as error:
        raise UnreadablePictureError(str(error)[:200]) from error
    return Picture(working_size(grey), width, height)


def working_size(grey: Grey) -> Grey:
    """Scaled to at most `AREA` pixels, small ones to a long side of `SMALL`."""
    height, width = grey.shape
    share = min(1.0, (AREA / (height * width)) ** 0.5, LONGEST / max(height, width))
    if max(height, width) < SMALL:
        share = SMALL / max(height, width)
    if share == 1:
        return grey
    size = (max(1, round(width * share)), max(1, round(height * share)))
    scaled: Grey = cv2.resize(grey, size, interpolation=cv2.INTER_AREA if share < AVERAGED else cv2.INTER_LINEAR)  # type: ignore[assignment]
    return scaled


def _decode(data: bytes) -> tuple[Grey, int, int]:
    with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
        _refuse_giants(picture)
        width, height = picture.size
        picture.draft("L", (DRAFT, DRAFT))  # JPEG only, as all that comes of it
        _refuse_memory(picture)
        picture.load()
        turned = _turned(picture)
        if (turned.width < turned.height) is not (picture.width < picture.height):
            width, height = height, width
        return np.asarray(_grey(turned)), width, height


def _turned(picture: Image.Image) -> Image.Image:
    """The picture as the camera was held: itself where that is how it is stored, as a copy costs time."""
    if picture.format == "JPEG" and not picture.info.keys() & {"exif", "xmp"}:
        return picture
    try:
        turn = TURNS.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except FAULTS:  # broken EXIF must not hide a picture that every browser shows
        return picture
    return picture if turn is None else picture.transpose(turn)


def _refuse_giants(picture: Image.Image) -> None:
    width, height = picture.size
    if width * height > LARGEST_PIXELS:
        raise UnreadablePictureError(f"{width} x {height} pixels are more than {LARGEST_PIXELS:,}")
    # A progressive JPEG's coefficients are held whole, two bytes for each of three bands.
    if picture.info.get("progressive") and width * height * 6 > LARGEST_MEMORY:
        raise UnreadablePictureError(f"a progressive JPEG of {width} x {height} pixels takes too much memory")


def _refuse_memory(picture: Image.Image) -> None:
    needed = picture.width * picture.height * BYTES.get(picture.mode, 4)
    if needed > LARGEST_MEMORY:
        raise UnreadablePictureError(
            f"{picture.width} x {picture.height} pixels take more than {LARGEST_MEMORY:,} bytes"
        )


def _decode_tail_lost(data: bytes, error: OSError) -> tuple[Grey, int, int]:
    """What arrived of a picture whose end is missing, if that is more than half of it."""
    with _read_over_the_end():
        grey, width, height = _decode(data)
    rows = np.ptp(grey, axis=1)
    seen = np.flatnonzero(rows > 0)
    if not len(seen) or seen[-1] + 1 < LOST * len(rows):
        raise error
    return grey[: seen[-1] + 1], width, round(height * (int(seen[-1]) + 1) / len(rows))


@contextmanager
def _read_over_the_end() -> Iterator[None]:
    with _TRUNCATED:  # Pillow knows this only as a switch of the whole process
        ImageFile.LOAD_TRUNCATED_IMAGES = True
        try:
            yield
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = False


def _grey(picture: Image.Image) -> Image.Image:
    if picture.mode in ALPHA or "transparency" in picture.info:
        shown = picture.convert("RGBA")
        shown.thumbnail((LONGEST, LONGEST))
        # What a shop page shows: transparent pixels on white.
        picture = Image.alpha_composite(Image.new("RGBA", shown.size, "white"), shown)
    if picture.mode.startswith("I;16"):  # Pillow would cut 16 bits off at 255: a white picture
        picture = picture.convert("I").point(lambda value: value * (1 / 256))
    return picture if picture.mode == "L" else picture.convert("L")
