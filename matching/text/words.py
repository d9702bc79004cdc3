"""Which stretches of text are words, and where one word ends and the next begins (分词).

A table of words with how usual each is (tools/make_words.py; numbers under hashes, no title can be read back) gives a
unigram model of Chinese. The cheapest cut of each run of Chinese characters into words is found by dynamic programming
(Viterbi 1967) for all runs of a batch at once, forwards and backwards, so that for every place there is the price, in
bits, that ordinary language pays for a word's end there: nothing between two words, much inside one.
"""

from dataclasses import dataclass, fields
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.text.hashing import U64
from matching.text.lane import I64, Letters
from matching.text.stream import Stream

FILE = Path(__file__).with_name("words.npz")
LONGEST_WORD = 4  # characters of a Chinese word; longer ones are made of shorter ones
LONGEST_RUN = 48  # characters that are cut together; a longer run is cut into pieces of that many
LONGEST_INSIDE = 16  # letters of a stretch whose words are priced
LONGEST_HASHED = 64  # letters of a word that its hash is made of
A_BRAND_IN_WORDS = 3.0  # doublings from a count in brands' places to one in ten million words
UNKNOWN = 22.0  # bits of a character that is in no table
FILTER_BITS = 23  # log2 of the bits of the filter in front of the table

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]


@dataclass(frozen=True)
class Words:
    """The table.

    Attributes:
        keys: uint64[n], sorted hashes of folded words.
        bits: float32[n]: of a Chinese word of up to `LONGEST_WORD` characters, minus log2 of its chance; of others 0.
        usual: float32[n]: log2 of one more than how often it is met in ten million words, brands' places apart.
        general: float32[n]: the same in general language alone, where brands are rarer than in shops.
        lead: float32[n]: log2 of one more than how often it was met where brands stand.
        ahead: float32[n]: how much likelier a brand stands right behind it than behind any word, in bits.
        behind: float32[n]: how much likelier a brand stands right before it than before any word, in bits.
    """

    keys: U64
    bits: F32
    usual: F32
    general: F32
    lead: F32
    ahead: F32
    behind: F32

    @cached_property
    def _filter(self) -> NDArray[np.bool_]:
        present = np.zeros(1 << FILTER_BITS, np.bool_)
        present[self.keys >> np.uint64(64 - FILTER_BITS)] = True
        return present

    def find(self, keys: U64) -> I64:
        """Number of each word in the table, -1 where it has none."""
        found = np.full(len(keys), -1, np.int64)
        maybe = np.flatnonzero(self._filter[keys >> np.uint64(64 - FILTER_BITS)])
        wanted = keys[maybe]
        at = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        known = self.keys[at] == wanted
        found[maybe[known]] = at[known]
        return found


@cache
def load() -> Words:
    """The table that ships with the package."""
    with np.load(FILE) as stored:
        return Words(**{field.name: stored[field.name] for field in fields(Words)})


@dataclass(frozen=True)
class Cuts:
    """The words of a stream.

    Attributes:
        letters: of the stream.
        words: the table.
        price: float32[n, LONGEST_WORD]: bits of the word of so many characters (column + 1) that begins at each
            letter; infinite where there is none.
        known: int32[n, LONGEST_WORD]: the number of that word in the table, -1 where it has none.
        cut: float32[n + 1]: what it costs ordinary language to end a word before each letter; 0 at ends of runs.
    """

    letters: Letters
    words: Words
    price: F32
    known: NDArray[np.int32]
    cut: F32

    def inside(self, start: I64, end: I64) -> F32:
        """Bits of the cheapest words that make up those stretches, of at most 16 letters; others than Chinese count
        nothing."""
        size = np.minimum(end - start, LONGEST_INSIDE)
        order = np.argsort(-size, kind="stable")  # so that short ones, which are most, drop out early
        start, size = start[order], size[order]
        longest, last = int(size.max(initial=0)), len(self.price) - 1
        best = np.full((longest + 1, len(start)), np.inf, np.float32)
        best[0] = 0
        for reached in range(1, longest + 1):
            many = int(np.searchsorted(-size, -reached, side="right"))
            for length in range(1, min(LONGEST_WORD, reached) + 1):
                at = np.minimum(start[:many] + reached - length, last)
                price = best[reached - length, :many] + self.price[at, length - 1]
                np.minimum(best[reached, :many], price, out=best[reached, :many])
        found = np.zeros(len(start), np.float32)
        found[order] = best[size, np.arange(len(start))]
        return found

    def usual(self, start: I64, end: I64) -> F32:
        """How usual each stretch is as one word (`Words.usual`)."""
        at = self.numbers(start, end)
        return np.where(at >= 0, self.words.usual[at], 0).astype(np.float32)

    def known_as_one(self, start: I64, end: I64) -> F32:
        """How usual each stretch is, as one word or as a brand."""
        at = self.numbers(start, end)
        brand = np.where(self.words.lead[at] > 0, self.words.lead[at] + A_BRAND_IN_WORDS, 0)
        return np.where(at >= 0, np.maximum(self.words.usual[at], brand), 0).astype(np.float32)

    def general(self, start: I64, end: I64) -> F32:
        """How usual each stretch is in general language (`Words.general`)."""
        at = self.numbers(start, end)
        return np.where(at >= 0, self.words.general[at], 0).astype(np.float32)

    def lead(self, start: I64, end: I64) -> F32:
        """How well known each stretch is as a brand (`Words.lead`)."""
        at = self.numbers(start, end)
        return np.where(at >= 0, self.words.lead[at], 0).astype(np.float32)

    def numbers(self, start: I64, end: I64) -> I64:
        """Number of each stretch in the table of words, -1 where it is no word."""
        return self.words.find(self.letters.hashes(start, np.minimum(end, start + LONGEST_HASHED)))


