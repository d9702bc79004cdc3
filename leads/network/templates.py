"""Near-duplicate texts: MinHash (Broder 1997) over runs of characters, cut into bands (LSH) that can be looked up.

Thirty smallest hashes in six bands of five: of two texts whose runs overlap by 90 % some band agrees in 99.5 of a
hundred cases, by 80 % in 91, by 50 % in 17, by 30 % in one.
"""

import re
import unicodedata
from collections.abc import Iterator

import numpy as np

from domain.network import Fact, FactKind

RUN = 4  # characters of a run
BANDS, DEEP = 6, 5
LEAST = 60  # characters of a text; a shorter one is anybody's ("正品保证 七天无理由")
LONGEST = 4_000
_CHANGING = re.compile(r"[\W\d_]+")
_DRAW = np.random.default_rng(20261127)
_TIMES = _DRAW.integers(1, 2**63, BANDS * DEEP, dtype=np.uint64) | np.uint64(1)
_PLUS = _DRAW.integers(0, 2**63, BANDS * DEEP, dtype=np.uint64)
_PLACES = np.array([1, 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], dtype=np.uint64)


def templates(text: str) -> Iterator[Fact]:
    """The bands of a text of some length, without numbers, punctuation and case; none of a short one."""
    plain = _CHANGING.sub("", unicodedata.normalize("NFKC", text[:LONGEST]).casefold())
    if len(plain) < LEAST:
        return
    letters = np.frombuffer(plain.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    runs = sum(letters[place : len(letters) - RUN + 1 + place] * _PLACES[place] for place in range(RUN))
    mixed = np.unique(runs ^ (runs >> np.uint64(31)))
    smallest = ((mixed[:, None] * _TIMES + _PLUS) >> np.uint64(32)).min(axis=0)
    for band in range(BANDS):
        part = smallest[band * DEEP : (band + 1) * DEEP]
        yield Fact(FactKind.TEMPLATE, f"{band}:{part.astype('<u4').tobytes().hex()}", "")
