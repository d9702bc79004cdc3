"""拆字: one character of the name taken apart into two that stand side by side (女子 for 好)."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from matching.tables import parts
from matching.text.batch import Batch
from matching.text.hashing import U64, mix
from matching.text.lane import I64, POWERS, Lane, Letters, NameKeys, TextKeys, any_han, lengths, no_texts, whole_names

SHORTEST = 2
LONGEST = 6


def of_names(names: Batch) -> NameKeys:
    """Every name with a Chinese character."""
    letters = names.plain
    count = lengths(letters)
    return whole_names(letters, any_han(letters) & (count >= SHORTEST) & (count <= LONGEST))


def of_texts(texts: Batch) -> TextKeys:
    """Every window around two neighbours that can be read as one character, with that character in their place."""
    letters = texts.plain
    stream = letters.stream
    at, whole = _joined(letters)
    if not len(at):
        return no_texts()
    keys, starts, ends = [], [], []
    for before in range(LONGEST):
        for behind in range(LONGEST - before):
            if not SHORTEST <= before + behind + 1 <= LONGEST:
                continue
            start, end = at - before, at + 2 + behind
            inside = (start >= 0) & (end <= len(stream))
            inside[inside] &= stream.text[start[inside]] == stream.text[end[inside] - 1]
            begin, stop = start[inside], end[inside]
            keys.append(_key(letters, begin, at[inside], stop, whole[inside]))
            starts.append(begin)
            ends.append(stop)
    return TextKeys(np.concatenate(keys), np.concatenate(starts), np.concatenate(ends))


def _key(letters: Letters, start: I64, at: I64, end: I64, whole: NDArray[np.uint32]) -> U64:
    head = letters.hashes(start, at)
    tail = letters.hashes(at + 2, end)
    behind = end - at - 2
    key: U64 = (head * POWERS[1] + mix(whole)) * POWERS[behind] + tail
    return key


def _joined(letters: Letters) -> tuple[I64, NDArray[np.uint32]]:
    """Places of such neighbours, once for each character that they can be read as."""
    stream = letters.stream
    pairs, wholes = _merges()
    pair = stream.letters[:-1].astype(np.uint64) << np.uint64(32) | stream.letters[1:]
    low = np.searchsorted(pairs, pair, side="left")
    many = np.searchsorted(pairs, pair, side="right") - low
    many[stream.text[:-1] != stream.text[1:]] = 0
    at = np.repeat(np.arange(len(pair), dtype=np.int64), many)
    nth = np.arange(len(at)) - np.repeat(np.cumsum(many) - many, many)
    return at, wholes[np.repeat(low, many) + nth]


@cache
def _merges() -> tuple[U64, NDArray[np.uint32]]:
    rows = sorted(
        (ord(left) << 32 | ord(right), ord(whole)) for (left, right), found in parts.merges().items() for whole in found
    )
    table = np.array(rows, np.uint64).reshape(-1, 2)
    return table[:, 0].copy(), table[:, 1].astype(np.uint32)


LANE = Lane("split", of_names, of_texts)
