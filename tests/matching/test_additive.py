"""A fitted scorer: a sum that a person can follow, a probability at the end, and a bound that is never beaten."""

import json
import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.signal import Role, Signal
from matching.additive import Additive, UnreadableScorerError
from matching.score import SCORER, TABLE, scorer, scorers, shown
from matching.scorer import Scorer

CURVES = {
    "mark_in_title": ((0.0, 0.0), (0.5, 1.0), (1.0, 3.0)),
    "goods_class": ((-1.0, -2.0), (0.0, 0.0), (1.0, 0.5)),
    "counterfeit_words": ((0.0, 0.0), (1.0, 2.5)),
}
FITTED = Additive("fitted-test", -4.0, CURVES, ((-6.0, -5.0), (0.0, 1.0), (2.0, 2.0)), "made up")
EVERY: list[Scorer] = [FITTED, *map(scorer, scorers())]

mains = st.floats(0.001, 1)
signed = st.floats(-1, 1)


def signals(title: float, goods: float, words: float) -> list[Signal]:
    return [
        Signal("mark_in_title", Role.MAIN, title, "a", "b", "It is so."),
        Signal("goods_class", Role.QUALIFIER, goods, "a", "b", "It is so."),
        Signal("counterfeit_words", Role.QUALIFIER, words, "a", "b", "It is so."),
    ]


@given(mains, signed, mains, signed, mains)
def test_more_of_what_speaks_for_it_never_lowers_a_score(
    title: float, goods: float, words: float, more: float, higher: float
) -> None:
    for one in EVERY:
        low = one.score(signals(min(title, higher), min(goods, more), words))
        assert low <= one.score(signals(max(title, higher), max(goods, more), words)) + 1e-12
        assert 0 < low < 1


@given(mains, signed, mains)
def test_no_score_is_above_the_ceiling_that_was_said_before(title: float, goods: float, words: float) -> None:
    for one in EVERY:
        (most,) = one.ceiling(
            {"mark_in_title": np.array([title])}, {"goods_class": np.array([goods]), "counterfeit_words": words}, 1
        )
        assert one.score(signals(title, goods, words)) <= most + 1e-9
        assert one.score(signals(title, min(goods, 0.0), 0.0)) <= most + 1e-9


@given(mains, signed, mains)
def test_an_explanation_adds_up_to_the_score(title: float, goods: float, words: float) -> None:
    found = signals(title, goods, words)
    adds = FITTED.contributions(found)
    total = FITTED.calibrated(np.array([FITTED.base + sum(adds)]))
    assert total[0] == pytest.approx(FITTED.score(found), abs=1e-9)
    together = sum(TABLE.contributions(found))
    assert shown(np.array([together]))[0] == pytest.approx(TABLE.score(found), abs=1e-9)


def test_without_a_main_there_is_no_lead_and_a_signal_that_was_not_fitted_moves_nothing() -> None:
    found = signals(0.9, 0.4, 1.0)
    assert FITTED.score(found[1:]) == 0
    stranger = Signal("of_nobody", Role.QUALIFIER, 1.0, "", "", "")
    assert FITTED.score([*found, stranger]) == FITTED.score(found)
    assert FITTED.contributions([stranger]) == (0.0,)


def test_many_pairs_at_once_are_weighed_as_one_by_one() -> None:
    titles, goods = np.array([0.1, 0.6, 1.0]), np.array([-1.0, 0.3, 0.0])
    odds = FITTED.odds({"mark_in_title": titles, "goods_class": goods, "counterfeit_words": 0.5}, 3)
    one_by_one = [FITTED.score(signals(a, b, 0.5)) for a, b in zip(titles.tolist(), goods.tolist(), strict=True)]
    assert FITTED.calibrated(odds) == pytest.approx(one_by_one)


def test_a_file_gives_back_the_same_scorer_and_a_damaged_one_says_so(tmp_path: Path) -> None:
    path = tmp_path / "fitted-test.json"
    path.write_text(FITTED.text(), encoding="utf-8")
    assert Additive.read(path) == FITTED
    good = json.loads(FITTED.text())
    falling = good | {"curves": {"goods_class": [[-1, 1], [1, -1]]}}
    lifted = good | {"curves": {"goods_class": [[0, 1], [1, 2]]}}
    infinite = good | {"calibration": [[0, 0], [1, float("inf")]]}
    for bad in (falling, lifted, infinite, good | {"curves": 3}, good | {"base": "x"}, {}, []):
        path.write_text(json.dumps(bad), encoding="utf-8")
        with pytest.raises(UnreadableScorerError, match=r"\w+ \w+"):
            Additive.read(path)


def test_a_scorer_travels_to_the_processes_that_match() -> None:
    for one in EVERY:
        again = pickle.loads(pickle.dumps(one))
        assert again == one
        assert again.score(signals(0.9, 0.4, 1.0)) == one.score(signals(0.9, 0.4, 1.0))


def test_scorers_are_given_by_name_and_a_wrong_one_names_those_that_there_are() -> None:
    assert scorers()[0] == SCORER
    assert [scorer(name).name for name in scorers()] == list(scorers())
    with pytest.raises(LookupError, match=SCORER):
        scorer("table-0")


def test_another_name_is_another_scorer() -> None:
    assert replace(FITTED, name="fitted-other").score(signals(0.9, 0.4, 1.0)) == FITTED.score(signals(0.9, 0.4, 1.0))
