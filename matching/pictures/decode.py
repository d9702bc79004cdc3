"""From a picture's bytes to grey levels, once, at reduced size, within a set amount of memory."""

import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import isqrt

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageFile, TiffImagePlugin, UnidentifiedImageError

from domain.picture import FAULTS, FORMATS

Grey = NDArray[np.uint8]

AREA = 100_000  # pixels that are looked at: about 316 x 316; a logo of a fifth of the width still has 63
SMALL = 320  # pixels; smaller pictures are enlarged to that, as keypoints need some room
LONGEST = 1_600  # pixels on the long side, for shops' pictures that are scrolled through
AVERAGED = 0.6  # scale under which pixels are averaged; above, four neighbours are as good and take a tenth of the time
DRAFT = 300  # pixels that a JPEG decoded at an eighth, a quarter or half of its size has at least on either side
LONGEST_STORED = 65_535  # pixels on a side, as many as a JPEG can have
LARGEST_PIXELS = 80_000_000
LARGEST_MEMORY = 200_000_000  # bytes that decoding one picture may take
UNREADABLE: tuple[type[Exception], ...] = (*FAULTS, Image.DecompressionBombError)
REFUSALS: tuple[type[Exception], ...] = (*UNREADABLE, cv2.error)
PAGES = (b"<html", b"<!doctype html", b"<head", b"<body")
DRAWINGS = (b"<svg", b"<?xml", b"<!doctype svg")
ALPHA = ("RGBA", "LA", "PA", "La", "RGBa")
LARGE = 1_000_000  # pixels from which a picture is made grey and small in strips
BYTES = {
    "1": 1,
    "L": 1,
    "P": 1,
    "I;16": 2,
    "I;16B": 2,
    "I;16L": 2,
}  # that Pillow holds a pixel in; 4 in all other modes
TIMES = {"AVIF": 3, "GIF": 2, "JPEG2000": 6, "TIFF": 3, "WEBP": 4}  # that their decoders hold meanwhile, measured
TILE_WIDTH, TILE_LENGTH = ExifTags.Base.TileWidth, ExifTags.Base.TileLength
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
    _refuse_text(data)
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
    except UnidentifiedImageError as error:
        raise UnreadablePictureError(f"no picture of a known format ({', '.join(FORMATS)})") from error
    except REFUSALS as error:
        raise UnreadablePictureError(str(error)[:200]) from error
    return Picture(working_size(grey), width, height)


def _refuse_text(data: bytes) -> None:
    """What stands where a picture should: nothing, a page that says so, a drawing."""
    if not data:
        raise UnreadablePictureError("an empty file")
    begins = data[:200].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if begins.startswith(PAGES):
        raise UnreadablePictureError("a web page, not a picture; the shop may have refused it")
    if begins.startswith(DRAWINGS):
        raise UnreadablePictureError("an SVG drawing; save it as PNG, as only pixels are compared")


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
        width, height = picture.size
        load(picture, "L", DRAFT)
        shown = turned(picture)
        if (shown.width < shown.height) is not (picture.width < picture.height):
            width, height = height, width
        return _greys(shown), width, height


def load(picture: Image.Image, mode: str, side: int) -> None:
    """Decodes an opened picture within the limits.

    Args:
        picture: just opened.
        mode: "L" or "RGB", for JPEG.
        side: pixels; a JPEG is decoded at an eighth, a quarter or half of its size, if it has that many on either side.

    Raises:
        UnreadablePictureError: it is over the limits.
        Exception: of `REFUSALS`, it is damaged.
    """
    _refuse_giants(picture)
    picture.draft(mode, (side, side))
    _refuse_memory(picture)
    picture.load()


def turned(picture: Image.Image) -> Image.Image:
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
    if max(width, height) > LONGEST_STORED:
        raise UnreadablePictureError(f"{width} x {height} pixels: a side is longer than {LONGEST_STORED:,}")
    if width * height > LARGEST_PIXELS:
        raise UnreadablePictureError(f"{width} x {height} pixels are more than {LARGEST_PIXELS:,}")
    # A progressive JPEG's coefficients are held whole, two bytes for each of its bands.
    if picture.info.get("progressive") and width * height * 2 * picture.layers > LARGEST_MEMORY:  # type: ignore[attr-defined]
        raise UnreadablePictureError(f"a progressive JPEG of {width} x {height} pixels takes too much memory")


def _refuse_memory(picture: Image.Image) -> None:
    width, height = picture.size
    if isinstance(picture, TiffImagePlugin.TiffImageFile):  # a tile may be larger than the picture, and is held whole
        width, height = max(width, picture.tag_v2.get(TILE_WIDTH, 0)), max(height, picture.tag_v2.get(TILE_LENGTH, 0))
    needed = width * height * BYTES.get(picture.mode, 4) * TIMES.get(picture.format or "", 1)
    if needed > LARGEST_MEMORY:
        raise UnreadablePictureError(f"{width} x {height} pixels take more than {LARGEST_MEMORY:,} bytes")


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


def _greys(picture: Image.Image) -> Grey:
    """Grey levels; large pictures are made grey and small strip by strip, so that no copy of them is ever whole."""
    width, height = picture.size
    whole = width * height // LARGE
    if whole < 4:
        return np.asarray(_grey(picture))
    across, down = min(isqrt(whole), width), min(isqrt(whole), height)
    across, down = min(whole // down, width), min(whole // across, height)
    rows = max(1, LARGE // width // down) * down
    strips = (picture.crop((0, top, width, min(top + rows, height))) for top in range(0, height, rows))
    return np.concatenate([np.asarray(_grey(strip).reduce((across, down))) for strip in strips])


def _grey(picture: Image.Image) -> Image.Image:
    picture = on_white(picture)
    return picture if picture.mode == "L" else picture.convert("L")


def on_white(picture: Image.Image) -> Image.Image:
    """What a shop page shows: transparent pixels on white, 16 bits of grey as 8."""
    if picture.mode in ALPHA or "transparency" in picture.info:
        shown = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", shown.size, "white"), shown)
    if picture.mode.startswith("I;16"):  # Pillow would cut 16 bits off at 255: a white picture
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return picture
