"""How good an order of pairs is: arithmetic only."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.town.pairs import Pairs
from leads.precision import Share
from matching.few import DIGITS

Floats = NDArray[np.float64]
TOP, BUDGET = 1_000, 3_000  # in which precision, and recall, are asked for; of a town of a million listings
DEPTHS = (100, 200, 500, 1_000, 1_500, 2_000, 3_000, 5_000)
MILLION = 1_000_000
BINS = 15
NAMES = ("mark_in_title", "mark_in_brand", "mark_in_description", "mark_in_picture_text")
NOT_MET = ("background", "accident")  # offers that are about no right


@dataclass(frozen=True)
class Measured:
    """One scorer on one town.

    Attributes:
        depths: precision among the first so many, with its 95 % interval, and recall in them.
        auc: of lawful uses against infringements where both name the mark; true pairs that nobody proposed lie last.
        ece: expected calibration error of all pairs, of the first 3,000, and by what the pair shows.
        ties: share of the first 1,000 whose score is that of another one of them.
        found: recall in the first 3,000, by kind of infringement.
        wrong: among the first 1,000, how many false ones of each kind of offer.
    """

    depths: Mapping[int, tuple[Share, float]]
    auc: float
    ece: Mapping[str, float]
    ties: float
    found: Mapping[str, Share]
    wrong: Mapping[str, int]

    def to_json(self) -> dict[str, Any]:
        """For scripts."""
        return {
            "depths": [
                {"first": n, "precision": share.value, "interval": share.interval, "recall": recall}
                for n, (share, recall) in self.depths.items()
            ],
            "auc": self.auc, "ece": dict(self.ece), "ties": self.ties,
            "found": {kind: (share.hits, share.of) for kind, share in self.found.items()}, "wrong": dict(self.wrong),
        }  # fmt: skip


def measure(pairs: Pairs, score: Floats, calibrated: bool) -> Measured:
    """Measures an order.

    Args:
        pairs: of the town.
        score: float64[pairs]; what scores 0 or less is no lead.
        calibrated: whether scores mean to be probabilities.
    """
    # As they are written; equal ones stand in the order in which the queue has them, by id.
    score = np.round(score, DIGITS)
    order = np.lexsort((pairs.right, pairs.listing, -score))
    true, scale = pairs.true[order], pairs.listings / MILLION
    depths = {}
    for depth in DEPTHS:
        first = true[: max(1, round(depth * scale))]
        depths[depth] = Share(int(first.sum()), len(first)), int(first.sum()) / max(pairs.all_true, 1)
    top, budget = order[: max(1, round(TOP * scale))], order[: max(1, round(BUDGET * scale))]
    _, inverse, counts = np.unique(score[top], return_inverse=True, return_counts=True)
    kinds = [str(kind) for kind in pairs.kinds]
    wrong = np.bincount(pairs.kind[top[~pairs.true[top]]], minlength=len(kinds))
    return Measured(
        depths,
        auc_given_mark(pairs, score),
        _errors(pairs, score, budget) if calibrated else {},
        float((counts[inverse] > 1).mean()),
        _found(pairs, budget, kinds),
        {kind: int(count) for kind, count in zip(kinds, wrong, strict=True) if count},
    )


def auc(true: NDArray[np.bool_], score: Floats) -> float:
    """Chance that a true one stands above a false one, ties counting half."""
    _, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    hits = int(true.sum())
    if not 0 < hits < len(true):
        return float("nan")
    return float((ranks[true].sum() - hits * (hits + 1) / 2) / (hits * (len(true) - hits)))


def auc_given_mark(pairs: Pairs, score: Floats) -> float:
    """AUC over pairs whose listing is about the right; true pairs that nobody proposed are put last."""
    met = pairs.met & ~np.isin(pairs.kinds[pairs.kind], NOT_MET)
    missed = int(pairs.missed.sum())
    return auc(
        np.concatenate([pairs.true[met], np.ones(missed, np.bool_)]), np.concatenate([score[met], np.zeros(missed)])
    )


def ece(true: NDArray[np.bool_], score: Floats) -> float:
    """Expected calibration error over bins of equal width."""
    if not len(true):
        return float("nan")
    at = np.minimum((score * BINS).astype(np.int64), BINS - 1)
    counts, hits, sums = (np.bincount(at, some, BINS) for some in (np.ones(len(at)), true, score))
    return float(np.abs(hits - sums).sum() / counts.sum())


def reliability(true: NDArray[np.bool_], score: Floats) -> list[tuple[float, float, int]]:
    """Mean score, share of true ones, and number of pairs, by bins of equal width; empty ones are left out."""
    at = np.minimum((score * BINS).astype(np.int64), BINS - 1)
    rows = [(at == one) for one in range(BINS)]
    return [(float(score[row].mean()), float(true[row].mean()), int(row.sum())) for row in rows if row.any()]


def shown(pairs: Pairs) -> dict[str, NDArray[np.bool_]]:
    """What pairs show, as masks: these are what a reviewer can tell apart before the truth is known."""
    words = pairs.column("counterfeit_words") > 0
    hidden = pairs.column("disguise") > 0
    fields = sum((pairs.column(name) > 0).astype(np.int64) for name in NAMES)
    lawful = (pairs.strength < 0).any(axis=1)
    return {
        "a name, and words of the trade": words & ~hidden,
        "a disguise": hidden,
        "a name in several fields": (fields > 1) & ~words & ~hidden,
        "a name, and something against": (fields == 1) & lawful & ~words & ~hidden,
        "a name and nothing else": (fields == 1) & ~lawful & ~words & ~hidden,
    }


def _errors(pairs: Pairs, score: Floats, budget: NDArray[np.int64]) -> dict[str, float]:
    found = {"all pairs": ece(pairs.true, score), "first 3,000": ece(pairs.true[budget], score[budget])}
    likely = score >= 0.05  # below that every group is calibrated by being hopeless
    found["pairs above 0.05"] = ece(pairs.true[likely], score[likely])
    return found | {name: ece(pairs.true[mask], score[mask]) for name, mask in shown(pairs).items()}


def _found(pairs: Pairs, budget: NDArray[np.int64], kinds: list[str]) -> dict[str, Share]:
    hits = np.bincount(pairs.kind[budget[pairs.true[budget]]], minlength=len(kinds))
    every = np.bincount(pairs.kind[pairs.true], minlength=len(kinds)) + pairs.missed
    return {kind: Share(int(hits[at]), int(every[at])) for at, kind in enumerate(kinds) if every[at]}