def cut_into_words(letters: Letters, words: Words) -> Cuts:
    """Cuts every run of Chinese characters of a stream."""
    stream = letters.stream
    count = len(stream)
    price = np.full((count, LONGEST_WORD), np.inf, np.float32)
    known = np.full((count, LONGEST_WORD), -1, np.int32)
    run, left = _runs(stream)
    for length in range(1, LONGEST_WORD + 1):
        start = np.flatnonzero(left >= length)
        at = words.find(letters.hashes(start, start + length))
        bits = np.where(at >= 0, words.bits[at], 0)
        fallback = UNKNOWN if length == 1 else np.inf
        price[start, length - 1] = np.where(bits > 0, bits, fallback)
        known[start, length - 1] = at
    price[~stream.han, 0] = 0
    return Cuts(letters, words, price, known, _cut_prices(price, run, left))


def _runs(stream: Stream) -> tuple[I64, I64]:
    """Beginnings of the runs, and for each letter of one how many it has left, itself included; 0 for other letters."""
    count = len(stream)
    begins = stream.han & (stream.edge[:-1] | ~np.concatenate([[False], stream.han[:-1]]))
    run = np.flatnonzero(begins).astype(np.int64)
    breaks = np.flatnonzero(begins | ~stream.han)
    ends = np.append(breaks, count)[np.searchsorted(breaks, run, side="right")]
    pieces = np.maximum((ends - run + LONGEST_RUN - 1) // LONGEST_RUN, 1)
    first = np.repeat(run, pieces)
    nth = np.arange(len(first)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    start = first + nth * LONGEST_RUN
    stop = np.minimum(start + LONGEST_RUN, np.repeat(ends, pieces))
    left = np.zeros(count, np.int64)
    size = stop - start
    inner = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
    left[np.repeat(start, size) + inner] = np.repeat(size, size) - inner
    return start, left


def _cut_prices(price: F32, start: I64, left: I64) -> F32:
    """Forward and backward costs of all runs, one step a character, longest runs first so that the rest drop out."""
    size = left[start] if len(start) else start
    order = np.argsort(-size, kind="stable")
    start, size = start[order], size[order]
    # Each run has one place more than letters: run r's places begin at base[r].
    base = np.concatenate([[0], np.cumsum(size + 1)])[:-1].astype(np.int64)
    total = int((size + 1).sum())
    forward, backward = np.full(total, np.inf), np.full(total, np.inf)
    forward[base] = 0
    backward[base + size] = 0
    for step in range(1, int(size.max(initial=0)) + 1):
        many = int(np.searchsorted(-size, -step, side="right"))
        head, tail = base[:many] + step, base[:many] + size[:many] - step
        for length in range(1, min(LONGEST_WORD, step) + 1):
            before = forward[head - length] + price[start[:many] + step - length, length - 1]
            forward[head] = np.minimum(forward[head], before)
            behind = backward[tail + length] + price[start[:many] + size[:many] - step, length - 1]
            backward[tail] = np.minimum(backward[tail], behind)
    cut = np.zeros(len(price) + 1, np.float32)
    whole = np.repeat(forward[base + size], size + 1)
    nth = np.arange(total) - np.repeat(base, size + 1)
    at = np.repeat(start, size + 1) + nth
    inner = (nth > 0) & (nth < np.repeat(size, size + 1))
    cut[at[inner]] = np.maximum(forward + backward - whole, 0)[inner]
    return cut
