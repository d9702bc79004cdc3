"""Many texts with every form of them that some lane needs, each made once and only when asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matching.text.lane import I64, Letters
from matching.text.stream import FoldTable, Stream, make_stream

# Private use: no text has it as a letter, as folding drops such code points.
WILDCARD = 0xF0000
LEET = {"@": "a", "$": "s", "!": "i", "|": "i", "€": "e", "£": "l", "(": "c"}
LEET_LETTERS = {"0": "o", "1": "i", "l": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g", "2": "z"}
MASKS = ".口囗*＊•●○◯□■_＿#＃?？✱＋✳❋⭐★☆※×✕✖█▇▢◻◼⬜⬛🔲"


@dataclass(frozen=True)
class Tables:
    """Fold tables of the three readings of a text."""

    plain: FoldTable
    leet: FoldTable
    masked: FoldTable


def make_tables(plain: FoldTable) -> Tables:
    """The leet and masked readings of a fold table."""
    leet = plain.codes.copy()
    for sign, letter in LEET.items():
        leet[ord(sign)] = ord(letter)
    lut = np.arange(0x80, dtype=np.uint32)
    for digit, letter in LEET_LETTERS.items():
        lut[ord(digit)] = ord(letter)
    ascii_letter = (leet >= 0x20) & (leet < 0x80)
    leet[ascii_letter] = lut[leet[ascii_letter]]
    masked = plain.codes.copy()
    for sign in MASKS:
        masked[ord(sign)] = WILDCARD
    masked[ord("某")] = WILDCARD
    return Tables(plain, FoldTable(leet, plain.expansions), FoldTable(masked, plain.expansions))


@dataclass(frozen=True)
class Batch:
    """Texts of one call, or all names of a registry.

    Attributes:
        texts: as given.
        tables: how they are folded.
    """

    texts: Sequence[str]
    tables: Tables

    @cached_property
    def plain(self) -> Letters:
        """The folded letters; all places are counted in these."""
        return Letters(make_stream(self.texts, self.tables.plain))

    @cached_property
    def leet(self) -> Letters:
        """Digits and signs read as letters."""
        return Letters(make_stream(self.texts, self.tables.leet))

    @cached_property
    def masked(self) -> Letters:
        """Signs that hide a letter read as a letter of their own, `WILDCARD`."""
        return Letters(make_stream(self.texts, self.tables.masked))

    def in_plain(self, stream: Stream, start: I64, end: I64) -> tuple[I64, I64]:
        """Places of another reading as places of the plain one: the letters between the same characters."""
        plain = self._at(self.plain.stream)
        first = np.searchsorted(plain, self._at(stream)[start], side="left")
        last = np.searchsorted(plain, self._at(stream)[end - 1], side="right")
        return first.astype(np.int64), last.astype(np.int64)

    def _at(self, stream: Stream) -> I64:
        """Each letter's character, counted over all texts."""
        return stream.text.astype(np.int64) * (1 << 32) + stream.origin
