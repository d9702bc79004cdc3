"""How likely each find is a reference to its name: first a linear look at all of them, then trees for the few left.

The weights were fitted on real titles whose brand was disguised (tools/fit_text.py). Trees of at most eight leaves are
evaluated for all finds at once: every condition that fails takes the leaves below it out of a byte, and the lowest
leaf that is left is the find's own (QuickScorer: Lucchese et al. 2015).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.text.features import FEATURES, QUICK

WEIGHTS = Path(__file__).with_name("weights.json")
FOREST = Path(__file__).with_name("forest.npz")
LEAVES = 8

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]


@dataclass(frozen=True)
class Forest:
    """Trees.

    Attributes:
        feature: uint8[trees, LEAVES - 1], column of each condition; a tree with fewer has conditions that hold always.
        threshold: float32[trees, LEAVES - 1]: the condition is that the column is at most that.
        gone: uint8[trees, LEAVES - 1]: leaves (bits) that are left where the condition fails.
        value: float32[trees, LEAVES], log-odds that each leaf adds.
        base: log-odds to begin with.
    """

    feature: U8
    threshold: F32
    gone: U8
    value: F32
    base: float

    def odds(self, features: F32) -> F32:
        """Log-odds of each row of float32[n, len(FEATURES)]."""
        rows = len(features)
        bins = [self._binned(np.ascontiguousarray(features[:, column]), column) for column in range(len(FEATURES))]
        total = np.full(rows, self.base, np.float32)
        # Some million small operations a night: each writes into memory that is there and in the cache.
        left, holds = np.empty(rows, np.uint8), np.empty(rows, np.bool_)
        bits = holds.view(np.uint8)
        conditions = zip(self.feature.tolist(), self._steps.tolist(), self.gone.tolist(), strict=True)
        for value, (features_of, steps, gones) in zip(self.value, conditions, strict=True):
            left.fill(255)
            for feature, step, gone in zip(features_of, steps, gones, strict=True):
                np.less_equal(bins[feature], step, out=holds)
                np.negative(bits, out=bits)  # 1 becomes 255: every leaf stays
                np.bitwise_or(bits, gone, out=bits)
                np.bitwise_and(left, bits, out=left)
            total += value[_LOWEST].take(left)
        return total

    def _binned(self, values: F32, column: int) -> U8:
        """How many of the column's thresholds lie below each value."""
        return np.searchsorted(self._thresholds[column], values, side="left").astype(np.uint8)

    @property
    def _thresholds(self) -> tuple[F32, ...]:
        return _thresholds(self)[0]

    @property
    def _steps(self) -> U8:
        return _thresholds(self)[1]

    def __hash__(self) -> int:
        return id(self)


_LOWEST = np.array([(number & -number).bit_length() - 1 if number else 0 for number in range(256)], np.uint8)


@cache
def _thresholds(forest: Forest) -> tuple[tuple[F32, ...], U8]:
    """Each column's thresholds in order, and for each condition the number of its threshold among them."""
    steps = np.zeros(forest.feature.shape, np.uint8)
    columns = []
    for column in range(len(FEATURES)):
        used = forest.feature == column
        found = np.unique(forest.threshold[used])
        columns.append(found)
        steps[used] = np.searchsorted(found, forest.threshold[used])
    return tuple(columns), steps


@cache
def load_forest() -> Forest:
    """The trees that ship with the package.

    Raises:
        ValueError: they were fitted to other features; fit them again (tools/fit_text.py).
    """
    with np.load(FOREST) as stored:
        if tuple(stored["features"].tolist()) != FEATURES:
            raise ValueError("matching/text/forest.npz was fitted to other features: run python -m tools.fit_text")
        feature, threshold, gone, value = (stored[name] for name in ("feature", "threshold", "gone", "value"))
        return Forest(feature, threshold, gone, value, float(stored["base"]))


def load_weights(lanes: Sequence[str]) -> F32:
    """The linear weights: two rows a lane (Latin, Chinese), one column for each quick feature."""
    stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    groups = [f"{lane}.{script}" for lane in lanes for script in ("latin", "han")]
    return np.array([[stored[group][feature] for feature in QUICK] for group in groups], np.float32)
