"""Logistic regression for each group of finds, and where each group's zero lies."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from matching.text.search import FEATURES

Floats = NDArray[np.float64]
FEWEST = 30  # finds without which a group keeps a cautious guess
RATE = 0.0012  # clean titles that may have a find above zero; a little over one in a thousand, as the budget is shared
PLAIN_WORTH = 4.0  # a plain name lost is worse than a disguised one
LOST = {"exact": 0.7, "": 3.0}  # per cent of a group's own finds that may lie below its zero when nothing forces more
LOWEST = -8.0  # of a zero


@dataclass
class Group:
    """Finds of one lane and script, by size of registry.

    Attributes:
        name: lane and script.
        rows: features, label, id of the title, kind ("clean" for clean titles).
    """

    name: str
    rows: dict[int, list[tuple[Floats, int, str, str]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, size: int, features: NDArray[np.float32], label: int, title: str, kind: str) -> None:
        """One more find."""
        self.rows[size].append((features.astype(np.float64), label, title, kind))

    def arrays(self) -> tuple[Floats, Floats]:
        """Features and labels of all sizes."""
        every = [row for rows in self.rows.values() for row in rows]
        return np.array([row[0] for row in every]).reshape(-1, len(FEATURES)), np.array(
            [float(row[1]) for row in every]
        )

    def best(self, size: int, weights: Floats, label: int) -> dict[str, tuple[float, str]]:
        """Log-odds of the best find of each title: of the hidden name (label 1), or in clean titles (label 0)."""
        best: dict[str, tuple[float, str]] = {}
        for features, one, title, kind in self.rows[size]:
            if one == label and (label == 1 or kind == "clean"):
                odds = float(features @ weights)
                if title not in best or odds > best[title][0]:
                    best[title] = odds, kind
        return best


def fit(group: Group) -> Floats:
    """Weights by penalised maximum likelihood."""
    features, labels = group.arrays()
    guess = np.zeros(len(FEATURES))
    if len(labels) < FEWEST:
        guess[0], guess[FEATURES.index("bits")] = -4.0, 1.0
        return guess
    if labels.min() == labels.max():
        guess[0], guess[FEATURES.index("bits")] = 1.0, 0.5
        return guess

    def loss(weights: Floats) -> tuple[float, Floats]:
        chance = 1 / (1 + np.exp(-np.clip(features @ weights, -40, 40)))
        likelihood = labels * np.log(chance + 1e-12) + (1 - labels) * np.log(1 - chance + 1e-12)
        penalty = np.full(len(weights), 1.0)
        penalty[0] = 0.1
        return -likelihood.sum() + (penalty * weights**2).sum() / 2, features.T @ (chance - labels) + penalty * weights

    return np.asarray(minimize(loss, guess, jac=True, method="L-BFGS-B", options={"maxiter": 500}).x)


def shifts(groups: Sequence[Group], weights: list[Floats], clean: Mapping[int, int]) -> None:
    """Moves each group's log-odds so that zero is its threshold, straight between the two sizes of registry."""
    small, large = sorted(clean)
    zeros = {size: thresholds(groups, weights, size, clean[size]) for size in clean}
    crowd = FEATURES.index("crowd")
    low, high = np.log2(small) / 10, np.log2(large) / 10
    for number, row in enumerate(weights):
        slope = (zeros[large][number] - zeros[small][number]) / (high - low)
        row[0] -= zeros[small][number] - slope * low
        row[crowd] -= slope


def thresholds(groups: Sequence[Group], weights: Sequence[Floats], size: int, clean: int) -> list[float]:
    """For each group the log-odds from which its finds count: greedily, the group whose next false alarm buys most."""
    hits = [sorted(g.best(size, w, 1).items(), key=lambda i: -i[1][0]) for g, w in zip(groups, weights, strict=True)]
    alarms = [sorted(g.best(size, w, 0).items(), key=lambda i: -i[1][0]) for g, w in zip(groups, weights, strict=True)]
    zeros = [found[0][1][0] + 1e-6 if found else LOWEST for found in alarms]
    spent: set[str] = set()
    covered = {t for n, found in enumerate(hits) for t, (odds, _) in found if odds > zeros[n]}
    taken = [0] * len(groups)
    while True:
        best = None
        for number, found in enumerate(alarms):
            for step in (1, 2, 3):
                upto = taken[number] + step
                new = {title for title, _ in found[:upto]} - spent
                if upto > len(found) or len(spent) + len(new) > max(2, int(clean * RATE)):
                    continue
                zero = found[upto][1][0] + 1e-6 if upto < len(found) else LOWEST
                gain = _worth(hits[number], zero, zeros[number], covered)
                if gain and (best is None or gain / max(len(new), 0.1) > best[0]):
                    best = gain / max(len(new), 0.1), number, upto, zero, new
        if best is None:
            break
        _, number, taken[number], zeros[number], new = best
        spent |= new
        covered |= {title for title, (odds, _) in hits[number] if odds > zeros[number]}
    return [_not_below(group.name, found, zero) for group, found, zero in zip(groups, hits, zeros, strict=True)]


def _worth(found: Sequence[tuple[str, tuple[float, str]]], low: float, high: float, covered: set[str]) -> float:
    between = [kind for title, (odds, kind) in found if low < odds <= high and title not in covered]
    return sum(PLAIN_WORTH if kind == "plain" else 1.0 for kind in between)


def _not_below(name: str, found: Sequence[tuple[str, tuple[float, str]]], zero: float) -> float:
    if len(found) < FEWEST:
        return max(zero, LOWEST)
    share = LOST["exact" if name.startswith("exact") else ""]
    return max(zero, LOWEST, float(np.percentile([odds for _, (odds, _) in found], share)))
