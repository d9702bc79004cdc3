"""Finds in titles of which it is known which name is meant: what the weights are fitted to."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from benchmarks.corpus import Case, Corpus
from benchmarks.names import key
from matching.text import background, words
from matching.text.batch import Batch, make_tables
from matching.text.compile import all_lanes, compile_names
from matching.text.features import QUICK, Context
from matching.text.search import Finds, Weights, every_find, search
from matching.text.stream import make_fold_table
from matching.text.words import cut_into_words

BATCH = 700  # titles
MEANT, NOT_MEANT, UNKNOWN = 1, 0, -1
CLEAN = 8.0  # what a find in a clean title counts, as false alarms are counted in those
CUT = 0.5  # tens of bits that ordinary language pays for cutting its words there; more, and the name is none

F32 = NDArray[np.float32]


@dataclass(frozen=True)
class Labelled:
    """Finds with what is known of them.

    Attributes:
        features: float32[n, …].
        group: int8[n], twice the lane's number, one more for Chinese.
        case: int64[n], number of the title.
        name: int64[n], number of the name.
        meant: int8[n]: MEANT, NOT_MEANT or UNKNOWN.
        weight: float32[n], how much each counts.
        kinds: of each title.
    """

    features: F32
    group: NDArray[np.int8]
    case: NDArray[np.int64]
    name: NDArray[np.int64]
    meant: NDArray[np.int8]
    weight: F32
    kinds: NDArray[np.str_]


class Registry:
    """The marks of a corpus, compiled, and its finds."""

    def __init__(self, corpus: Corpus) -> None:
        self._tables = compile_names([(n, name) for n, mark in enumerate(corpus.marks) for name in mark.names])
        self._fold = make_tables(make_fold_table())
        self._ids = [mark.right_id for mark in corpus.marks]
        self._keys = [{key(name) for name in mark.names} for mark in corpus.marks]
        self._exact = list(all_lanes()).index("exact")
        self._of_name = cache(self._owned)

    def _owned(self, name: int) -> tuple[frozenset[str], frozenset[str]]:
        """Ids of the rights of a name, and keys of all their names."""
        names = self._tables.names
        owners = [int(owner) for owner in names.owner[int(names.first[name]) : int(names.first[name + 1])]]
        return frozenset(self._ids[o] for o in owners), frozenset(k for o in owners for k in self._keys[o])

    def label(self, cases: Sequence[Case], weights: Weights | None) -> Labelled:
        """Every find with its quick features; with weights, the likeliest with all features."""
        parts = []
        for start in range(0, len(cases), BATCH):
            some = cases[start : start + BATCH]
            batch = Batch([case.title for case in some], self._fold)
            cost = background.costs(background.load(), batch.plain)
            context = Context(batch.plain.stream, cost, cut_into_words(batch.plain, words.load()))
            finds = (
                every_find(batch, self._tables, context)
                if weights is None
                else search(batch, self._tables, context, weights)
            )
            meant, weight = self._judge(batch, finds, some)
            parts.append((finds.features, finds.lane, finds.text.astype(np.int64) + start, finds.name, meant, weight))
        features, group, case, name, meant, weight = (np.concatenate(column) for column in zip(*parts, strict=True))
        return Labelled(features, group, case, name, meant, weight, np.array([one.kind for one in cases]))

    def _judge(self, batch: Batch, finds: Finds, cases: Sequence[Case]) -> tuple[NDArray[np.int8], F32]:
        stream = batch.plain.stream
        origin = stream.origin
        ends = np.sort(np.stack([origin[finds.start], origin[finds.end - 1]]), axis=0)
        cut = finds.features[:, QUICK.index("left_cut")] + finds.features[:, QUICK.index("right_cut")]
        whole = np.where(finds.lane % 2, cut < CUT, stream.edge[finds.start] & stream.edge[finds.end])
        judged = [
            self._one(cases[text], int(name), (int(first), int(last) + 1), bool(exact), bool(alone))
            for text, name, first, last, exact, alone in zip(
                finds.text, finds.name, ends[0], ends[1], finds.lane // 2 == self._exact, whole, strict=True
            )
        ]
        table = np.array(judged, np.float32).reshape(-1, 2)
        return table[:, 0].astype(np.int8), table[:, 1]

    def _one(self, case: Case, name: int, place: tuple[int, int], exact: bool, whole: bool) -> tuple[int, float]:
        """Whether a find is meant, and how much it counts.

        A name that stands in a title as it is, whole, may well be meant, whatever brand the source gives: unknown. So
        may what overlaps the brand. A plain name lost is worse than a disguised one; clean titles count most, as they
        are what false alarms are counted in.
        """
        first, last = place
        ids, keys = self._of_name(name)
        gold = not ids.isdisjoint(case.gold)
        if case.kind == "clean":
            return NOT_MEANT, 0.0 if exact and whole else CLEAN
        if case.kind == "any":
            odd = (
                gold
                or not keys.isdisjoint(case.standing)
                or key(case.title[first:last]) in case.standing
                or (exact and whole)
            )
            return (UNKNOWN, 0.0) if odd else (NOT_MEANT, 1.0)
        over = min(last, case.start + len(case.written)) > max(first, case.start)
        if gold:
            return (MEANT, 3.0 if exact and whole else 1.0) if over else (UNKNOWN, 0.0)
        if exact:
            return (UNKNOWN, 0.0) if over or whole else (NOT_MEANT, 0.3)
        return NOT_MEANT, 0.1
