"""From texts to the chance of each Nice and Locarno class: linear weights and a softmax."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.goods.features import F32, Features, features
from matching.goods.terms import Term

STRIDE = 16  # texts summed at a time: their weights fit into the cache, which makes it five times as fast
FILE = Path(__file__).with_name("classifier.npz")


@dataclass(frozen=True)
class Classifier:
    """Weights.

    Attributes:
        grams: int8[buckets, cells], in units of `step`.
        step: float32[cells].
        terms: float32[4 * cells, cells].
        bias: float32[cells].
        softness: float32[2]: what the sums are divided by, and the share of doubt that is spread over all cells;
            fitted so that chances are shares (tools/fit_goods.py).
    """

    grams: NDArray[np.int8]
    step: F32
    terms: F32
    bias: F32
    softness: F32

    def sums(self, given: Features) -> F32:
        """float32[n, cells]: weights of each text, summed; grams count by the root of their number."""
        counts = np.diff(given.starts)
        out = np.zeros((len(counts), len(self.bias)), np.float32)
        told = np.flatnonzero(counts)
        for begin in range(0, len(told), STRIDE):
            some = told[begin : begin + STRIDE]
            first, last = given.starts[some[0]], given.starts[some[-1] + 1]
            picked = self.grams[given.grams[first:last]].astype(np.float32)
            out[some] = np.add.reduceat(picked, given.starts[some] - first, axis=0)
        root: F32 = np.sqrt(np.maximum(counts, 1)).astype(np.float32)
        out *= self.step / root[:, None]
        found: F32 = out + given.terms @ self.terms
        return found

    def chances(self, sums: F32) -> F32:
        """float32[n, cells], each row adding up to 1."""
        raw = (sums + self.bias) / self.softness[0]
        raw = np.exp(raw - raw.max(axis=1, keepdims=True))
        doubt = self.softness[1]
        given: F32 = (1 - doubt) * raw / raw.sum(axis=1, keepdims=True) + doubt / len(self.bias)
        return given


@cache
def load() -> Classifier:
    """The weights that ship with the package."""
    with np.load(FILE) as stored:
        return Classifier(**{field.name: stored[field.name] for field in fields(Classifier)})


def sums(texts: Sequence[str], found: Sequence[Sequence[Term]]) -> F32:
    """float32[n, cells] of folded texts in which those words of the table were found."""
    return load().sums(features(texts, found))
