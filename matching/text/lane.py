"""What a lane is: one way in which a name may be written, as keys of names and keys of places in texts.

A lane gives every name one or more 64-bit keys, and every place of a text that could be a name written in its way a
key too; where both meet there is a candidate. Looking keys up is the same for all lanes, so a lane is only about
which keys there are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from matching.text.hashing import U64, mix, powers, prefixes, windows
from matching.text.stream import Bools, Stream

if TYPE_CHECKING:
    from matching.text.batch import Batch

I64 = NDArray[np.int64]
LONGEST = 64  # letters of a window; longer names are slogans that nobody disguises


@dataclass(frozen=True, slots=True)
class NameKeys:
    """Keys of names: `key[i]` is one of name number `name[i]`."""

    key: U64
    name: NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class TextKeys:
    """Keys of places in a stream: `key[i]` is that of the letters start[i] to end[i] (half-open)."""

    key: U64
    start: I64
    end: I64


@dataclass(frozen=True)
class Letters:
    """A stream with its hashes, computed once and shared by the lanes. Each text is a title, or each a name."""

    stream: Stream

    @cached_property
    def mixed(self) -> U64:
        """Each letter, mixed."""
        return mix(self.stream.letters)

    @cached_property
    def prefix(self) -> U64:
        """Prefix hashes of the letters."""
        return prefixes(self.mixed)

    @cached_property
    def bounds(self) -> tuple[I64, I64]:
        """Where each text begins and ends."""
        numbers = np.arange(self.stream.texts)
        return (
            np.searchsorted(self.stream.text, numbers, side="left").astype(np.int64),
            np.searchsorted(self.stream.text, numbers, side="right").astype(np.int64),
        )

    def hashes(self, start: I64, end: I64) -> U64:
        """Hashes of those windows, none longer than `LONGEST` letters."""
        return windows(self.prefix, start, end, POWERS)

    @cached_property
    def words(self) -> tuple[I64, I64]:
        """Latin words: where each begins and ends. Any gap, and any change of script, ends one."""
        stream = self.stream
        breaks = np.flatnonzero(stream.edge).astype(np.int64)
        start = breaks[:-1][~stream.han[breaks[:-1]]] if len(stream) else breaks[:0]
        return start, breaks[np.searchsorted(breaks, start, side="right")]

    def phrases(self, most: int) -> tuple[I64, I64, I64]:
        """Runs of one to `most` neighbouring Latin words: begin, end, number of words. Words that symbols part count
        as neighbours, as do words that white space parts."""
        start, end = self.words
        starts, ends, counts = [start], [end], [np.ones(len(start), np.int64)]
        for count in range(2, most + 1):
            last = np.arange(len(start) - count + 1) + count - 1
            first = last - count + 1
            # Neighbours if nothing but Latin words lies between, within one text.
            whole = np.concatenate([[0], np.cumsum(end - start)])
            together = whole[last + 1] - whole[first] == end[last] - start[first]
            same = self.stream.text[start[first]] == self.stream.text[start[last]]
            kept = together & same
            starts.append(start[first][kept])
            ends.append(end[last][kept])
            counts.append(np.full(int(kept.sum()), count))
        return np.concatenate(starts), np.concatenate(ends), np.concatenate(counts)


@dataclass(frozen=True, slots=True)
class Lane:
    """One way of writing a name.

    Attributes:
        name: of the lane.
        of_names: keys of names; the stream's texts are the names.
        of_texts: keys of places.
    """

    name: str
    of_names: Callable[[Batch], NameKeys]
    of_texts: Callable[[Batch], TextKeys]


POWERS = powers(LONGEST + 2)


def no_texts() -> TextKeys:
    """No places."""
    empty = np.zeros(0, np.int64)
    return TextKeys(np.zeros(0, np.uint64), empty, empty)


def whole_names(letters: Letters, wanted: Bools) -> NameKeys:
    """The names themselves, those that are wanted."""
    start, end = letters.bounds
    fits = wanted & (end > start) & (end - start <= LONGEST)
    return NameKeys(letters.hashes(start[fits], end[fits]), np.flatnonzero(fits).astype(np.uint32))


def lengths(letters: Letters) -> I64:
    """Letters of each text."""
    start, end = letters.bounds
    return end - start


def any_han(letters: Letters) -> Bools:
    """Whether each text holds a Chinese character."""
    counts = np.bincount(letters.stream.text[letters.stream.han], minlength=letters.stream.texts)
    return counts > 0


def all_han(letters: Letters) -> Bools:
    """Whether each text is of Chinese characters only, at least one."""
    counts = np.bincount(letters.stream.text[letters.stream.han], minlength=letters.stream.texts)
    only: Bools = (counts > 0) & (counts == lengths(letters))
    return only


def spans(length: int, start: I64, room: NDArray[np.int32]) -> tuple[I64, I64]:
    """Windows of that length at those starts, where they fit into their text."""
    fit = start[room[start] >= length]
    return fit, fit + length
