"""How ordinary a stretch of text is in shop titles: a model of neighbouring letters.

Counts of folded letters and of pairs of neighbours in real shop titles (tools/make_background.py; aggregate numbers
only) give the cost of each letter after the one before it, in bits. A stretch that is cheap is ordinary language; a
disguised name is dear. The same counts say how firmly two neighbours belong together, so that a name made of the end
of one word and the beginning of the next can be told.
"""

from dataclasses import dataclass, fields
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.text import words as lexicon
from matching.text.lane import Letters
from matching.text.stream import U32, Stream

FILE = Path(__file__).with_name("background.npz")
EDGE = 0  # stands for the gap before a word
BACK_OFF = 8.0  # pairs seen less often than about this say little; the letter's own frequency counts as much
UNSEEN = 0.5  # counts of a letter that was never seen
DEAREST = 24.0  # bits

F32 = NDArray[np.float32]


@dataclass(frozen=True)
class Background:
    """Counts.

    Attributes:
        letters: uint32[n], sorted code points. `EDGE` counts words.
        letter_counts: float32[n].
        pairs: uint64[m], sorted: first letter << 32 | second letter.
        pair_counts: float32[m].
    """

    letters: U32
    letter_counts: F32
    pairs: NDArray[np.uint64]
    pair_counts: F32

    @cached_property
    def total(self) -> float:
        """All letters counted, edges apart."""
        return float(self.letter_counts[self.letters != EDGE].sum())

    def frequency(self, letters: U32) -> F32:
        """Share of each letter among all, 0..1, never 0."""
        counts = _look_up(self.letters, self.letter_counts, letters)
        return (np.maximum(counts, UNSEEN) / self.total).astype(np.float32)

    def after(self, first: U32, second: U32) -> F32:
        """Chance of the second letter after the first (`EDGE` for a word's beginning), 0..1, never 0."""
        together = _look_up(self.pairs, self.pair_counts, first.astype(np.uint64) << np.uint64(32) | second)
        alone = _look_up(self.letters, self.letter_counts, first)
        chance: F32 = ((together + BACK_OFF * self.frequency(second)) / (alone + BACK_OFF)).astype(np.float32)
        return chance


@dataclass(frozen=True)
class Costs:
    """Bits of the letters of a stream.

    Attributes:
        alone: float32[n]: of each letter by itself, at a word's beginning.
        so_far: float32[n + 1]: sums of each letter's cost after the one before it.
        binding: float32[n + 1]: how much likelier the letter is after the one before it than by itself, in bits; 0 at
            edges of words.
        known: float32[n + 1]: sums, over the letters of each Latin word, of how well known the word is (log2 of one
            more than its count).
    """

    alone: F32
    so_far: NDArray[np.float64]
    binding: F32
    known: NDArray[np.float64]


@cache
def load() -> Background:
    """The counts that ship with the package."""
    with np.load(FILE) as stored:
        return Background(**{field.name: stored[field.name] for field in fields(Background)})


def costs(background: Background, text: Letters) -> Costs:
    """Costs of every letter of a stream."""
    stream = text.stream
    letters = stream.letters
    before = np.concatenate([np.zeros(1, np.uint32), letters[:-1]]) if len(letters) else letters
    own = background.frequency(letters)
    chained = background.after(before, letters)
    start = background.after(np.zeros_like(letters), letters)
    follow = -np.log2(np.where(stream.starts, own, chained))
    binding = np.log2(chained / own)
    binding[stream.edge[:-1]] = 0
    alone = np.minimum(-np.log2(np.maximum(own, start)), DEAREST)
    so_far = np.concatenate([np.zeros(1), np.cumsum(np.minimum(follow, DEAREST), dtype=np.float64)])
    return Costs(alone.astype(np.float32), so_far, np.append(binding, 0).astype(np.float32), _known(background, text))


def _known(background: Background, text: Letters) -> NDArray[np.float64]:
    start, end = text.words
    at = lexicon.load().find(text.hashes(start, np.minimum(end, start + 64)))
    counts = np.where(at >= 0, lexicon.load().usual[at], 0)
    each = np.zeros(len(text.stream) + 1)
    each[start] += counts
    each[end] -= counts
    return np.concatenate([np.zeros(1), np.cumsum(np.cumsum(each))[:-1]])


def count(stream: Stream, least: int) -> Background:
    """Counts of a stream; pairs seen less often than `least` are left out."""
    before = np.concatenate([np.zeros(1, np.uint32), stream.letters[:-1]])
    begins = stream.edge[:-1]
    before[begins] = EDGE
    points, counts = np.unique(stream.letters, return_counts=True)
    keys, together = np.unique(before.astype(np.uint64) << np.uint64(32) | stream.letters, return_counts=True)
    kept = together >= least
    return Background(
        np.concatenate([np.array([EDGE], np.uint32), points]),
        np.concatenate([[begins.sum()], counts]).astype(np.float32),
        keys[kept],
        together[kept].astype(np.float32),
    )


def _look_up(keys: NDArray[np.unsignedinteger], values: F32, wanted: NDArray[np.unsignedinteger]) -> F32:
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[at] == wanted, values[at], np.float32(0))
