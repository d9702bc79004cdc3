"""形近: one Chinese character replaced by one that looks like it.

A name's keys are the names that it could be mistaken for, so that a text only needs the hashes of its windows.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from matching.tables import shape
from matching.text.batch import Batch
from matching.text.hashing import mix
from matching.text.lane import POWERS, Lane, NameKeys, TextKeys, any_han, lengths
from matching.text.stream import Bools
from matching.text.windows import han_windows

SHORTEST = 2
LONGEST = 8
SHORT = 3  # characters of a name that is entered with every look-alike of each
NEAREST = 12  # look-alikes of each character of a longer name, in whose case the edit lane finds the others
VERY_NEAR = 0.6


def of_names(names: Batch) -> NameKeys:
    """Each name with each of its characters replaced by each of its look-alikes."""
    letters = names.plain
    stream = letters.stream
    count = lengths(letters)
    fits = any_han(letters) & (count >= SHORTEST) & (count <= LONGEST)
    start, end = letters.bounds
    whole = np.zeros(stream.texts, np.uint64)
    whole[fits] = letters.hashes(start[fits], end[fits])
    first, second, near = _lookalikes()
    at = np.flatnonzero(stream.han & fits[stream.text])
    low = np.searchsorted(first, stream.letters[at], side="left")
    many = np.searchsorted(first, stream.letters[at], side="right") - low
    which = np.repeat(at, many)
    nth = np.arange(len(which)) - np.repeat(np.cumsum(many) - many, many)
    pair = np.repeat(low, many) + nth
    kept = near[pair] | (count[stream.text[which]] <= SHORT)
    which, other = which[kept], second[pair[kept]]
    name = stream.text[which]
    key = whole[name] + (mix(other) - letters.mixed[which]) * POWERS[end[name] - 1 - which]
    return NameKeys(key, name.astype(np.uint32))


def of_texts(texts: Batch) -> TextKeys:
    """Every window of Chinese characters."""
    start, end = han_windows(texts.plain, SHORTEST, LONGEST)
    return TextKeys(texts.plain.hashes(start, end), start, end)


@cache
def _lookalikes() -> tuple[NDArray[np.uint32], NDArray[np.uint32], Bools]:
    """Characters, what each may be taken for, and whether that is among its nearest or very near."""
    first, second, near = shape.pairs()
    order = np.lexsort((-near, first))
    rank = np.empty(len(first), np.int64)
    rank[order] = np.arange(len(first)) - np.searchsorted(first[order], first[order], side="left")
    return first, second, (rank < NEAREST) | (near >= VERY_NEAR)


LANE = Lane("shape", of_names, of_texts)
