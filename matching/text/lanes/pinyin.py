"""A Chinese name written in pinyin, in one word or several."""

import numpy as np

from matching.tables import sound
from matching.text.batch import Batch
from matching.text.hashing import mix, prefixes
from matching.text.lane import POWERS, Lane, NameKeys, TextKeys, all_han, lengths, spans
from matching.text.stream import Bools

SHORTEST = 2  # characters of the name
LONGEST = 6
FEWEST_LETTERS = 4
MOST_LETTERS = 24


def of_names(names: Batch) -> NameKeys:
    """Each Chinese name in the usual reading of its characters."""
    letters = names.plain
    stream = letters.stream
    count = lengths(letters)
    primary = sound.primary()[stream.letters]
    silent = np.bincount(stream.text[primary == 0], minlength=stream.texts) > 0
    wanted = np.flatnonzero(all_han(letters) & (count >= SHORTEST) & (count <= LONGEST) & ~silent)
    written = [mix(np.array([ord(c) for c in s], np.uint32)) for s in ("", *sound.syllables())]
    syllable_key = np.array([prefixes(w)[-1] for w in written], np.uint64)
    syllable_size = np.array([len(w) for w in written], np.int64)
    start, _ = letters.bounds
    key = np.zeros(len(wanted), np.uint64)
    size = np.zeros(len(wanted), np.int64)
    for nth in range(LONGEST):
        more = count[wanted] > nth
        syllable = primary[np.minimum(start[wanted] + nth, len(stream) - 1)]
        key = np.where(more, key * POWERS[syllable_size[syllable]] + syllable_key[syllable], key)
        size = np.where(more, size + syllable_size[syllable], size)
    fits = (size >= FEWEST_LETTERS) & (size <= MOST_LETTERS)
    return NameKeys(key[fits], wanted[fits].astype(np.uint32))


def of_texts(texts: Batch) -> TextKeys:
    """Every window of Latin letters from the beginning of a word to the end of one."""
    letters = texts.plain
    stream = letters.stream
    latin: Bools = ~stream.han & ~stream.digit
    begins = np.flatnonzero(stream.edge[:-1] & latin).astype(np.int64)
    others = np.concatenate([np.zeros(1, np.int64), np.cumsum(~latin)])
    starts, ends = [], []
    for size in range(FEWEST_LETTERS, MOST_LETTERS + 1):
        start, end = spans(size, begins, stream.room)
        fits = stream.edge[end] & (others[end] == others[start])
        starts.append(start[fits])
        ends.append(end[fits])
    start, end = np.concatenate(starts), np.concatenate(ends)
    return TextKeys(letters.hashes(start, end), start, end)


LANE = Lane("pinyin", of_names, of_texts)
