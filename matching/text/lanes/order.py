"""A mark of several words in another order.

Texts are permuted, not names: a mark that is registered in one word (SKINFOOD) is found in two that are swapped.
"""

from itertools import permutations

import numpy as np

from matching.text.batch import Batch
from matching.text.hashing import U64
from matching.text.lane import I64, LONGEST, POWERS, Lane, Letters, NameKeys, TextKeys, any_han, lengths, whole_names

SHORTEST = 6  # letters of the whole
MOST_WORDS = 3


def of_names(names: Batch) -> NameKeys:
    """Names without Chinese characters."""
    letters = names.plain
    return whole_names(letters, ~any_han(letters) & (lengths(letters) >= SHORTEST))


def of_texts(texts: Batch) -> TextKeys:
    """Every two or three neighbouring words in every other order."""
    letters = texts.plain
    start, end, count = letters.phrases(MOST_WORDS)
    words, word_ends = letters.words
    fits = (end - start <= LONGEST) & (end - start >= SHORTEST)
    keys, firsts, lasts = [], [], []
    for size in range(2, MOST_WORDS + 1):
        which = np.flatnonzero(fits & (count == size))
        first = np.searchsorted(words, start[which])
        for order in list(permutations(range(size)))[1:]:
            keys.append(_joined(letters, words, word_ends, first, order))
            firsts.append(start[which])
            lasts.append(end[which])
    return TextKeys(np.concatenate(keys), np.concatenate(firsts), np.concatenate(lasts))


def _joined(letters: Letters, words: I64, ends: I64, first: I64, order: tuple[int, ...]) -> U64:
    """Hash of neighbouring words one after the other in that order."""
    key = np.zeros(len(first), np.uint64)
    for nth in order:
        begin, stop = words[first + nth], ends[first + nth]
        key = key * POWERS[stop - begin] + letters.hashes(begin, stop)
    return key


LANE = Lane("order", of_names, of_texts)
