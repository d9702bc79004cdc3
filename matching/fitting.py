"""Fits an additive scorer (matching/additive.py) to decided pairs: curves that never fall, near a prior, calibrated.

Each curve is cut into segments; how much it rises over each is one weight, and no weight is negative. They are found
by Newton's method, each step a quadratic problem with that bound. Numpy only: reviewers' decisions are fitted where
markhound runs.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from domain.signal import Role
from matching.additive import LEAST_SLOPE, Additive, Curve
from matching.outline import Floats

# Ends of the segments: below 0 few signals say more than three grades, above it names are graded finely near 1.
BELOW = (-1.0, -0.6, -0.3, 0.0)
ABOVE = (0.0, 0.3, 0.6, 0.8, 0.9, 1.0)
STEPS, CYCLES = 25, 200  # of Newton's method, and of coordinate descent within one
STRAIGHT = 0.01  # log-odds by which a point must lie off its neighbours to be kept
CLOSE = 0.01  # log-odds: smaller steps are not worth a pass over all pairs
SETTLED = 1e-6  # change of the weights at which it ends
BINS = 60  # of equal weight, from which the calibration is drawn; fewer where there are few positives
FEWEST_OF_BIN = 8  # positives of a bin
LOWEST = 1e-6  # rate of a bin that is believed


@dataclass(frozen=True)
class Basis:
    """The segments of all curves.

    Attributes:
        names: of the signals.
        segments: of each weight, the place of its signal, where it begins and ends.
        prior: float64[weights], rises that the fit is drawn towards.
        stiffness: float64[weights], how strongly: a weight's log-odds of 1 beyond the prior costs half as much.
    """

    names: tuple[str, ...]
    segments: tuple[tuple[int, float, float], ...]
    prior: Floats
    stiffness: Floats

    @classmethod
    def of(cls, roles: Mapping[str, Role], prior: Mapping[str, Curve], stiffness: float) -> "Basis":
        """Segments for signals, drawn towards curves; a signal without one is drawn towards silence.

        Args:
            roles: by signal; a main never speaks against.
            prior: curves by signal.
            stiffness: of a segment that is as long as the whole side.
        """
        segments = [
            (at, low, high)
            for at, role in enumerate(roles.values())
            for low, high in [
                *((itertools.pairwise(BELOW)) if role is not Role.MAIN else ()),
                *itertools.pairwise(ABOVE),
            ]
        ]
        names = tuple(roles)
        rises = []
        for at, low, high in segments:
            curve = prior.get(names[at], ((0.0, 0.0), (1.0, 0.0)))
            ends = np.interp([low, high], [x for x, _ in curve], [y for _, y in curve])
            rises.append(max(float(ends[1] - ends[0]), 0.0))
        return cls(names, tuple(segments), np.array(rises), np.full(len(segments), stiffness))

    def design(self, strengths: Mapping[str, NDArray[np.float32] | float], pairs: int) -> NDArray[np.float32]:
        """What each weight is multiplied with, float32[pairs, weights]."""
        made = np.zeros((pairs, len(self.segments)), np.float32)
        for column, (at, low, high) in enumerate(self.segments):
            strength = strengths.get(self.names[at])
            if strength is not None:
                inside = np.clip(strength, low, high) - (low if low >= 0 else high)
                made[:, column] = inside / (high - low)
        return made

    def curves(self, weights: Floats) -> dict[str, Curve]:
        """Weights as curves; each rises at least a little, so that different strengths never tie."""
        found: dict[str, Curve] = {}
        for at, name in enumerate(self.names):
            own = [
                (low, high, w) for (of, low, high), w in zip(self.segments, weights.tolist(), strict=True) if of == at
            ]
            rises = [(low, high, max(weight, LEAST_SLOPE * (high - low))) for low, high, weight in own]
            points = [(0.0, 0.0)]
            for low, _, rise in reversed([one for one in rises if one[1] <= 0]):
                points.insert(0, (low, points[0][1] - rise))
            for _, high, rise in (one for one in rises if one[0] >= 0):
                points.append((high, points[-1][1] + rise))
            found[name] = _without_needless(points)
        return found


def _without_needless(points: list[tuple[float, float]]) -> Curve:
    """The points of a curve without those on a straight line between their neighbours, 0 aside."""
    kept = points[:1]
    for at in range(1, len(points) - 1):
        (x0, y0), (x, y), (x1, y1) = kept[-1], points[at], points[at + 1]
        if x == 0 or abs(y0 + (y1 - y0) * (x - x0) / (x1 - x0) - y) > STRAIGHT:
            kept.append((x, y))
    return tuple((x, round(y, 3)) for x, y in [*kept, points[-1]])


def fit(basis: Basis, design: NDArray[np.float32], true: NDArray[np.bool_], counts: Floats) -> tuple[float, Floats]:
    """The base and the rises that make the decisions likeliest, near the prior.

    Args:
        basis: of the design.
        design: from `Basis.design`.
        true: bool[pairs], whether each infringes.
        counts: float64[pairs], how much each counts.
    """
    # What nothing was seen of stays as it was; leaving it out makes the fit several times quicker.
    seen = np.flatnonzero(design.any(axis=0))
    found = basis.prior.copy()
    base, found[seen] = _fit(design[:, seen], true, counts, (basis.prior[seen], basis.stiffness[seen]))
    return base, found


def _fit(
    design: NDArray[np.float32], true: NDArray[np.bool_], counts: Floats, towards: tuple[Floats, Floats]
) -> tuple[float, Floats]:
    """Newton's method; `towards` are the prior and the stiffness of each weight."""
    share = float(np.clip((counts * true).sum() / counts.sum(), 1e-6, 1 - 1e-6))
    weights = np.append(towards[0], np.log(share / (1 - share)))
    stiffness, prior = np.append(towards[1], 1e-6), np.append(towards[0], 0.0)
    bound = np.append(np.zeros(len(towards[0])), -np.inf)
    rows = np.hstack([design, np.ones((len(design), 1), np.float32)])
    loss = _loss(rows, true, counts, weights, stiffness, prior)
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        slope = rows.T @ (counts * (chance - true)) + stiffness * (weights - prior)
        curvature = (rows * (counts * chance * (1 - chance)).astype(np.float32)[:, None]).T @ rows
        step = _bounded(np.asarray(curvature, np.float64) + np.diag(stiffness), slope, weights, bound)
        length = 1.0
        while length > SETTLED:
            tried = weights + length * step
            new = _loss(rows, true, counts, tried, stiffness, prior)
            if new <= loss + SETTLED:
                break
            length /= 2
        weights, loss = weights + length * step, min(new, loss)
        if np.abs(length * step).max() < CLOSE:
            break
    return float(weights[-1]), np.maximum(weights[:-1], 0)


