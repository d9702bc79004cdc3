"""What a signal looks at: a listing, a right, and where they touch."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from domain.listing import Listing
from domain.right import Right
from matching.beside import Beside, beside
from matching.cues import Cues, cues
from matching.hit import Hit
from matching.normalize import folded_name
from matching.pictures.reader import Line
from matching.pictures.sight import Sight
from matching.tables.cues import Kind


class TextField(StrEnum):
    """Fields of a listing that are searched for names."""

    TITLE = "title"
    BRAND = "brand"
    DESCRIPTION = "description"


class Seen(StrEnum):
    """What else than a text can touch a right."""

    PICTURE = "picture"
    PRINT = "print"


Touch = TextField | Seen


@dataclass(frozen=True, slots=True)
class PictureHit:
    """A picture of the listing that shows one of the right, or a part of it.

    Attributes:
        image: the listing's picture, as its `images` has it.
        view: the right's picture, as its `images` has it.
        sight: where, how strongly, how it is shown.
    """

    image: str
    view: str
    sight: Sight


@dataclass(frozen=True, slots=True)
class ReadHit:
    """A name of the right that stands in a picture of the listing.

    Attributes:
        image: the listing's picture, as its `images` has it.
        line: the words that were read there.
        hit: where the name stands in them.
    """

    image: str
    line: Line
    hit: Hit


Texts = Mapping[TextField, tuple[Hit, ...]]


class _Pair(NamedTuple):
    listing: Listing
    right: Right
    texts: Texts
    pictures: tuple[PictureHit, ...]
    read: tuple[ReadHit, ...]
    best: tuple[TextField, Hit] | None
    cues: Cues
    place: Beside | None


class Pair(_Pair):
    """A candidate with everything that the indexes found. A named tuple, as `Hit` is.

    Attributes:
        listing, right: the two sides.
        texts: hits by field, best first; a field without hits is absent.
        pictures: best first.
        read: names in pictures, best first.
        best: the best hit of all with its field, title first among equals; None where no text touches.
        cues: words by which the listing says what it does, whatever the right.
        place: what stands beside the best hit; None where no text touches.
    """

    __slots__ = ()

    def __new__(
        cls,
        listing: Listing,
        right: Right,
        texts: Texts = MappingProxyType({}),
        pictures: tuple[PictureHit, ...] = (),
        read: tuple[ReadHit, ...] = (),
        held: Cues | None = None,
    ) -> "Pair":
        """Finds the best hit and its surroundings once, as most signals ask for them.

        `held` are the listing's words, where they were read already.
        """
        words = cues(listing) if held is None else held
        best = _best(texts)
        place = None
        if best is not None:
            field, hit = best
            place = beside(getattr(listing, field), field.value, texts[field], hit, Kind.FIT in words.kinds)
        return super().__new__(cls, listing, right, texts, pictures, read, best, words, place)

    def hits(self, field: TextField) -> tuple[Hit, ...]:
        """Hits in that field, best first."""
        return self.texts.get(field, ())

    @property
    def touched(self) -> tuple[Touch, ...]:
        """Where the listing touches the right; the same for most pairs."""
        if not (self.pictures or self.read):
            return tuple(self.texts)
        seen = (Seen.PICTURE,) * bool(self.pictures) + (Seen.PRINT,) * bool(self.read)
        return (*self.texts, *seen)

    @property
    def instead(self) -> str:
        """Another name of the register that stands at the place of the best hit, "" for none but the right's own."""
        other = self.best[1].other if self.best else ""
        if not other:
            return ""
        letters = folded_name(other)
        return "" if any(folded_name(name) == letters for name in self.right.names) else other

    @property
    def name(self) -> str:
        """Folded letters of the name that the best hit is of; empty where only pictures touch."""
        best = self.best
        return folded_name(best[1].name) if best else ""


def _best(texts: Texts) -> tuple[TextField, Hit] | None:
    if len(texts) == 1:
        ((field, hits),) = texts.items()
        return field, hits[0]
    every = [(field, texts[field][0]) for field in TextField if field in texts]
    return max(every, key=lambda found: found[1].likeness, default=None)
