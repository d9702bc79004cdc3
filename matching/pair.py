"""What a signal looks at: a listing, a right, and where they touch."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from domain.listing import Listing
from domain.right import Right
from matching.hit import Hit
from matching.pictures.reader import Line
from matching.pictures.sight import Sight


class TextField(StrEnum):
    """Fields of a listing that are searched for names."""

    TITLE = "title"
    BRAND = "brand"
    DESCRIPTION = "description"


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


class Pair(NamedTuple):
    """A candidate with everything that the indexes found. A named tuple, as `Hit` is.

    Attributes:
        listing, right: the two sides.
        texts: hits by field, best first; a field without hits is absent.
        pictures: best first.
        read: names in pictures, best first.
    """

    listing: Listing
    right: Right
    texts: Mapping[TextField, tuple[Hit, ...]] = MappingProxyType({})
    pictures: tuple[PictureHit, ...] = ()
    read: tuple[ReadHit, ...] = ()

    def hits(self, field: TextField) -> tuple[Hit, ...]:
        """Hits in that field, best first."""
        return self.texts.get(field, ())

    @property
    def best(self) -> tuple[TextField, Hit] | None:
        """The best hit of all, title first among equals."""
        if len(self.texts) == 1:
            ((field, hits),) = self.texts.items()
            return field, hits[0]
        every = [(field, self.texts[field][0]) for field in TextField if field in self.texts]
        return max(every, key=lambda found: found[1].likeness, default=None)
