"""Han characters that a hurried reader takes for each other (形近): 己已, 未末, 清请, 师帅.

`shape.npz` (made by tools/make_shape.py) holds 17,626 characters and 222,158 pairs. Similarity combines the
correlation of blurred drawings (Noto Sans CJK and Noto Serif CJK, SIL Open Font License; a table of likeness is no
font) with the strokes that both share in parts (cjk-decomp, Apache-2.0 of its licences; stroke counts from Unihan,
Unicode License). Usual characters, as OpenCC's t2s leaves them, have about 50 neighbours; rare ones at most four usual
ones. About 0.9: hardly told apart; 0.7: one part differs; under 0.5: a family likeness.
"""

from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

DATA = Path(__file__).with_name("shape.npz")

Pairs = tuple[NDArray[np.uint32], NDArray[np.uint32], NDArray[np.float32]]


@cache
def pairs() -> Pairs:
    """Both code points and the similarity (0..1) of every pair, either way round, sorted by the first, then second.

    uint32[n], uint32[n], float32[n]; read-only. No character is paired with itself.
    """
    with np.load(DATA) as data:
        counts, gaps = data["counts"], data["gaps"].astype(np.int64)
        chars, values = data["chars"], data["values"]
    rows = np.repeat(np.arange(len(counts)), counts)
    ends = np.cumsum(counts, dtype=np.int64)
    run = np.cumsum(gaps)
    before = np.concatenate(([0], run))[ends - counts]  # sum of the gaps of all earlier rows
    columns = run - np.repeat(before, counts) + rows
    first = chars[np.concatenate((rows, columns))]
    second = chars[np.concatenate((columns, rows))]
    order = np.argsort((first.astype(np.uint64) << np.uint64(32)) | second)
    similarity = np.concatenate((values, values))[order].astype(np.float32) / np.float32(255)
    first, second = first[order], second[order]
    for array in (first, second, similarity):
        array.flags.writeable = False
    return first, second, similarity


@lru_cache(maxsize=1 << 14)
def neighbours(char: str) -> tuple[tuple[str, float], ...]:
    """(other character, similarity) of all look-alikes, most alike first; none for what is not Han."""
    first, second, similarity = pairs()
    start, end = (int(i) for i in np.searchsorted(first, np.asarray([ord(char), ord(char) + 1], np.uint32)))
    found = [(chr(second[i]), round(float(similarity[i]), 3)) for i in range(start, end)]
    return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0])))


@lru_cache(maxsize=1 << 14)
def _by_char(char: str) -> dict[str, float]:
    return dict(neighbours(char))


def similarity(one: str, other: str) -> float:
    """How alike two characters look, 0..1: 1 the same, 0 if they are no neighbours."""
    return 1.0 if one == other else _by_char(one).get(other, 0.0)
