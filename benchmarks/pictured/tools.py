"""Ways to say which registered picture a picture shows, ours and the plain ones: each gives one score a reference."""

import io
from collections.abc import Sequence
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


class _Bits:
    """Nearest by differing bits."""

    def __init__(self, files: Sequence[bytes]) -> None:
        self._known = np.array([self.bits(data) for data in files])

    def bits(self, data: bytes) -> NDArray[np.bool_]:
        raise NotImplementedError

    def ask(self, data: bytes) -> Answer:
        """The nearest, and what share of bits is the same."""
        far = (self._known != self.bits(data)[None, :]).mean(axis=1)
        nearest = int(far.argmin())
        return Answer(nearest, 1 - float(far[nearest]))


class Phash64(_Bits):
    """imagehash.phash as it comes."""

    name = "phash 64"

    def bits(self, data: bytes) -> NDArray[np.bool_]:
        """64 bits."""
        return _phash(data, 8)


class Phash256(_Bits):
    """imagehash.phash with 256 bits."""

    name = "phash 256"

    def bits(self, data: bytes) -> NDArray[np.bool_]:
        """256 bits."""
        return _phash(data, 16)


class Pdq(_Bits):
    """PDQ of a picture reduced to 512 pixels."""

    name = "PDQ"

    def bits(self, data: bytes) -> NDArray[np.bool_]:
        """256 bits."""
        image = _on_white(data)
        image.thumbnail((512, 512))
        return np.asarray(pdqhash.compute(np.asarray(image))[0], np.bool_)


def plain_tools(files: Sequence[bytes]) -> list[Tool]:
    """Those that are installed."""
    return [Phash64(files), Phash256(files), *([Pdq(files)] if pdqhash else [])]


def _phash(data: bytes, side: int) -> NDArray[np.bool_]:
    return np.asarray(imagehash.phash(_on_white(data), hash_size=side).hash, np.bool_).ravel()


def _on_white(data: bytes) -> Image.Image:
    shown = Image.open(io.BytesIO(data)).convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", shown.size, "white"), shown).convert("RGB")
