"""A letter dropped, doubled, swapped with its neighbour or replaced.

Two strings are at most one such step apart only if they share a form with at most one letter left out (Mor and
Fraenkel 1982; Garbe's symmetric delete). Deletion forms of two letters further apart are told apart later.
"""

import numpy as np

from matching.text.batch import Batch
from matching.text.hashing import U64
from matching.text.lane import I64, POWERS, Lane, Letters, NameKeys, TextKeys, all_han, lengths
from matching.text.windows import han_windows

SHORTEST = 4  # letters; a shorter name with a letter changed is another word
LONGEST = 32
MOST_WORDS = 4  # of a name that has a letter changed
SHORTEST_HAN = 4
LONGEST_HAN = 8


def of_names(names: Batch) -> NameKeys:
    """Each name, and each name with one letter left out."""
    letters = names.plain
    count = lengths(letters)
    han = all_han(letters)
    numbered = np.bincount(letters.stream.text[letters.stream.digit], minlength=letters.stream.texts) > 0
    latin = ~han & ~numbered & (count >= SHORTEST) & (count <= LONGEST)  # another digit is another model
    wanted = np.flatnonzero(latin | (han & (count >= SHORTEST_HAN) & (count <= LONGEST_HAN)))
    start, end = letters.bounds
    keys, which = _forms(letters, start[wanted], end[wanted])
    return NameKeys(keys, wanted[which].astype(np.uint32))


def of_texts(texts: Batch) -> TextKeys:
    """Each run of Latin words and each window of Chinese, with and without one letter."""
    letters = texts.plain
    start, end = _places(letters)
    keys, which = _forms(letters, start, end)
    return TextKeys(keys, start[which], end[which])


def _places(letters: Letters) -> tuple[I64, I64]:
    start, end, _ = letters.phrases(MOST_WORDS)
    size = end - start
    fits = (size >= SHORTEST - 1) & (size <= LONGEST + 1)
    han_start, han_end = han_windows(letters, SHORTEST_HAN - 1, LONGEST_HAN)
    return np.concatenate([start[fits], han_start]), np.concatenate([end[fits], han_end])


def _forms(letters: Letters, start: I64, end: I64) -> tuple[U64, I64]:
    """Hashes of those windows and of their deletion forms, with the number of the window of each."""
    size = end - start
    which = np.repeat(np.arange(len(start)), size)
    nth = np.arange(len(which)) - np.repeat(np.cumsum(size) - size, size)
    gone = start[which] + nth
    # One of two equal neighbours left out is the same form twice: keep the first.
    same = (nth > 0) & (letters.stream.letters[gone] == letters.stream.letters[np.maximum(gone - 1, 0)])
    which, gone = which[~same], gone[~same]
    head = letters.hashes(start[which], gone)
    tail = letters.hashes(gone + 1, end[which])
    deleted = head * POWERS[end[which] - gone - 1] + tail
    return np.concatenate([letters.hashes(start, end), deleted]), np.concatenate([np.arange(len(start)), which])


LANE = Lane("edit", of_names, of_texts)
