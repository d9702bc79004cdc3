"""The pictures of a batch of listings against those of all rights, the cheap looks first, the dear ones on a budget."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from heapq import nlargest
from math import ceil
from typing import TypeVar

from domain.listing import Listing
from matching.pictures.compile import compile_pictures
from matching.pictures.decode import Picture, UnreadablePictureError, decode
from matching.pictures.index import PictureIndex
from matching.pictures.memory import Kind, Look, Memory, Passing, lines_from, lines_to, look_from, look_to
from matching.pictures.reader import Line, likely, read_lines
from matching.pictures.sight import Sight

# Reads a picture's bytes; None where it is not at hand (an address that was never fetched, a file that is gone).
ReadPicture = Callable[[str], bytes | None]
Decoded = Callable[[bytes, Picture], None]

Recalled = TypeVar("Recalled")

COPY = 0.6  # strength from which a picture need not be read as well


@dataclass(frozen=True, slots=True)
class Budget:
    """What the dear looks may cost; counts rather than seconds, so that every run finds the same.

    Attributes:
        parts: pictures for each 1,000 listings in which parts are looked for: about 30 ms each.
        texts: pictures for each 1,000 listings that are read: about half a second each.
    """

    parts: int = 1_000
    texts: int = 20


STANDARD = Budget()


@dataclass(slots=True)
class Warnings:
    """What could not be compared, counted.

    Attributes:
        unreadable: pictures that could not be decoded.
        absent: pictures that were not at hand.
        passed: pictures in which no parts were looked for, as the budget was spent.
        remembered: pictures that had been looked at before.
    """

    unreadable: int = 0
    absent: int = 0
    passed: int = 0
    remembered: int = 0


@dataclass(slots=True)
class Seen:
    """What was seen in a listing's pictures.

    Attributes:
        sights: by picture, as the listing's `images` has it.
        lines: read, by picture.
    """

    sights: dict[str, Sequence[Sight]] = field(default_factory=dict)
    lines: dict[str, Sequence[Line]] = field(default_factory=dict)


class PictureSearch:
    """Pictures of rights, ready to be found.

    What is found depends on the listings that are looked at together and on nothing that was looked at before: a
    picture that is remembered takes of the budget as much as one that is looked at anew, and no time.

    Args:
        index: compiled.
        views: number of the right and location of each registered picture, in the order of the index.
        read: gives the bytes of listings' pictures.
        budget: of the dear looks.
        memory: of earlier looks.
        decoded: told of each picture that is looked at anew, with its bytes.
    """

    def __init__(
        self,
        index: PictureIndex,
        views: Sequence[tuple[int, str]],
        read: ReadPicture,
        budget: Budget = STANDARD,
        memory: Memory | None = None,
        decoded: Decoded | None = None,
    ) -> None:
        self._index, self.views, self._read = index, views, read
        self._budget, self._memory = budget, memory or Passing()
        self._decoded = decoded
        self.warnings = Warnings()

    @classmethod
    def of(cls, views: Sequence[tuple[int, str]], read: ReadPicture, budget: Budget = STANDARD) -> "PictureSearch":
        """Compiles registered pictures in memory; those that cannot be read are never found."""
        return cls(compile_pictures(len(views), lambda number: readable(read(views[number][1]))), views, read, budget)

    def look(self, listings: Sequence[Listing]) -> list[Seen]:
        """Looks at the pictures of some listings; the first picture of each comes first."""
        seen = [Seen() for _ in listings]
        parts = ceil(self._budget.parts * len(listings) / 1_000) if len(self._index) else 0
        texts = ceil(self._budget.texts * len(listings) / 1_000)
        if not parts and not texts and not len(self._index):
            return seen
        looks: dict[bytes, Look] = {}
        shown: dict[bytes, list[tuple[int, str]]] = defaultdict(list)
        for number, image in _in_turn(listings):
            data = self._read(image)
            if data is None:
                self.warnings.absent += 1
                continue
            key = blake2b(data, digest_size=16).digest()
            if key not in looks:
                looks[key] = self._look(key, data, Kind.PARTS if parts > 0 else Kind.COPIES)
                parts -= not looks[key].unreadable
            if looks[key].unreadable:
                self.warnings.unreadable += 1
            else:
                seen[number].sights[image] = looks[key].sights
                shown[key].append((number, image))
        # Likeliest first: the more print, the likelier a name; where a copy was found, nothing more need be read.
        for _, key in nlargest(texts, ((look.print, key) for key, look in looks.items() if look.print)):
            lines = self._lines(key, shown[key][0][1])
            for number, image in shown[key]:
                seen[number].lines[image] = lines
        self._memory.settle()
        return seen

    def _look(self, key: bytes, data: bytes, kind: Kind) -> Look:
        """What is seen in a picture, remembered or looked at."""
        look = self._recalled(key, kind, look_from)
        if look is None or (look.print is None and self._budget.texts):
            look = self._looked(data, kind)
            self._memory.keep(key, kind, look_to(look))
        else:
            self.warnings.remembered += 1
        if kind is Kind.COPIES and not look.unreadable:
            self.warnings.passed += bool(len(self._index)) and not look.sights
        return look

    def _looked(self, data: bytes, kind: Kind) -> Look:
        try:
            picture = decode(data)
        except UnreadablePictureError:
            return Look(print=0, unreadable=True)
        if self._decoded is not None:
            self._decoded(data, picture)
        sights = self._index.find(picture, parts=kind is Kind.PARTS)
        if not self._budget.texts:
            return Look(sights)
        return Look(sights, 0 if _is_copied(sights) else likely(picture.grey))

    def _lines(self, key: bytes, image: str) -> Sequence[Line]:
        known = self._recalled(key, Kind.LINES, lines_from)
        if known is not None:
            return known
        data = self._read(image)
        if data is None:  # it was there a moment ago
            return ()
        lines = read_lines(data)
        self._memory.keep(key, Kind.LINES, lines_to(lines))
        return lines

    def _recalled(self, key: bytes, kind: Kind, made: Callable[[str], Recalled]) -> Recalled | None:
        said = self._memory.recall(key, kind)
        try:
            return made(said) if said is not None else None
        except ValueError:
            self._memory.failures += 1
            return None


def readable(data: bytes | None) -> Picture | None:
    """The picture; None where there is none."""
    if data is None:
        return None
    try:
        return decode(data)
    except UnreadablePictureError:
        return None


def _is_copied(sights: Sequence[Sight]) -> bool:
    return any(sight.strength >= COPY for sight in sights)


def _in_turn(listings: Sequence[Listing]) -> Iterator[tuple[int, str]]:
    """Number of the listing and picture: the first pictures of all, then the second."""
    for place in range(max((len(one.images) for one in listings), default=0)):
        for number, listing in enumerate(listings):
            if place < len(listing.images):
                yield number, listing.images[place]
