"""Names of many rights, ready to be found in many texts at once."""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.hit import Hit
from matching.text import background
from matching.text.batch import Batch, Tables, make_tables
from matching.text.compile import TextTables, all_lanes, compile_names, open_tables, save
from matching.text.explain import explain
from matching.text.search import FEATURES, Finds, search
from matching.text.stream import LONGEST_TEXT

WEIGHTS = Path(__file__).with_name("weights.json")
MOST_OF_A_TEXT = 8  # names of one text that are scored further; a page of keywords names thousands of marks
PORTION = 40_000  # characters that are searched at once; their windows take some 100 MB
MOST_OWNERS = 20  # rights of one name
LEAST = -10.0  # log-odds; below, a find says nothing
SPREAD = 3.0  # log-odds are divided by this, so that certain finds still differ in the digits that are written


class TextIndex:
    """A compiled index.

    Args:
        tables: in memory or mapped.
    """

    def __init__(self, tables: TextTables) -> None:
        self._tables = tables
        self._lanes = list(all_lanes())
        self._weights = load_weights(self._lanes)

    @classmethod
    def of(cls, names: Iterable[tuple[int, str]]) -> "TextIndex":
        """Compiles an index in memory of names, each given with the number of its right."""
        return cls(compile_names(list(names)))

    @classmethod
    def open(cls, folder: Path) -> "TextIndex":
        """Maps a compiled index.

        Raises:
            FileNotFoundError: there is none.
            ValueError: another version made it.
        """
        return cls(open_tables(folder))

    def save(self, folder: Path) -> None:
        """Writes it to a folder, whole or not at all."""
        save(self._tables, folder)

    def __len__(self) -> int:
        return len(self._tables.names.length)

    @cached_property
    def _fold(self) -> Tables:
        return make_tables(self._tables.fold)

    @cached_property
    def _background(self) -> background.Background:
        return background.load()

    def owners(self, name: int) -> tuple[int, ...]:
        """Numbers of the rights of a name."""
        return tuple(owner for owner, _ in self._tables.names.entries(name))

    def search(self, texts: Sequence[str]) -> tuple[Batch, Finds, NDArray[np.float32]]:
        """Every find in these texts, with its log-odds."""
        batch = Batch(texts, self._fold)
        finds = search(batch, self._tables, background.costs(self._background, batch.plain))
        return batch, finds, (finds.features * self._weights[finds.lane]).sum(axis=1)

    def find(self, texts: Sequence[str]) -> list[list[Hit]]:
        """Hits of each text, likeliest first; a few thousand letters at a time, so that memory stays flat."""
        hits: list[list[Hit]] = []
        for some in _portions(texts):
            hits += self._find(some)
        return hits

    def _find(self, texts: Sequence[str]) -> list[list[Hit]]:
        batch, finds, odds = self.search(texts)
        hits: list[list[Hit]] = [[] for _ in texts]
        names: list[set[int]] = [set() for _ in texts]
        for at in np.lexsort((finds.name, -odds, finds.text)):
            text, name = int(finds.text[at]), int(finds.name[at])
            if odds[at] < LEAST or len(names[text]) >= MOST_OF_A_TEXT or name in names[text]:
                continue
            names[text].add(name)
            hits[text] += self._hits(batch, finds, int(at), float(odds[at]))
        return hits

    def _hits(self, batch: Batch, finds: Finds, at: int, odds: float) -> Iterable[Hit]:
        stream = batch.plain.stream
        start, end = int(finds.start[at]), int(finds.end[at])
        places = stream.origin[start:end]  # backwards within a right-to-left override
        first, last = int(places.min()), int(places.max()) + 1
        written = batch.texts[int(finds.text[at])][first:last]
        chance = float(1 / (1 + np.exp(-odds / SPREAD)))
        sides = int(stream.edge[start]) + int(stream.edge[end])
        for owner, name in list(self._tables.names.entries(int(finds.name[at])))[:MOST_OWNERS]:
            found = explain(self._lanes[finds.lane[at] // 2], written, name)
            if found is not None:
                disguise, likeness = found
                yield Hit(owner, name, first, last, likeness, disguise, sides, chance)


def _portions(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """The texts in order, in lists of at most so many characters (a longer text comes alone)."""
    first, size = 0, 0
    for number, text in enumerate(texts):
        length = min(len(text), LONGEST_TEXT)
        if size + length > PORTION and number > first:
            yield texts[first:number]
            first, size = number, 0
        size += length
    if first < len(texts):
        yield texts[first:]


def load_weights(lanes: Sequence[str]) -> NDArray[np.float32]:
    """The table of weights, as fitted by tools/fit_text.py: two rows a lane (Latin, Chinese), one column a feature."""
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    groups = [f"{lane}.{script}" for lane in lanes for script in ("latin", "han")]
    return np.array([[stored[group][feature] for feature in FEATURES] for group in groups], np.float32)
