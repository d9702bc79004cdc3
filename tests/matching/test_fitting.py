"""Fitting: weights that never speak the wrong way, near what they were, and probabilities that keep their word."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.signal import Role
from matching.additive import Additive, Curve
from matching.fitting import Basis, calibration, fit, fitted, folds
from matching.outline import Floats

ROLES = {"mark_in_title": Role.MAIN, "goods_class": Role.QUALIFIER, "noise": Role.QUALIFIER}
PRIOR: dict[str, Curve] = {
    "mark_in_title": ((0.0, 0.0), (1.0, 2.0)),
    "goods_class": ((-1.0, -1.0), (0.0, 0.0), (1.0, 1.0)),
}
PAIRS = 4_000


def market(seed: int) -> tuple[dict[str, np.ndarray], np.ndarray]:  # type: ignore[type-arg]
    """Pairs in which the name and the goods tell, the noise does not, and the other signal tells the wrong way."""
    dice = np.random.default_rng(seed)
    title, goods, noise = dice.random(PAIRS), dice.choice([-1.0, 0.0, 0.4], PAIRS), dice.uniform(-1, 1, PAIRS)
    odds = -3 + 3 * title + 2 * goods
    true = dice.random(PAIRS) < 1 / (1 + np.exp(-odds))
    strengths = {"mark_in_title": title, "goods_class": goods, "noise": noise}
    return {name: column.astype(np.float32) for name, column in strengths.items()}, true


def made(seed: int, stiffness: float = 1.0) -> tuple[Additive, Floats]:
    strengths, true = market(seed)
    basis = Basis.of(ROLES, PRIOR, stiffness)
    return fitted(basis, strengths, (true, np.ones(PAIRS)), folds(np.arange(PAIRS) // 10, 4), "fitted-test")


def test_what_tells_gets_its_weight_and_what_does_not_gets_hardly_any() -> None:
    scorer, _ = made(1)
    ends = {name: (curve[0][1], curve[-1][1]) for name, curve in scorer.curves.items()}
    assert ends["mark_in_title"][1] == pytest.approx(3, abs=0.7)
    assert ends["goods_class"][0] == pytest.approx(-2, abs=0.5)
    assert max(map(abs, ends["noise"])) < 0.5


def test_a_signal_that_seems_to_speak_the_wrong_way_is_silenced_and_never_turned_round() -> None:
    strengths, true = market(2)
    strengths["goods_class"] = -strengths["goods_class"]
    basis = Basis.of(ROLES, {}, 1.0)
    _, weights = fit(basis, basis.design(strengths, PAIRS), true, np.ones(PAIRS))
    assert weights.min() >= 0
    curve = basis.curves(weights)["goods_class"]
    assert -0.2 < curve[0][1] <= 0 <= curve[-1][1] < 0.2


def test_the_stiffer_the_fit_the_nearer_it_stays_to_the_prior() -> None:
    far, near = (made(3, stiffness)[0].curves["mark_in_title"][-1][1] for stiffness in (0.1, 10_000.0))
    assert abs(near - 2.0) < 0.1 < abs(far - 2.0)


def test_scores_of_pairs_that_were_not_fitted_on_are_the_rates_that_come_true() -> None:
    scorer, _ = made(4)
    strengths, true = market(5)
    score = scorer.calibrated(scorer.odds(strengths, PAIRS))
    for low, high in ((0, 0.05), (0.05, 0.2), (0.2, 0.5), (0.5, 1)):
        inside = (score >= low) & (score < high)
        assert abs(score[inside].mean() - true[inside].mean()) < 0.06


@settings(max_examples=50)
@given(st.lists(st.tuples(st.floats(-12, 12), st.booleans()), min_size=2, max_size=200))
def test_a_calibration_always_rises(pairs: list[tuple[float, bool]]) -> None:
    odds, true = np.array([odd for odd, _ in pairs]), np.array([hit for _, hit in pairs])
    curve = calibration(odds, true, np.ones(len(pairs)))
    assert len(curve) >= 2
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in itertools.pairwise(curve))
    Additive("fitted-test", 0.0, {}, curve)


@given(st.lists(st.integers(0, 20), min_size=1, max_size=300), st.integers(2, 6))
def test_a_group_is_never_torn_apart_by_folds(groups: list[int], number: int) -> None:
    found = folds(np.array(groups), number)
    of: dict[int, int] = {}
    for group, fold in zip(groups, found.tolist(), strict=True):
        assert of.setdefault(group, fold) == fold
