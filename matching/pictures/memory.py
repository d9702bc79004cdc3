"""What was seen in pictures, remembered by their content: shops show the same ones night after night.

Sights are remembered rather than fingerprints. Of the 28 ms that a picture takes, keypoints are 17 and would be 43 KB,
sights are all of them and some hundred bytes; pixels are needed in any case to judge what fingerprints propose. Words
take 216 ms and hold whatever is registered, so that they outlast the index.
"""

import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from enum import StrEnum
from functools import cache
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Protocol

from matching.pictures import ALGORITHM, VERSION
from matching.pictures.reader import Line
from matching.pictures.sight import Box, Sight

REMEMBERED = 50_000  # pictures that one process remembers by itself
SIGHT = [one.name for one in fields(Sight)]
# What decodes, hashes and reads: of another version, it may see something else.
LIBRARIES = ("pillow", "opencv-python-headless", "numpy", "rapidocr", "onnxruntime")


class Kind(StrEnum):
    """What was done with a picture."""

    COPIES = "copies"  # compared with registered pictures as a whole
    PARTS = "parts"  # and searched for parts of them
    LINES = "lines"  # read


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen in one picture.

    Attributes:
        sights: of registered pictures.
        print: how many letters it seems to hold; None where nobody asked.
        unreadable: whether it could not be decoded.
    """

    sights: Sequence[Sight] = ()
    print: int | None = None
    unreadable: bool = False


class Memory(Protocol):
    """Keeps texts by the content of a picture and what was done with it.

    Attributes:
        failures: times that something could not be kept or read; it counts as not remembered.
    """

    failures: int

    def recall(self, picture: bytes, kind: Kind) -> str | None:
        """What was kept, None where that is nothing.

        Args:
            picture: digest of its content.
            kind: what was done with it.
        """

    def keep(self, picture: bytes, kind: Kind, said: str) -> None:
        """Keeps it, in place of what was kept before."""

    def settle(self) -> None:
        """Sees to it that what was kept since outlasts the process, if this memory does."""


class Passing:
    """What one process remembers until it ends, the latest `REMEMBERED`."""

    def __init__(self) -> None:
        self._said: OrderedDict[tuple[bytes, Kind], str] = OrderedDict()
        self.failures = 0

    def recall(self, picture: bytes, kind: Kind) -> str | None:
        """See `Memory`."""
        said = self._said.get((picture, kind))
        if said is not None:
            self._said.move_to_end((picture, kind))
        return said

    def keep(self, picture: bytes, kind: Kind, said: str) -> None:
        """See `Memory`."""
        self._said[picture, kind] = said
        if len(self._said) > REMEMBERED:
            self._said.popitem(last=False)

    def settle(self) -> None:
        """Nothing outlasts the process."""


@cache
def maker() -> str:
    """What all that is remembered depends on: algorithm, version, this package's code, the libraries that do the work.

    The code itself, so that nobody has to think of raising a number when a threshold changes.
    """
    digest = blake2b(f"{ALGORITHM} {VERSION} {[_installed(name) for name in LIBRARIES]}".encode(), digest_size=16)
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:  # a build of it that goes by another name
        return ""


def look_to(look: Look) -> str:
    """As text, from which `look_from` makes the same."""
    sights = [astuple(sight) for sight in look.sights]
    return json.dumps([sights, look.print, look.unreadable], separators=(",", ":"))


def look_from(said: str) -> Look:
    """The reverse of `look_to`.

    Raises:
        ValueError: it was not written by that.
    """
    try:
        sights, letters, unreadable = json.loads(said)
        return Look([_sight(*fields) for fields in sights], letters, unreadable)
    except TypeError as error:
        raise ValueError(f"not a look: {error}") from error


def _sight(*values: Any) -> Sight:
    """JSON knows neither boxes nor tuples."""
    given = dict(zip(SIGHT, values, strict=True))
    told = {name: tuple(value) for name, value in given.items() if isinstance(value, list)}
    return Sight(**given | told | {name: Box(*given[name]) for name in ("here", "there")})


def lines_to(lines: Sequence[Line]) -> str:
    """As text, from which `lines_from` makes the same."""
    return json.dumps([astuple(line) for line in lines], separators=(",", ":"))


def lines_from(said: str) -> list[Line]:
    """The reverse of `lines_to`.

    Raises:
        ValueError: it was not written by that.
    """
    try:
        return [Line(text, Box(*box)) for text, box in json.loads(said)]
    except TypeError as error:
        raise ValueError(f"not lines: {error}") from error
