"""Names of many rights, ready to be found in many texts at once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.hit import Hit
from matching.text import background, words
from matching.text.batch import Batch, Tables, make_tables
from matching.text.compile import TextTables, all_lanes, compile_into, compile_names, open_tables, save
from matching.text.explain import explain
from matching.text.features import Context
from matching.text.lane import I64
from matching.text.places import LEAST, MOST_OF_A_TEXT, Place, Places, joined, likeliest
from matching.text.search import Finds, Weights, search
from matching.text.stream import LONGEST_TEXT, OVERRIDE, as_shown
from matching.text.weigh import load_forest, load_weights
from matching.text.words import cut_into_words

PORTION = 40_000  # characters that are searched at once; their windows take some 100 MB


class TextIndex:
    """A compiled index.

    Args:
        tables: in memory or mapped.
    """

    def __init__(self, tables: TextTables) -> None:
        self._tables = tables
        self._lanes = list(all_lanes())
        self._exact = self._lanes.index("exact")
        self._weights = Weights(load_weights(self._lanes), load_forest())
        self._spelling = np.ascontiguousarray(tables.names.spelling).data  # which gives slices fast

    @classmethod
    def of(cls, names: Iterable[tuple[int, str]]) -> "TextIndex":
        """Compiles an index in memory of names, each given with the number of its right."""
        return cls(compile_names(names))

    @classmethod
    def open(cls, folder: Path) -> "TextIndex":
        """Maps a compiled index.

        Raises:
            FileNotFoundError: there is none.
            ValueError: another version made it.
        """
        return cls(open_tables(folder))

    @staticmethod
    def compile(
        folder: Path, names: Iterable[tuple[int, str]], on_lane: Callable[[int, int], None] = lambda done, of: None
    ) -> None:
        """Compiles an index of names into a folder, in less memory than `of` and `save` take (`compile_into`)."""
        compile_into(folder, names, on_lane)

    def save(self, folder: Path) -> None:
        """Writes it to a folder, whole or not at all."""
        save(self._tables, folder)

    def __len__(self) -> int:
        return len(self._tables.names.length)

    @property
    def tables(self) -> TextTables:
        """Its tables, for those who look names up in other ways than texts are searched."""
        return self._tables

    @cached_property
    def fold(self) -> Tables:
        """How texts are folded."""
        return make_tables(self._tables.fold)

    @cached_property
    def _background(self) -> background.Background:
        return background.load()

    def owners(self, name: int) -> tuple[int, ...]:
        """Numbers of the rights of a name."""
        return tuple(owner for owner, _ in self._tables.names.entries(name))

    def search(self, texts: Sequence[str]) -> tuple[Batch, Finds]:
        """The likeliest finds in these texts, weighed."""
        batch = Batch(texts, self.fold)
        cost, cuts = background.costs(self._background, batch.plain), cut_into_words(batch.plain, words.load())
        return batch, search(batch, self._tables, Context(batch.plain.stream, cost, cuts), self._weights)

    def places(self, texts: Sequence[str], least: float = LEAST, most: int = MOST_OF_A_TEXT) -> Places:
        """The likeliest places of each text; a few thousand letters at a time, so that memory stays flat.

        Args:
            texts: to be searched.
            least: log-odds below which a find is left out.
            most: names of one text.
        """
        found, before, count = [], [], 0
        for some in _portions(texts) if texts else [texts]:
            batch, finds = self.search(some)
            found.append(likeliest(finds, batch.plain.stream, self._tables.names, self._exact, least, most))
            before.append(count)
            count += len(some)
        return joined(found, before)

    def owned(self, name: I64) -> tuple[I64, I64, NDArray[np.int64]]:
        """The owners of some names.

        Returns:
            For each owner of each of them: which of the names, its entry (for `spelling`), the number of its right.
        """
        names = self._tables.names
        first, count = names.first[name], names.first[name + 1] - names.first[name]
        of = np.repeat(np.arange(len(name)), count)
        entry = first[of] + np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
        return of, entry, names.owner[entry].astype(np.int64)

    def spelling(self, entry: I64) -> list[str]:
        """Names as registered, by entry."""
        at = self._tables.names.spelling_at
        bounds = zip(at[entry].tolist(), at[entry + 1].tolist(), strict=True)
        return [str(self._spelling[first:last], "utf-8") for first, last in bounds]

    def find(self, texts: Sequence[str]) -> list[list[Hit]]:
        """Hits of each text, likeliest first: every owner of every place. Matching looks at fewer of them."""
        hits: list[list[Hit]] = [[] for _ in texts]
        places = self.places(texts)
        of, entry, owner = self.owned(places.name)
        touches = zip(places.text[of].tolist(), places.listed(of), self.spelling(entry), owner.tolist(), strict=True)
        for text, place, name, right in touches:
            hit = self.hit(place, texts[text], name, right)
            if hit is not None:
                hits[text].append(hit)
        return hits

    def hit(self, place: Place, text: str, name: str, right: int) -> Hit | None:
        """A place, looked at; None where no name stands there after all."""
        start, end, lane, sides, chance, ordinary, other, other_chance = place
        written = text[start:end] if chr(OVERRIDE) not in text else _as_shown(text, start, end)
        writing = explain(self._lanes[lane], written, name)
        if writing is None:
            return None
        instead = self._first_spelling(other) if other >= 0 else ""
        return Hit(right, name, start, end, writing, sides, chance, ordinary, instead, other_chance)

    def exact(self, places: Places) -> NDArray[np.bool_]:
        """Which of them hold the very letters of their name."""
        found: NDArray[np.bool_] = places.lane == self._exact
        return found

    def _first_spelling(self, name: int) -> str:
        """A name as its first owner registered it."""
        return self.spelling(self._tables.names.first[[name]])[0]


def _as_shown(text: str, start: int, end: int) -> str:
    """A stretch of a text in the order in which it is seen."""
    return "".join(text[at] for at in as_shown(text[:LONGEST_TEXT]) if start <= at < end and ord(text[at]) != OVERRIDE)


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
