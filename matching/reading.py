"""A listing's texts while the words of the tables are looked for in them."""

import re

from matching.cue import Cue
from matching.spaced import Spaced
from matching.tables.cues import Kind, Word
from matching.tables.families import Family
from matching.tables.starts import SLANG, Entry, starts
from matching.text.stream import LONGEST_TEXT

# Characters that are read of each field; where a listing says what it is, it says so early.
LENGTHS = {"title": LONGEST_TEXT, "description": 2_000, "seller": 200, "category": 200, "attributes": 1_000}
AROUND = 20  # characters around a word in which what it stands `with` counts, besides the title
DENIED = re.compile(
    r"(?:非|不是|并非|绝非|拒绝|杜绝|抵制|谢绝|没有|不卖|不做|打击|远离|请勿|勿|绝不|无|\bnot?|\bnon-?|\bnever|\bwithout|n't)"
    r"[ 任何卖是做\"“a]{0,3}$"
)
MOST_PLACES = 3  # of one word in one listing
MOST_PARTS = 24  # of one family: each is held against each, and a hostile text may be made of them
Range = tuple[int, int]


class Reading:
    """One listing while it is read.

    Attributes:
        joined, low: its texts, as they are and as `plain` makes them.
        texts: one a field.
        found: the words of each kind.
    """

    def __init__(self, joined: str, low: str, texts: tuple[str, ...]) -> None:
        self.joined, self.low, self.texts = joined, low, texts
        self.found: dict[Kind, list[Cue]] = {}

    def entry(self, entry: Entry, parts: dict[int, list[Range]]) -> None:
        """Takes up where a text stands, as words of its own and as a part of families."""
        at, size = -1, len(entry.text)
        for _ in range(MOST_PLACES):
            at = self.low.find(entry.text, at + 1)
            if at < 0:
                return
            end = at + size
            if not _alone(self.low, at, end):
                continue
            for number in () if _numbered(self.low, end) else entry.families:
                parts.setdefault(number, []).append((at, end))
            for word in entry.words:
                if word.kind is not Kind.CONTACT and _numbered(self.low, end):
                    continue
                self._add(word, (at, end), self._near(self.low, at, end))

    def family(self, family: Family, places: list[Range]) -> None:
        """Takes up where words of both groups stand near each other; what a clearer word says already counts once."""
        for one in places:
            if self.low[slice(*one)] not in family.first:
                continue
            for other in places:
                if self.low[slice(*other)] in family.second and _meet(family, one, other):
                    start, end = min(one[0], other[0]), max(one[1], other[1])
                    if "\n" not in self.low[start:end]:
                        self._add(family, (start, end), self._near(self.low, start, end))
                        break

    def apart(self, apart: Spaced) -> None:
        """Takes up slang whose letters signs keep apart."""
        for start in SLANG.keys() & (starts(apart.text) | starts(self.low)):
            for entry in SLANG[start]:
                at = apart.text.find(entry.text)
                end = at + len(entry.text)
                stood = apart.place(at, end, self.low) if at >= 0 else None
                for word in entry.words:
                    if (
                        stood
                        and _alone(self.low, *stood)
                        and (word.kind is Kind.CONTACT or not _numbered(apart.text, end))
                    ):
                        self._add(word, stood, self._near(apart.text, at, end))

    def _near(self, low: str, start: int, end: int) -> str:
        """The title and what stands around a place."""
        return self.low[: len(self.texts[0])] + "\n" + low[max(0, start - AROUND) : end + AROUND]

    def _add(self, word: Word | Family, place: Range, near: str) -> None:
        """Takes up a place where what must stand around does, and what must not does not."""
        if any(other in near for other in word.unless):
            return
        wanted = word.wanted if isinstance(word, Word) else ()
        if wanted and not any(other in near for other in wanted):
            return
        some = self.found.setdefault(word.kind, [])
        field, start = _field(place[0], self.texts)
        end = start + place[1] - place[0]
        if isinstance(word, Family) and any(
            cue.field == field and cue.start < end and start < cue.end and cue.grade >= word.grade for cue in some
        ):
            return
        denied = DENIED.search(self.low, max(0, place[0] - 8), place[0]) is not None
        some.append(Cue(word.kind, word.grade, self.joined[slice(*place)], field, start, end, denied))


def _meet(family: Family, one: Range, other: Range) -> bool:
    if one[1] <= other[0]:
        return other[0] - one[1] <= family.within
    return not family.ordered and other[1] <= one[0] and one[0] - other[1] <= family.within


def _alone(text: str, start: int, end: int) -> bool:
    """Whether no Latin letter goes on beyond the place."""
    if _latin(text[start]) and _latin(text[max(0, start - 1) : start]):
        return False
    return not _latin(text[end - 1]) or not _latin(text[end : end + 1])


def _numbered(text: str, end: int) -> bool:
    """Whether a letter goes on as a number, as names of models do and words do not: 超a85, NIB135."""
    return _latin(text[end - 1]) and text[end : end + 1].isdigit()


def _latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _field(at: int, texts: tuple[str, ...]) -> tuple[str, int]:
    for name, text in zip(LENGTHS, texts, strict=True):
        if at <= len(text):
            return name, at
        at -= len(text) + 1
    raise AssertionError("the place lies in one of the texts")
