"""Refits the scorer in force on what reviewers decided, near what it was, and measures both on decisions held out.

Decisions are no fair sample: one person may give most of them, one right may be copied by many sellers at once, and
a batch is one decision on many copies. So each counts less the more it is like others, and no right, seller or person
counts for more than a share. What is left is told to a fit that is drawn towards the scorer in force.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from domain.signal import Role, Signal
from matching.additive import Additive, Curve
from matching.fitting import Basis, fit, folds
from matching.outline import Floats
from matching.scorer import Scorer

FEWEST, FEWEST_OF_EACH = 200, 40  # decisions, and of each verdict, once near-identical ones count as one
FEWEST_GROUPS, FOLDS = 8, 5  # rights, and sellers: a fold needs others to be checked on
MOST_OF_A_RIGHT = MOST_OF_A_SELLER = 0.1  # of all that counts
MOST_OF_A_PERSON = 0.5
STIFFNESS = 15.0  # of a curve's segment: so many decisions balance the prior
LINE = 20.0  # the same of the tilt of the calibration
FLATTEST = 0.2  # tilt
STEPS, HALVES = 50, tuple(0.5**power for power in range(20))
ROUNDS = 20  # of lowering what counts too much


class TooFewDecisionsError(ValueError):
    """There is too little to learn from; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A decided pair.

    Attributes:
        signals: that the reviewer saw.
        infringing: the verdict.
        right_id, seller, reviewer: whose.
        group: equal for near-identical pairs that were decided the same way.
        at: when.
    """

    signals: tuple[Signal, ...]
    infringing: bool
    right_id: str
    seller: str
    reviewer: str
    group: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Quality:
    """How a scorer orders decisions that it has not seen: AUC, ECE, confirmed among the first so many, of so many."""

    auc: float
    ece: float
    hits: int
    of: int


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of it.

    Attributes:
        scorer: the candidate.
        before, after: of the scorer in force and of refits like the candidate, on folds by right and by seller.
        decisions, counted: how many, and what they count for together.
        changed: of each signal what it adds at -1 and at 1, before and after; the most changed first.
    """

    scorer: Additive
    before: Mapping[str, Quality]
    after: Mapping[str, Quality]
    decisions: int
    counted: float
    changed: Sequence[tuple[str, tuple[float, float], tuple[float, float]]]


def learn(decided: Sequence[Decided], base: Additive, roles: Mapping[str, Role], budget: int) -> Learned:
    """A candidate scorer.

    Args:
        decided: pairs with a clear verdict.
        base: the fitted scorer in force, which the fit is drawn towards.
        roles: by signal.
        budget: pairs that reviewers get through in a night, for the precision among the first.

    Raises:
        TooFewDecisionsError: too few, of one verdict only, or all of a few rights or sellers.
    """
    counts = weights(decided)
    _enough(decided, counts)
    true = np.array([one.infringing for one in decided])
    strengths = table_of(decided, roles)
    before = base.odds(strengths, len(decided))
    basis = Basis.of(roles, base.curves, STIFFNESS)
    design = basis.design(strengths, len(decided))
    quality = {}
    for name, groups in (
        ("by right", [one.right_id for one in decided]),
        ("by seller", [one.seller for one in decided]),
    ):
        held = _held_out(base, basis, design, (true, counts), folds(_numbered(groups), FOLDS))
        quality[name] = [judged(score, true, counts, budget) for score in (base.calibrated(before), held)]
    made = _refit(base, basis, design, (true, counts))
    until = max(one.at for one in decided)
    digest = sha256(repr((made.base, sorted(made.curves.items()), made.calibration)).encode()).hexdigest()[:6]
    said = f"{base.name} and {len(decided)} decisions of {len({one.reviewer for one in decided})} person(s)"
    name = f"{base.name.partition('+')[0]}+{until:%Y%m%d}.{digest}"
    return Learned(
        replace(made, name=name, made_from=said, seen_until=until.isoformat()),
        {name: pair[0] for name, pair in quality.items()},
        {name: pair[1] for name, pair in quality.items()},
        len(decided),
        float(counts.sum()),
        _changed(base, made),
    )


