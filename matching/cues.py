"""What a listing says of itself, whatever right is looked for: the words of `matching/tables/cues.tsv` in it.

Read once a listing and remembered, as every pair of it asks. Most listings hold none: their pairs of neighbouring
characters are met with those that words begin with, which costs a fifth of searching each word.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from operator import add
from types import MappingProxyType
from typing import NamedTuple

from opencc import OpenCC

from domain.listing import Listing
from matching.tables.cues import BY_START, SINGLE, Kind, Word
from matching.text.stream import LONGEST_TEXT

REMEMBERED = 600  # listings: a batch of them, and hostile ones are long
# Characters that are read of each field; where a listing says what it is, it says so early.
LENGTHS = {"title": LONGEST_TEXT, "description": 2_000, "seller": 200, "category": 200, "attributes": 1_000}
AROUND = 20  # characters around a word in which what it stands `with` counts, besides the title
DENIED = re.compile(
    r"(?:非|不是|并非|绝非|拒绝|杜绝|抵制|谢绝|没有|不卖|不做|打击|远离|请勿|勿|绝不|无|\bnot?|\bnon-?|\bnever|\bwithout|n't)"
    r"[ 任何卖是做\"“a]{0,3}$"
)
_SIMPLIFY = OpenCC("t2s")


class Cue(NamedTuple):
    """One word in a listing.

    Attributes:
        kind: what it speaks of.
        grade: 0..1, how clearly.
        words: as the listing writes them.
        field: "title", "description", "seller", "category" or "attributes".
        start, end: half-open range in that field's text.
        denied: whether a denial stands right before it ("非高仿").
    """

    kind: Kind
    grade: float
    words: str
    field: str
    start: int
    end: int
    denied: bool


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


class _Plain(dict[int, str]):
    """What `str.translate` needs to make lower case, half width and simplified, one character for one."""

    def __missing__(self, point: int) -> str:
        char = chr(point)
        if 0xD800 <= point < 0xE000:  # half of a pair: hostile or broken text, which no table takes
            return char
        form = unicodedata.normalize("NFKC", char).lower()
        form = _SIMPLIFY.convert(form) if len(form) == 1 else char
        self[point] = form if len(form) == 1 else char
        return self[point]


_PLAIN = _Plain()


def plain(text: str) -> str:
    """The text in lower case, half width and simplified characters; each character stays where it is."""
    return text.translate(_PLAIN)


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
    starts = BY_START.keys() & set(map(add, low, low[1:]))
    starts.update(char for char in SINGLE if char in low)
    if not starts:
        return NOTHING
    found: dict[Kind, list[Cue]] = {}
    for start in starts:
        for word in BY_START[start]:
            if word.text in low:
                for cue in _places(word, low, joined, texts):
                    found.setdefault(cue.kind, []).append(cue)
    ranked = {kind: tuple(sorted(some, key=_rank)) for kind, some in found.items()}
    return Cues(MappingProxyType(ranked), frozenset(ranked))


def _rank(cue: Cue) -> tuple[bool, float, int]:
    return cue.denied, -cue.grade, cue.start


MOST_PLACES = 3  # of one word in one listing


def _places(word: Word, low: str, joined: str, texts: tuple[str, ...]) -> Iterator[Cue]:
    """Where the word stands as itself."""
    at, size = -1, len(word.text)
    for _ in range(MOST_PLACES):
        at = low.find(word.text, at + 1)
        if at < 0:
            return
        if not _alone(low, at, at + size, word.kind is Kind.COUNTERFEIT):
            continue
        near = low[: len(texts[0])] + "\n" + low[max(0, at - AROUND) : at + size + AROUND]
        if any(other in near for other in word.unless):
            continue
        if word.wanted and not any(other in near for other in word.wanted):
            continue
        field, start = _field(at, texts)
        denied = DENIED.search(low, max(0, at - 8), at) is not None
        yield Cue(word.kind, word.grade, joined[at : at + size], field, start, start + size, denied)


def _alone(text: str, start: int, end: int, numbers: bool) -> bool:
    """Whether no Latin letter goes on beyond the place, nor a number behind it where `numbers` count too (超a85)."""
    before, behind = text[max(0, start - 1) : start], text[end : end + 1]
    if _latin(text[start]) and _latin(before):
        return False
    return not _latin(text[end - 1]) or not (_latin(behind) or (numbers and behind.isdigit()))


def _latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _field(at: int, texts: tuple[str, ...]) -> tuple[str, int]:
    for name, text in zip(LENGTHS, texts, strict=True):
        if at <= len(text):
            return name, at
        at -= len(text) + 1
    raise AssertionError("the place lies in one of the texts")
