"""How much likelier a brand stands beside each word than anything else: counted in titles whose brand is known."""

from collections import Counter
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from matching.text.batch import Batch, make_tables
from matching.text.hashing import U64
from matching.text.lane import I64
from matching.text.stream import Stream, make_fold_table
from matching.text.surroundings import Surroundings
from matching.text.words import Words, cut_into_words
from tools.shop_titles import Titles, named

BATCH = 5_000  # titles
FEWEST = 4  # times that a word must be met
PRIOR = 12.0  # as often as this a word is taken to be met beside brands as beside anything
LEAST, MOST = -4.0, 6.0  # bits

Floats = NDArray[np.float32]


class _Side:
    """Words on one side: how often beside a brand, and how often beside the end of any word."""

    def __init__(self) -> None:
        self.brands: Counter[int] = Counter()
        self.any: Counter[int] = Counter()

    def bits(self, keys: U64) -> Floats:
        """How much likelier a brand is beside each word, in bits; 0 of words that are seldom met."""
        brands, every = self.brands.total(), self.any.total()
        found = np.zeros(len(keys), np.float32)
        for number, key in enumerate(keys.tolist()):
            if self.any[key] >= FEWEST:
                share = self.any[key] / every
                found[number] = np.log2((self.brands[key] + PRIOR * share) / (brands + PRIOR) / share)
        return np.round(np.clip(found, LEAST, MOST), 1).astype(np.float32)


def beside_brands(rows: Titles, words: Words) -> tuple[Floats, Floats]:
    """For each word of the table, in bits, how much likelier a brand stands right behind it, and right before it."""
    tables = make_tables(make_fold_table())
    ahead, behind = _Side(), _Side()
    known = [(title, brand) for title, brand in rows if brand]
    for first in range(0, len(known), BATCH):
        some = known[first : first + BATCH]
        batch = Batch([title for title, _ in some], tables)
        stream = batch.plain.stream
        around = Surroundings(stream, cut_into_words(batch.plain, words))
        places = np.array(list(_brands(stream, batch.plain.bounds, some)), np.int64).reshape(-1, 2)
        ahead.brands.update(around.before(places[:, 0]).tolist())
        behind.brands.update(around.after(places[:, 1]).tolist())
        ends = around.ends
        ahead.any.update(around.before(ends[:-1]).tolist())
        behind.any.update(around.after(ends[1:]).tolist())
    return ahead.bits(words.keys), behind.bits(words.keys)


def _brands(stream: Stream, bounds: tuple[I64, I64], rows: Titles) -> Iterator[tuple[int, int]]:
    """Where the first of each title's brands stands."""
    for (_, brand), start, end in zip(rows, *(bound.tolist() for bound in bounds), strict=True):
        text = "".join(map(chr, stream.letters[start:end].tolist()))
        for name in named(brand):
            at = text.find(name) if len(name) > 1 else -1
            if at >= 0:
                yield start + at, start + at + len(name)
                break
