"""Names that have most of their letters in common with what was typed, though no disguise that a lane knows."""

import math

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from matching.lookup.letters import LetterTable
from matching.text.hashing import U64, mix
from matching.text.lane import I64

LEAST = 0.6  # share of letters that agree, in order
SHORTEST = 3  # letters; of two, one other letter leaves nothing in common
LONGEST = 64
MOST = 1_500  # names that are compared letter by letter
F32 = NDArray[np.float32]


def signs(letters: NDArray[np.uint32], at: I64) -> U64:
    """Which letters each text has: one bit of 64 a letter, by its hash. A text without letters has none."""
    found = np.zeros(len(at) - 1, np.uint64)
    filled = np.flatnonzero(np.diff(at))
    if len(filled):
        bit = np.uint64(1) << (mix(letters) & np.uint64(63))
        found[filled] = np.bitwise_or.reduceat(bit, at[filled])
    return found


def near(typed: NDArray[np.uint32], table: LetterTable, has: U64) -> tuple[I64, F32]:
    """Names that are alike, and how alike, 0..1: 1 less the letters changed, left out, put in or swapped a letter.

    Args:
        typed: folded letters.
        table: of the names.
        has: `signs` of the names.
    """
    none = np.zeros(0, np.int64), np.zeros(0, np.float32)
    size = len(typed)
    if not SHORTEST <= size <= LONGEST:
        return none
    own = signs(typed, np.array([0, size]))[0]
    shared = np.bitwise_count(has & own)
    maybe = np.flatnonzero(shared >= math.ceil(LEAST * int(own.bit_count())))
    lengths = table.size(maybe)
    fits = (lengths >= LEAST * size) & (lengths <= size / LEAST)
    maybe, lengths = maybe[fits], lengths[fits]
    if len(maybe) > MOST:
        # Those that share most and are of about that length; of equal ones the best known, which come first.
        worth = (shared[maybe].astype(np.int64) * 64 - np.abs(lengths - size)) * len(maybe) - np.arange(len(maybe))
        maybe = maybe[np.sort(np.argpartition(-worth, MOST)[:MOST])]
    word = _text(typed)
    alike = np.array(
        [OSA.normalized_similarity(word, written(table, name), score_cutoff=LEAST) for name in maybe.tolist()],
        np.float32,
    )
    found = np.flatnonzero(alike > 0)
    return maybe[found], alike[found]


def written(table: LetterTable, name: int) -> str:
    """The folded letters of a name."""
    return _text(table.letters[int(table.at[name]) : int(table.at[name + 1])])


def _text(letters: NDArray[np.uint32]) -> str:
    return letters.astype("<u4").tobytes().decode("utf-32-le")
