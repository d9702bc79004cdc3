"""The likeliest finds of each text, once a name, as arrays: what is looked at further.

Which they are depends on each text alone, never on the texts beside it in the batch.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from matching.distinctiveness import ordinariness
from matching.text.lane import I64
from matching.text.names import NameTable
from matching.text.search import Finds
from matching.text.stream import Stream

LEAST = -10.0  # log-odds; below, a find says nothing
SPREAD = 3.0  # log-odds are divided by this, so that certain finds still differ in the digits that are written
MOST_OF_A_TEXT = 8  # names of one text that are looked at; a page of keywords names thousands of marks


COVERED = 0.75  # of a place, from which another name stands there instead

# start, end, lane, sides, chance, ordinary, other name or -1, the other's chance
Place = tuple[int, int, int, int, float, float, int, float]


@dataclass(frozen=True)
class Places:
    """Where names probably stand: texts in order, in each the likeliest first.

    Attributes:
        text: int64[n], number of the text.
        start, end: int64[n], half-open range of characters in the original text.
        name: int64[n], number of the name, once a text.
        lane: int64[n], number of the lane that found it.
        sides: int64[n], on how many sides it ends at an edge, a gap or a change of script: 0, 1 or 2.
        chance: float64[n], that it refers to the name at all, 0..1.
        ordinary: float64[n], how ordinary a word the name is, 0..1.
        other: int64[n], number of another name whose very letters stand at that place, over most of it; -1 for none.
        other_chance: float64[n], its chance, 0 for none.
    """

    text: I64
    start: I64
    end: I64
    name: I64
    lane: I64
    sides: I64
    chance: NDArray[np.float64]
    ordinary: NDArray[np.float64]
    other: I64
    other_chance: NDArray[np.float64]

    def listed(self, which: I64) -> Iterator[Place]:
        """Some of them, one by one."""
        rest = (self.ordinary, self.other, self.other_chance)
        parts = (self.start, self.end, self.lane, self.sides, self.chance, *rest)
        return zip(*(part[which].tolist() for part in parts), strict=True)


def likeliest(
    finds: Finds, stream: Stream, names: NameTable, exact: int, least: float = LEAST, most: int = MOST_OF_A_TEXT
) -> Places:
    """Chooses them.

    Args:
        finds: of the texts of a stream.
        stream: the letters that the finds count in.
        names: that were found.
        exact: number of the lane that finds a name's very letters.
        least: log-odds below which a find is left out.
        most: names of one text.
    """
    odds = finds.odds
    at = np.flatnonzero(odds >= least)
    at = at[np.lexsort((finds.lane[at], finds.start[at], finds.name[at], -odds[at], finds.text[at]))]
    # A name is reached by several lanes; the likeliest counts, which comes first.
    _, first = np.unique(finds.text[at].astype(np.int64) << 32 | finds.name[at], return_index=True)
    at = at[np.sort(first)]
    text = finds.text[at].astype(np.int64)
    nth = np.arange(len(at)) - np.searchsorted(text, text)
    at, text = at[nth < most], text[nth < most]
    start, end = _characters(stream, finds.start[at], finds.end[at])
    name, lane = finds.name[at].astype(np.int64), finds.lane[at].astype(np.int64) // 2
    chance = 1 / (1 + np.exp(-odds[at].astype(np.float64) / SPREAD))
    other = _others(text, finds.start[at], finds.end[at], np.where(lane == exact, chance, 0))
    return Places(
        text=text,
        start=start,
        end=end,
        name=name,
        lane=lane,
        sides=stream.edge[finds.start[at]].astype(np.int64) + stream.edge[finds.end[at]],
        chance=chance,
        ordinary=ordinariness(names.general[finds.name[at]], names.lead[finds.name[at]]),
        other=np.where(other >= 0, name[other], -1),
        other_chance=np.where(other >= 0, chance[other], 0.0),
    )


def _others(text: I64, start: I64, end: I64, exact: NDArray[np.float64]) -> I64:
    """For each place the likeliest other that is exact, as long at least, and covers most of it; -1 for none.

    Args:
        text: int64[n], ascending.
        start, end: int64[n], in letters.
        exact: float64[n], chance of those that are exact, 0 for the others.
    """
    found, best = np.full(len(text), -1, np.int64), np.zeros(len(text))
    size = (end - start).astype(np.int64)
    for step in range(1, MOST_OF_A_TEXT):
        near = np.flatnonzero(text[step:] == text[:-step])
        if not len(near):
            break
        for one, two in ((near, near + step), (near + step, near)):
            shared = np.minimum(end[one], end[two]).astype(np.int64) - np.maximum(start[one], start[two])
            covers = (shared >= COVERED * size[one]) & (size[two] >= size[one]) & (exact[two] > best[one])
            # Of two exact names at one place the longer one is meant; as long ones are the same letters.
            covers &= (exact[one] == 0) | (size[two] > size[one])
            found[one[covers]], best[one[covers]] = two[covers], exact[two[covers]]
    return found


def _characters(stream: Stream, start: I64, end: I64) -> tuple[I64, I64]:
    """Places of letters as places of characters. Within a right-to-left override letters run backwards."""
    first, last = stream.origin[start].astype(np.int64), stream.origin[end - 1].astype(np.int64)
    falls = np.concatenate([[0], np.cumsum(np.diff(stream.origin, prepend=0) < 0)])
    for odd in np.flatnonzero(falls[end] > falls[start + 1]):  # few texts have such characters
        origin = stream.origin[start[odd] : end[odd]]
        first[odd], last[odd] = origin.min(), origin.max()
    return first, last + 1


def joined(parts: Sequence[Places], texts_before: Sequence[int]) -> Places:
    """Places of several batches as one; of each it is known how many texts came before."""
    moved = [part.text + before for part, before in zip(parts, texts_before, strict=True)]
    rest = {
        field.name: np.concatenate([getattr(part, field.name) for part in parts])
        for field in fields(Places)
        if field.name != "text"
    }
    return Places(text=np.concatenate(moved), **rest)
