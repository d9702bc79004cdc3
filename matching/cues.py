"""What a listing says of itself, whatever right is looked for: the words of `matching/tables/cues.tsv` in it, and the
ways of saying a thing of `families.tsv`.

Read once a listing and remembered, as every pair of it asks. Most listings hold few: what a text has that words begin
by is met with all beginnings at once, which costs a fifth of searching each word.
"""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from domain.listing import Listing
from matching.cue import Cue
from matching.plain import plain
from matching.reading import LENGTHS, MOST_PARTS, Range, Reading
from matching.spaced import spaced
from matching.tables.cues import Kind
from matching.tables.families import FAMILIES
from matching.tables.starts import BY_START, starts

REMEMBERED = 600  # listings: a batch of them, and hostile ones are long


class Cues(NamedTuple):
    """The words that a listing holds.

    Attributes:
        by_kind: those of each kind, clearest first, denied ones last; a kind without words is absent.
        kinds: the kinds of those.
    """

    by_kind: Mapping[Kind, tuple[Cue, ...]] = MappingProxyType({})
    kinds: frozenset[Kind] = frozenset()

    def of(self, kind: Kind) -> tuple[Cue, ...]:
        """Those of one kind, clearest first."""
        return self.by_kind.get(kind, ())

    def meant(self, kind: Kind) -> tuple[Cue, ...]:
        """Those of one kind that are not denied, clearest first."""
        return tuple(cue for cue in self.by_kind.get(kind, ()) if not cue.denied)


NOTHING = Cues()
FIELDS_OF_TEXT = ("title", "description", "attributes", "category")
"""Fields in which a seller speaks of this offer."""


def cues(listing: Listing) -> Cues:
    """The words that a listing holds."""
    attributes = "\n".join(f"{name}:{value}" for name, value in listing.attributes[:50]) if listing.attributes else ""
    return _cues(
        listing.title[: LENGTHS["title"]],
        listing.description[: LENGTHS["description"]],
        listing.seller.name[: LENGTHS["seller"]],
        listing.category[: LENGTHS["category"]],
        attributes[: LENGTHS["attributes"]],
    )


@lru_cache(maxsize=REMEMBERED)
def _cues(*texts: str) -> Cues:
    joined = "\n".join(texts)
    low = plain(joined)
    read = Reading(joined, low, texts)
    parts: dict[int, list[Range]] = {}
    for start in starts(low):
        for entry in BY_START[start]:
            if entry.text in low:
                read.entry(entry, parts)
    for number, places in sorted(parts.items()):
        if len(places) > 1:
            read.family(FAMILIES[number], sorted(places)[:MOST_PARTS])
    apart = spaced(low)
    if apart is not None:
        read.apart(apart)
    if not read.found:
        return NOTHING
    ranked = {kind: tuple(sorted(some, key=_rank)) for kind, some in read.found.items() if some}
    return Cues(MappingProxyType(ranked), frozenset(ranked))


def _rank(cue: Cue) -> tuple[bool, float, int, int]:
    return cue.denied, -cue.grade, cue.start, -cue.end
