"""The linear weights of the quick features: a logistic regression for each lane and script."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from matching.text.features import QUICK
from tools.finds import MEANT, NOT_MEANT, Labelled

Floats = NDArray[np.float64]
FEWEST = 30  # finds without which a group keeps a cautious guess
MOST = 60_000  # finds of a size of registry that are not meant, drawn at random and weighted up


def fit_quick(samples: Sequence[Labelled], groups: int, random: np.random.Generator) -> Floats:
    """Weights, float64[groups, len(QUICK)]."""
    weights = np.zeros((groups, len(QUICK)))
    for group in range(groups):
        features, labels, counts = _sample(samples, group, random)
        if (labels > 0).sum() < FEWEST:
            weights[group, QUICK.index("one")] = -3.0
            continue
        weights[group] = logistic(features, labels, counts)
    return weights


def _sample(samples: Sequence[Labelled], group: int, random: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    features, labels, counts = [], [], []
    for sample in samples:
        here = (sample.group == group) & ~np.isin(sample.kinds[sample.case], ["any", "initials"])
        meant = np.flatnonzero(here & (sample.meant == MEANT))
        other = np.flatnonzero(here & (sample.meant == NOT_MEANT) & (sample.weight > 0))
        drawn = random.permutation(other)[:MOST]
        for which, label, count in ((meant, 1.0, 1.0), (drawn, 0.0, len(other) / max(len(drawn), 1))):
            features.append(sample.features[which].astype(np.float64))
            labels.append(np.full(len(which), label))
            counts.append(np.full(len(which), count))
    return np.concatenate(features), np.concatenate(labels), np.concatenate(counts)


def logistic(features: Floats, labels: Floats, counts: Floats) -> Floats:
    """Weights by penalised maximum likelihood."""

    def loss(weights: Floats) -> tuple[float, Floats]:
        chance = 1 / (1 + np.exp(-np.clip(features @ weights, -40, 40)))
        likelihood = labels * np.log(chance + 1e-12) + (1 - labels) * np.log(1 - chance + 1e-12)
        return -(counts * likelihood).sum() + (weights**2).sum() / 2, features.T @ (
            counts * (chance - labels)
        ) + weights

    start = np.zeros(features.shape[1])
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x)