def weights(decided: Sequence[Decided]) -> Floats:
    """What each decision counts: copies of one thing for 1 + ln of their number, no group for more than its share."""
    sizes = Counter(one.group for one in decided)
    counts = np.array([(1 + math.log(sizes[one.group])) / sizes[one.group] for one in decided])
    limits: list[tuple[Callable[[Decided], Hashable], float]] = [
        (lambda one: one.right_id, MOST_OF_A_RIGHT),
        (lambda one: one.seller, MOST_OF_A_SELLER),
        (lambda one: one.reviewer, MOST_OF_A_PERSON),
    ]
    for _ in range(ROUNDS):
        for of, most in limits:
            groups = _numbered([of(one) for one in decided])
            sums = np.bincount(groups, counts)
            if len(sums) * most > 1:
                # Against what the others count for, so that lowering one does not lower the limit for good.
                others = sums.sum() - sums
                factor = np.minimum(1, others * most / (1 - most) / np.maximum(sums, 1e-12))
                counts = counts * factor[groups]
    return counts


def judged(score: Floats, true: NDArray[np.bool_], counts: Floats, budget: int) -> Quality:
    """How well scores that have not seen these verdicts order them."""
    order = np.argsort(-score, kind="stable")
    first = order[: min(budget, max(1, len(order) // 2))]
    return Quality(_auc(score, true, counts), _ece(score, true, counts), int(true[first].sum()), len(first))


def unseen(decided: Sequence[Decided], candidate: Scorer, in_force: Scorer, budget: int) -> tuple[Quality, Quality]:
    """How the scorer in force and the candidate order the same decisions, which neither was fitted on."""
    true, counts = np.array([one.infringing for one in decided]), weights(decided)
    scores = [np.array([scorer.score(one.signals) for one in decided]) for scorer in (in_force, candidate)]
    before, after = (judged(score, true, counts, budget) for score in scores)
    return before, after


def table_of(decided: Sequence[Decided], roles: Mapping[str, Role]) -> dict[str, NDArray[np.float32]]:
    """Strengths by signal, float32[decisions] each; 0 where it was silent."""
    found = {name: np.zeros(len(decided), np.float32) for name in roles}
    for at, one in enumerate(decided):
        for signal in one.signals:
            if signal.name in found:
                found[signal.name][at] = signal.strength
    return found


def _enough(decided: Sequence[Decided], counts: Floats) -> None:
    groups = {(one.group, one.infringing) for one in decided}
    confirmed = sum(infringing for _, infringing in groups)
    missing = [
        f"{least} {what} (there are {have})"
        for what, least, have in (
            ("decisions, near-identical ones counted once", FEWEST, len(groups)),
            ("confirmed ones", FEWEST_OF_EACH, confirmed),
            ("dismissed ones", FEWEST_OF_EACH, len(groups) - confirmed),
            ("rights", FEWEST_GROUPS, len({one.right_id for one in decided})),
            ("sellers", FEWEST_GROUPS, len({one.seller for one in decided})),
        )
        if have < least
    ]
    if missing:
        raise TooFewDecisionsError(f"too little to learn from: it needs {', '.join(missing)}; decide more leads first")


def _held_out(
    base: Additive,
    basis: Basis,
    design: NDArray[np.float32],
    labels: tuple[NDArray[np.bool_], Floats],
    fold: NDArray[np.int64],
) -> Floats:
    """Probabilities of each decision by refits that have not seen its fold."""
    true, counts = labels
    held = np.zeros(len(true))
    for one in np.unique(fold):
        outside, inside = np.flatnonzero(fold != one), np.flatnonzero(fold == one)
        made = _refit(base, basis, design[outside], (true[outside], counts[outside]))
        rises = _rises(basis, made)
        held[inside] = made.calibrated(made.base + design[inside] @ rises)
    return held


def _rises(basis: Basis, made: Additive) -> Floats:
    """How much each segment rises in a scorer's curves."""
    found = [_at(made.curves[basis.names[at]], [low, high]) for at, low, high in basis.segments]
    return np.array([ends[1] - ends[0] for ends in found])


def _at(curve: Curve, places: Sequence[float] | Floats) -> Floats:
    at, value = np.array(curve).T
    found: Floats = np.interp(places, at, value)
    return found


def _refit(
    base: Additive, basis: Basis, design: NDArray[np.float32], labels: tuple[NDArray[np.bool_], Floats]
) -> Additive:
    """Curves near those in force, and their map tilted and shifted as the decisions say."""
    true, counts = labels
    _, rises = fit(basis, design, true, counts)
    made = replace(base, curves={**base.curves, **basis.curves(rises)})
    before = _at(base.calibration, base.base + design @ _rises(basis, made))
    tilt, shift = _line(before, true, counts)
    calibration = tuple((at, round(tilt * value + shift, 3)) for at, value in base.calibration)
    return replace(made, calibration=calibration)


def _line(odds: Floats, true: NDArray[np.bool_], counts: Floats) -> tuple[float, float]:
    """Tilt and shift of log-odds that fit the verdicts (Platt), drawn towards 1 and 0; the tilt stays positive."""
    rows = np.stack([odds, np.ones(len(odds))], axis=1)
    prior, stiffness = np.array([1.0, 0.0]), np.array([LINE, 1.0])

    def loss(line: Floats) -> float:
        at = rows @ line
        return float((counts * (np.logaddexp(0, at) - true * at)).sum() + (stiffness * (line - prior) ** 2).sum() / 2)

    line, now = prior, loss(prior)
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(rows @ line, -30, 30)))
        slope = rows.T @ (counts * (chance - true)) + stiffness * (line - prior)
        bend = (rows * (counts * chance * (1 - chance))[:, None]).T @ rows + np.diag(stiffness)
        step = np.linalg.solve(bend, -slope)
        # Halved until it helps: far from the verdicts a whole step overshoots.
        length = next(
            (part for part in HALVES if line[0] + part * step[0] >= FLATTEST and loss(line + part * step) < now), 0
        )
        line = line + length * step
        now = loss(line)
        if length * np.abs(step).max() < 1e-4:
            break
    return float(line[0]), float(line[1])


def _changed(base: Additive, made: Additive) -> list[tuple[str, tuple[float, float], tuple[float, float]]]:
    found = []
    for name in made.curves:
        before, after = _ends(base.curves.get(name)), _ends(made.curves[name])
        found.append((name, before, after))
    return sorted(found, key=lambda row: -sum(abs(a - b) for a, b in zip(row[1], row[2], strict=True)))


def _ends(curve: Curve | None) -> tuple[float, float]:
    """What a curve adds at -1 and at 1."""
    if curve is None:
        return 0.0, 0.0
    low = curve[0][1] if curve[0][0] < 0 else 0.0
    return low, curve[-1][1] if curve[-1][0] > 0 else 0.0


def _numbered(names: Sequence[Hashable]) -> NDArray[np.int64]:
    numbers: dict[Hashable, int] = defaultdict(lambda: len(numbers))
    return np.array([numbers[name] for name in names], np.int64)


def _auc(score: Floats, true: NDArray[np.bool_], counts: Floats) -> float:
    order = np.argsort(score, kind="stable")
    positive, negative = (counts * true)[order], (counts * ~true)[order]
    _, first, inverse = np.unique(score[order], return_index=True, return_inverse=True)
    below = np.append(0, np.cumsum(negative))[first][inverse]
    equal = np.bincount(inverse, negative)[inverse]
    total = positive.sum() * negative.sum()
    return float((positive * (below + equal / 2)).sum() / total) if total else math.nan


def _ece(score: Floats, true: NDArray[np.bool_], counts: Floats) -> float:
    at = np.minimum((score * 10).astype(np.int64), 9)
    gaps = np.bincount(at, counts * true, 10) - np.bincount(at, counts * score, 10)
    return float(np.abs(gaps).sum() / counts.sum())
