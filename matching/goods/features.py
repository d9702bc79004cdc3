"""Texts as numbers: hashed runs of letters, and the words of the goods table that stand in them.

A Chinese character, a Latin word and a number are one unit each (every number is the same, as 250ml and 500ml are both
a bottle); features are units, pairs of neighbours, triples of Chinese characters and beginnings of long Latin words.
"""

import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from matching.goods import terms
from matching.tables.goods import kinds
from matching.text.hashing import BASE, mix

BUCKETS = 1 << 14
STEM = 5  # letters of a Latin word's beginning
_UNIT = re.compile("[a-z]+|[0-9]+|[^a-z0-9 ]")
_NUMBER = 1
_PAIR, _TRIPLE, _START = 1, 2, 3  # salts that keep the sorts of features apart
_SHARE, _FIRST, _LAST, _ASIDE = range(4)

Cell = tuple[int, str]
F32 = NDArray[np.float32]


@cache
def cells() -> tuple[Cell, ...]:
    """Nice and Locarno class together, each that the table has, sorted: what the classifier tells apart."""
    return tuple(sorted({(kind.nice, kind.locarno) for kind in kinds()}))


@cache
def cell_of_kind() -> tuple[int, ...]:
    """The number of each kind's cell."""
    return tuple(cells().index((kind.nice, kind.locarno)) for kind in kinds())


@dataclass(frozen=True)
class Features:
    """Features of several texts.

    Attributes:
        grams: int64[k], buckets of all texts' features, text after text.
        starts: int64[n + 1], where each text's features begin.
        terms: float32[n, 4 * cells]: what share of the table's words in the text is of a cell, whether the first one
            is, whether the last one is, what share stands aside (`terms.Term`).
    """

    grams: NDArray[np.int64]
    starts: NDArray[np.int64]
    terms: F32


def features(texts: Sequence[str], found: Sequence[Sequence[terms.Term]]) -> Features:
    """Features of folded texts in which those words of the table were found."""
    units: list[int] = []
    stems: list[int] = []
    sizes: list[int] = []
    stem_sizes: list[int] = []
    for text in texts:
        before, stems_before = len(units), len(stems)
        for unit in _UNIT.findall(text):
            if unit.isascii():
                units.append(_NUMBER if unit[0] <= "9" else zlib.crc32(unit.encode()) | 1 << 32)
                if len(unit) > STEM:
                    stems.append(zlib.crc32(unit[:STEM].encode()))
            else:
                units.append(ord(unit) << 1)
        sizes.append(len(units) - before)
        stem_sizes.append(len(stems) - stems_before)
    return _gathered(units, sizes, stems, stem_sizes, term_features(found))


def _gathered(units: list[int], sizes: list[int], stems: list[int], stem_sizes: list[int], words: F32) -> Features:
    count = len(sizes)
    of = np.repeat(np.arange(count), sizes)
    raw = np.array(units, np.uint64)
    han = (raw < 1 << 32) & (raw != _NUMBER)
    mixed = mix(raw)
    first, second, third = mixed[:-2], mixed[1:-1], mixed[2:]
    pair_ok = of[:-1] == of[1:]
    triple_ok = (of[:-2] == of[2:]) & han[:-2] & han[1:-1] & han[2:]
    hashes = np.concatenate([
        mixed,
        mix(mixed[:-1] * BASE + mixed[1:], _PAIR)[pair_ok],
        mix((first * BASE + second) * BASE + third, _TRIPLE)[triple_ok],
        mix(np.array(stems, np.uint64), _START),
    ])  # fmt: skip
    owner = np.concatenate([of, of[:-1][pair_ok], of[:-2][triple_ok], np.repeat(np.arange(count), stem_sizes)])
    order = np.argsort(owner, kind="stable")
    grams = (hashes >> np.uint64(40)).astype(np.int64)[order] % BUCKETS
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bincount(owner, minlength=count))])
    return Features(grams, starts, words)


def term_features(found: Sequence[Sequence[terms.Term]]) -> F32:
    """float32[n, 4 * cells] of the words found in each text."""
    width = len(cells())
    out = np.zeros((len(found), 4, width), np.float32)
    of_kind = cell_of_kind()
    for row, words in enumerate(found):
        plain = [word for word in words if not word.aside]
        for block, some in ((_SHARE, plain), (_FIRST, plain[:1]), (_LAST, plain[-1:]), (_ASIDE, words)):
            for word in some:
                if block != _ASIDE or word.aside:
                    for kind in word.kinds:
                        out[row, block, of_kind[kind]] += 1 / len(some) / len(word.kinds)
    return out.reshape(len(found), 4 * width)
