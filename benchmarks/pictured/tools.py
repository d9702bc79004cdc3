"""Ways to say which registered picture a picture shows, ours and the plain ones: each gives one score a reference."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import imagehash
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from matching.pictures.decode import UnreadablePictureError, decode
from matching.pictures.index import PictureIndex

try:
    import pdqhash
except ImportError:  # a development dependency
    pdqhash = None


Bits = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a tool says of one picture: the best reference, and how sure it is (the higher the surer)."""

    reference: int
    score: float


class Tool(Protocol):
    """One way."""

    name: str

    def ask(self, data: bytes) -> Answer: ...


class Ours:
    """Both lanes."""

    name = "markhound"

    def __init__(self, index: PictureIndex) -> None:
        self._index = index

    def ask(self, data: bytes) -> Answer:
        """The strongest sight."""
        try:
            found = self._index.find(decode(data), parts=True)
        except UnreadablePictureError:
            return Answer(-1, 0.0)
        return Answer(found[0].reference, found[0].strength) if found else Answer(-1, 0.0)


class Nearest:
    """Nearest by differing bits.

    Args:
        name: of the tool.
        bits: of a file, those that it compares.
        files: the references.
    """

    def __init__(self, name: str, bits: Callable[[bytes], Bits], files: Sequence[bytes]) -> None:
        self.name = name
        self._bits = bits
        self._known = np.array([bits(data) for data in files])

    def ask(self, data: bytes) -> Answer:
        """The nearest, and what share of bits is the same."""
        far = (self._known != self._bits(data)[None, :]).mean(axis=1)
        nearest = int(far.argmin())
        return Answer(nearest, 1 - float(far[nearest]))


def plain_tools(files: Sequence[bytes]) -> list[Tool]:
    """Those that are installed."""
    ways = {"phash 64": _phash_64, "phash 256": _phash_256} | ({"PDQ": _pdq} if pdqhash else {})
    return [Nearest(name, bits, files) for name, bits in ways.items()]


def _phash_64(data: bytes) -> Bits:
    """imagehash.phash as it comes."""
    return np.asarray(imagehash.phash(_on_white(data)).hash, np.bool_).ravel()


def _phash_256(data: bytes) -> Bits:
    """imagehash.phash with 256 bits."""
    return np.asarray(imagehash.phash(_on_white(data), hash_size=16).hash, np.bool_).ravel()


def _pdq(data: bytes) -> Bits:
    """The 256 bits of PDQ, of a picture reduced to 512 pixels."""
    image = _on_white(data)
    image.thumbnail((512, 512))
    return np.asarray(pdqhash.compute(np.asarray(image))[0], np.bool_)


def _on_white(data: bytes) -> Image.Image:
    shown = Image.open(io.BytesIO(data)).convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", shown.size, "white"), shown).convert("RGB")
