"""Fingerprints of pictures: perceptual hashes, and an index that compares one with all.

Two 64-bit hashes of imagehash (pHash after Zauner 2010, dHash after Krawetz 2013) are taken of the whole picture;
both must agree, as either alone fires on unrelated flat pictures. References are hashed a second time as mirror
images, since they are few and listings are many.
"""

import io
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import imagehash
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, ImageStat

from domain.fingerprint import Fingerprint
from domain.picture import FAULTS, FORMATS

VERSION = 1
SIDE = 256  # pixels; hashes look at 32 x 32, so a reduced decode loses nothing
UNREADABLE: tuple[type[Exception], ...] = (*FAULTS, Image.DecompressionBombError)
LARGEST_PIXELS = 80_000_000
FLAT = 4.0  # standard deviation of grey levels (0..255) under which a picture has nothing to compare
PHASH_FAR = 10  # bits of 64; unrelated photos differ by 32 ± 4, so chance agreement is under one in a million
DHASH_FAR = 14


class UnreadablePictureError(ValueError):
    """The bytes are no picture that can be decoded within the limits."""


@dataclass(frozen=True, slots=True)
class PictureHashes:
    """Both hashes of one picture as 64-bit numbers, and its size in pixels."""

    phash: int
    dhash: int
    width: int
    height: int

    def fingerprints(self) -> tuple[Fingerprint, ...]:
        """Their stored form."""
        return tuple(
            Fingerprint(name, VERSION, value.to_bytes(8, "big"))
            for name, value in (("phash", self.phash), ("dhash", self.dhash))
        )


def hashes(data: bytes, *, mirrored: bool = False) -> PictureHashes | None:
    """Decodes a picture at reduced size and hashes it; None where it is too flat to compare.

    Raises:
        UnreadablePictureError: damaged, of an unknown format, or larger than 80 million pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # damage that Pillow reads over
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                size = picture.size
                if size[0] * size[1] > LARGEST_PIXELS:
                    raise UnreadablePictureError(f"{size[0]} x {size[1]} pixels are more than {LARGEST_PIXELS:,}")
                grey = _grey(picture)
    except UnreadablePictureError:
        raise
    except UNREADABLE as error:
        raise UnreadablePictureError(str(error)[:200]) from error
    if ImageStat.Stat(grey).stddev[0] < FLAT:
        return None
    if mirrored:
        grey = ImageOps.mirror(grey)
    return PictureHashes(_number(imagehash.phash(grey)), _number(imagehash.dhash(grey)), *size)


def _grey(picture: Image.Image) -> Image.Image:
    picture.draft("L", (SIDE, SIDE))  # JPEG only: decodes at an eighth, a quarter or half of the size
    try:
        turned = ImageOps.exif_transpose(picture)
    except FAULTS:  # broken EXIF must not hide a picture that every browser shows
        turned = picture
    if turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info:
        # What a shop page shows: transparent pixels on white.
        turned = turned.convert("RGBA")
        turned.thumbnail((SIDE, SIDE))
        white = Image.new("RGBA", turned.size, "white")
        turned = Image.alpha_composite(white, turned)
    if turned.mode.startswith("I;16"):  # Pillow would cut 16 bits off at 255: a white picture
        turned = turned.convert("I").point(lambda value: value * (1 / 256))
    grey = turned.convert("L")
    grey.thumbnail((SIDE, SIDE))
    return grey


def _number(value: imagehash.ImageHash) -> int:
    return int(str(value), 16)


@dataclass(frozen=True, slots=True)
class Likeness:
    """A reference that a picture resembles.

    Attributes:
        reference: its number in the index.
        distance: differing bits of pHash, 0..64.
        mirrored: whether the mirror image resembles it.
    """

    reference: int
    distance: int
    mirrored: bool


class PictureIndex:
    """Reference hashes, compared exhaustively: 0.2 ms for 200,000 of them."""

    def __init__(self, references: Sequence[tuple[int, bool, PictureHashes]]) -> None:
        """References are (number, whether mirrored, hashes)."""
        self._references = [(number, mirrored) for number, mirrored, _ in references]
        self._phash = np.array([found.phash for _, _, found in references], dtype=np.uint64)
        self._dhash = np.array([found.dhash for _, _, found in references], dtype=np.uint64)

    def __len__(self) -> int:
        return len(self._phash)

    def find(self, picture: PictureHashes) -> list[Likeness]:
        """References whose both hashes are near, nearest first, the unmirrored first among equals."""
        far = _distance(self._phash, picture.phash)
        near = np.flatnonzero((far <= PHASH_FAR) & (_distance(self._dhash, picture.dhash) <= DHASH_FAR))
        found = [Likeness(self._references[index][0], int(far[index]), self._references[index][1]) for index in near]
        return sorted(found, key=lambda likeness: (likeness.distance, likeness.mirrored))


def _distance(values: NDArray[np.uint64], value: int) -> NDArray[np.uint8]:
    bits: NDArray[np.uint8] = np.bitwise_count(values ^ np.uint64(value))
    return bits
