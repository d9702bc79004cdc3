"""Compact forms of pictures on disk (matching/pictures/compact.py), under the digest of the picture's bytes."""

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from flows.picture_file import read_picture
from matching.pictures.compact import NUMBERS, Compact, compact
from matching.pictures.decode import Picture, UnreadablePictureError, decode

# A record a window: a picture with a border has two, one that is too flat to compare has one of zeros.
FORM = np.dtype([("picture", "<u8", (4,)), ("numbers", "<i2", (NUMBERS,))])
NAME = "forms.bin"  # in a source's folder of a run: of all pictures that were looked at anew

Forms = NDArray[np.void]
Keys = NDArray[np.uint64]


class Taken:
    """Collects the forms of pictures as they are decoded."""

    def __init__(self) -> None:
        self._records: list[bytes] = []

    def __call__(self, data: bytes, picture: Picture) -> None:
        """Takes the form of a picture with these bytes."""
        self._records.append(form_of(sha256(data).digest(), compact(picture)))

    def drain(self) -> bytes:
        """The records since this was last asked."""
        found = b"".join(self._records)
        self._records.clear()
        return found


class Chosen:
    """Reads some kept pictures, and says of all others that they are not at hand.

    Args:
        path: file of their digests, uint64[n, 4].
    """

    def __init__(self, path: Path) -> None:
        self._names = {row.tobytes().hex() for row in np.load(path)}

    def __call__(self, location: str) -> bytes | None:
        """The bytes of a picture, by where it lies: kept ones lie under their digest."""
        return read_picture(location) if location.rpartition("/")[2] in self._names else None


def form_of(digest: bytes, windows: Compact) -> bytes:
    """The records of one picture, by its 32 bytes of SHA-256."""
    shown = windows if len(windows) else np.zeros((1, NUMBERS), np.int16)
    found = np.zeros(len(shown), FORM)
    found["picture"] = np.frombuffer(digest, "<u8")
    found["numbers"] = shown
    return found.tobytes()


def made(location: str, digest: str) -> bytes:
    """The records of a kept picture, decoded for that; none where it cannot be read."""
    data = read_picture(location)
    if data is None:
        return b""
    try:
        return form_of(bytes.fromhex(digest), compact(decode(data)))
    except UnreadablePictureError:
        return form_of(bytes.fromhex(digest), np.zeros((0, NUMBERS), np.int16))


def read(path: Path) -> Forms:
    """The records of a file; none where there is none. Of a file that was cut off, those that are whole."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return np.zeros(0, FORM)
    return np.frombuffer(data[: len(data) // FORM.itemsize * FORM.itemsize], FORM)


def begins(digests: Iterable[str]) -> Keys:
    """uint64[n], the first eight bytes of digests, by which one is told from a million others."""
    return np.array([int.from_bytes(bytes.fromhex(one[:16]), "little") for one in digests], np.uint64)
