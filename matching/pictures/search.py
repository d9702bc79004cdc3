"""The pictures of a batch of listings against those of all rights, the cheap looks first, the dear ones on a budget."""

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from heapq import nlargest
from math import ceil

from domain.listing import Listing
from matching.pictures.compile import compile_pictures
from matching.pictures.decode import Picture, UnreadablePictureError, decode
from matching.pictures.index import PictureIndex
from matching.pictures.reader import Line, likely, read_lines
from matching.pictures.sight import Sight

# Reads a picture's bytes; None where it is not at hand (an address that was never fetched, a file that is gone).
ReadPicture = Callable[[str], bytes | None]

REMEMBERED = 50_000  # pictures whose sights are kept by their content: shops show the same ones again and again
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
    """

    unreadable: int = 0
    absent: int = 0
    passed: int = 0


@dataclass(slots=True)
class Seen:
    """What was seen in a listing's pictures.

    Attributes:
        sights: by picture, as the listing's `images` has it.
        lines: read, by picture.
    """

    sights: dict[str, Sequence[Sight]] = field(default_factory=dict)
    lines: dict[str, Sequence[Line]] = field(default_factory=dict)


@dataclass(slots=True)
class _Look:
    """One picture: what was seen, whether parts were looked for, how many letters it seems to hold."""

    sights: Sequence[Sight]
    parts: bool
    print: int
    lines: Sequence[Line] | None = None


class PictureSearch:
    """Pictures of rights, ready to be found.

    Args:
        index: compiled.
        views: number of the right and location of each registered picture, in the order of the index.
        read: gives the bytes of listings' pictures.
        budget: of the dear looks.
    """

    def __init__(
        self, index: PictureIndex, views: Sequence[tuple[int, str]], read: ReadPicture, budget: Budget = STANDARD
    ) -> None:
        self._index, self.views, self._read = index, views, read
        self._budget = budget
        self._known: OrderedDict[bytes, _Look] = OrderedDict()
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
        printed: dict[bytes, tuple[int, str]] = {}
        shown: dict[bytes, list[tuple[int, str]]] = defaultdict(list)
        for number, image in _in_turn(listings):
            data = self._read(image)
            if data is None:
                self.warnings.absent += 1
                continue
            key = blake2b(data, digest_size=16).digest()
            found, spent = self._picture(key, data, may_spend=parts > 0)
            parts -= spent
            if found is not None:
                seen[number].sights[image] = found.sights
                shown[key].append((number, image))
                printed[key] = (found.print, image)
        # Likeliest first: the more print, the likelier a name; where a copy was found, nothing more need be read.
        for _, key in nlargest(texts, ((score, key) for key, (score, _) in printed.items() if score > 0)):
            lines = self._lines(key, printed[key][1])
            for number, image in shown[key]:
                seen[number].lines[image] = lines
        return seen

    def _picture(self, key: bytes, data: bytes, *, may_spend: bool) -> tuple[_Look | None, int]:
        """What is seen in a picture, and how much of the budget that took."""
        known = self._known.get(key)
        if known is not None and (known.parts or not may_spend):
            self._known.move_to_end(key)
            return known, 0
        try:
            picture = decode(data)
        except UnreadablePictureError:
            self.warnings.unreadable += 1
            return None, 0
        found = self._looked(picture, may_spend=may_spend)
        self._known[key] = found
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return found, int(may_spend)

    def _looked(self, picture: Picture, *, may_spend: bool) -> _Look:
        sights = self._index.find(picture, parts=may_spend)
        print_ = likely(picture.grey) if self._budget.texts and not _is_copied(sights) else 0
        passed = bool(len(self._index)) and not may_spend and not sights
        self.warnings.passed += passed
        return _Look(sights, not passed, print_)

    def _lines(self, key: bytes, image: str) -> Sequence[Line]:
        known = self._known.get(key)
        if known is None:
            return ()
        if known.lines is None:
            data = self._read(image)
            known.lines = read_lines(data) if data is not None else ()
        return known.lines


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