def _loss(
    rows: NDArray[np.float32],
    true: NDArray[np.bool_],
    counts: Floats,
    weights: Floats,
    stiffness: Floats,
    prior: Floats,
) -> float:
    odds = rows @ weights
    return float(
        (counts * (np.logaddexp(0, odds) - true * odds)).sum() + (stiffness * (weights - prior) ** 2).sum() / 2
    )


def _bounded(curvature: Floats, slope: Floats, weights: Floats, bound: Floats) -> Floats:
    """The step that lowers a quadratic most without passing the bound, by coordinate descent."""
    step = np.zeros(len(slope))
    change = slope.copy()
    scale = np.maximum(np.diag(curvature), 1e-9)
    for _ in range(CYCLES):
        moved = 0.0
        for at in range(len(slope)):
            new = max(step[at] - change[at] / scale[at], bound[at] - weights[at])
            difference = new - step[at]
            if difference:
                change += curvature[:, at] * difference
                step[at] = new
                moved = max(moved, abs(difference))
        if moved < SETTLED:
            break
    return step


def calibration(odds: Floats, true: NDArray[np.bool_], counts: Floats) -> Curve:
    """The rising map from log-odds that were not fitted on to those that were observed: isotonic, over bins.

    Args:
        odds: summed log-odds of pairs, from a fit that has not seen them.
        true, counts: as in `fit`.
    """
    order = np.argsort(odds)
    odds, hits, weights = odds[order], (true * counts)[order], counts[order]
    # Bins hold alike shares of the positives and, where there are none, of all: the top is what matters.
    mass = np.cumsum(hits / max(hits.sum(), 1e-12) + 0.2 * weights / weights.sum())
    bins = max(2, min(BINS, int(true.sum() // FEWEST_OF_BIN)))
    ends = np.unique(np.searchsorted(mass, np.linspace(0, mass[-1], bins + 1)[1:-1]))
    blocks: list[list[float]] = []
    for part in np.split(np.arange(len(odds)), ends):
        if len(part):
            own = weights[part]
            blocks.append(
                [float((odds[part] * own).sum()), float(hits[part].sum()), float(own.sum()), float(own @ own)]
            )
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][2] >= blocks[-1][1] / blocks[-1][2]:
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    points: list[tuple[float, float]] = []
    for place, found, total, squares in blocks:
        # So many pairs of equal weight say as much; if all of them are true, the next one may still be false.
        pairs = total * total / squares
        rate = float(np.clip(found / total, LOWEST, 1 - 1 / (pairs + 2)))
        at, value = place / total, float(np.log(rate / (1 - rate)))
        if not points or at > points[-1][0] + 0.05:
            points.append((at, max(value, points[-1][1] + LEAST_SLOPE * (at - points[-1][0])) if points else value))
    if len(points) < 2:
        points = [(points[0][0] - 1, points[0][1] - 1), (points[0][0] + 1, points[0][1] + 1)]
    return tuple((round(at, 3), round(value, 3)) for at, value in points)


def folds(groups: NDArray[np.int64], number: int) -> NDArray[np.int64]:
    """A fold for each pair, int64[pairs]: those of one group stay together, large groups spread evenly."""
    names, inverse, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    fold_of = np.zeros(len(names), np.int64)
    load = np.zeros(number)
    for at in np.argsort(-sizes, kind="stable"):
        lightest = int(load.argmin())
        fold_of[at] = lightest
        load[lightest] += sizes[at]
    found: NDArray[np.int64] = fold_of[inverse]
    return found


def fitted(
    basis: Basis,
    strengths: Mapping[str, NDArray[np.float32]],
    labels: tuple[NDArray[np.bool_], Floats],
    fold: Sequence[int] | NDArray[np.int64],
    name: str,
) -> tuple[Additive, Floats]:
    """A calibrated scorer, and for each pair the log-odds by a fit that has not seen its fold."""
    true, counts = labels
    design = basis.design(strengths, len(true))
    held = np.zeros(len(true))
    for one in np.unique(fold):
        outside, inside = np.flatnonzero(fold != one), np.flatnonzero(fold == one)
        base, weights = fit(basis, design[outside], true[outside], counts[outside])
        held[inside] = base + design[inside] @ weights
    base, weights = fit(basis, design, true, counts)
    made = Additive(name, round(base, 4), basis.curves(weights), calibration(held, true, counts))
    return made, held
