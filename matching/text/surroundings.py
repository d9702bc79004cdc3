"""What stands around a find: words that brands stand beside, and other brands in the same text.

A seller who hides a name puts it where the brand would stand: first, behind 正品 or 专柜, before the name of the goods.
A text that names a well-known brand openly elsewhere seldom hides another one.
"""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.text.hashing import U64
from matching.text.lane import I64
from matching.text.stream import Stream
from matching.text.words import LONGEST_HASHED, LONGEST_WORD, Cuts

FREE = 0.1  # bits; a word may end where ordinary language pays less than that for it
SHORTEST_BRAND = 2  # letters of a brand that is looked for elsewhere
EDGE = 0  # hash of no letters: stands for the beginning or the end of a text

F32 = NDArray[np.float32]


class Surroundings:
    """Words beside the finds of a batch, and brands elsewhere.

    Args:
        stream: letters of the batch.
        cuts: its words.
    """

    def __init__(self, stream: Stream, cuts: Cuts) -> None:
        self._stream = stream
        self._cuts = cuts

    @cached_property
    def ends(self) -> I64:
        """Where words begin and end: at edges, and where the cheapest cut of a Chinese run has an end."""
        free = self._stream.edge.copy()
        inner = self._stream.han & (self._cuts.cut[:-1] < FREE)
        free[:-1] |= inner
        return np.flatnonzero(free).astype(np.int64)

    def before(self, start: I64) -> U64:
        """Hash of the word that ends before each of those places, `EDGE` where a text begins."""
        first = self.ends[np.maximum(np.searchsorted(self.ends, start, side="left") - 1, 0)]
        first = np.maximum(first, start - LONGEST_HASHED)
        found = self._cuts.letters.hashes(np.minimum(first, start), start)
        begins = np.append(self._stream.starts, True)[start]
        return np.where(begins, np.uint64(EDGE), found)

    def after(self, end: I64) -> U64:
        """Hash of the word that begins at each of those places, `EDGE` where a text ends."""
        last = self.ends[np.minimum(np.searchsorted(self.ends, end, side="right"), len(self.ends) - 1)]
        last = np.clip(last, end, end + LONGEST_HASHED)
        found = self._cuts.letters.hashes(end, last)
        stops = np.append(self._stream.starts, True)[end]
        return np.where(stops, np.uint64(EDGE), found)

    def beside(self, start: I64, end: I64) -> tuple[F32, F32]:
        """How much the word before each find, and the word after it, speak for a brand between them, in bits."""
        words = self._cuts.words
        ahead, behind = words.find(self.before(start)), words.find(self.after(end))
        return (
            np.where(ahead >= 0, words.ahead[ahead], 0).astype(np.float32),
            np.where(behind >= 0, words.behind[behind], 0).astype(np.float32),
        )

    def elsewhere(self, text: NDArray[np.int32], start: I64, end: I64) -> F32:
        """How well known the best known brand is that stands in the same text and does not touch the find
        (`Words.lead`)."""
        ending, beginning = self._brands
        number = self._stream.text.astype(np.float64) * BIG
        # Running maxima within each text: a later text's values are all greater than an earlier one's.
        so_far = np.append(np.maximum.accumulate(number + ending), 0)
        to_come = np.append(np.maximum.accumulate((beginning - number)[::-1])[::-1], 0)
        breaks = np.append(self._stream.starts, True)
        own = text.astype(np.float64) * BIG
        earlier = np.where(breaks[start], 0, so_far[start - 1] - own)
        later = np.where(breaks[end], 0, to_come[end] + own)
        found: F32 = np.maximum(earlier, later).astype(np.float32)
        return found

    @cached_property
    def _brands(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """For each letter, how well known the best known brand is that ends with it, and that begins with it."""
        ending, beginning = np.zeros(len(self._stream)), np.zeros(len(self._stream))
        lead, usual = self._cuts.words.lead, self._cuts.words.usual
        start, end = self._cuts.letters.words
        number = self._cuts.numbers(start, end)
        known = (number >= 0) & (end - start >= SHORTEST_BRAND)
        places = [(start[known], end[known], number[known])]
        for length in range(SHORTEST_BRAND, LONGEST_WORD + 1):
            column = self._cuts.known[:, length - 1]
            at = np.flatnonzero(column >= 0).astype(np.int64)
            places.append((at, at + length, column[at].astype(np.int64)))
        for first, after, word in places:
            value = lead[word] - usual[word] / 2  # met as a word, too, it says less
            np.maximum.at(ending, after - 1, value)
            np.maximum.at(beginning, first, value)
        return ending, beginning


BIG = 1024.0  # more than any `lead`
