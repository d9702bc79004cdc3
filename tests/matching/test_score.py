"""The scorer: a number between 0 and 1 that moves with the evidence and stands still without."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.signal import Role, Signal
from matching.score import MAINS, QUALIFIERS, eased, score, shown, summed

hundredths = st.integers(1, 100).map(lambda n: n / 100)
signed = st.integers(-100, 100).filter(bool).map(lambda n: n / 100)


def signal(name: str, strength: float) -> Signal:
    role = Role.MAIN if name in MAINS else Role.QUALIFIER
    return Signal(name, role, strength, "a", "b", "It is so.")


mains = st.dictionaries(st.sampled_from(sorted(MAINS)), hundredths, min_size=1).map(
    lambda found: [signal(name, strength) for name, strength in found.items()]
)
qualifiers = st.dictionaries(st.sampled_from(sorted(QUALIFIERS)), signed).map(
    lambda found: [signal(name, strength) for name, strength in found.items()]
)


@given(mains, qualifiers)
def test_a_score_lies_strictly_between_never_and_always(strong: list[Signal], weak: list[Signal]) -> None:
    assert 0 < score([*strong, *weak]) < 1


@given(qualifiers)
def test_without_a_main_there_is_no_lead(weak: list[Signal]) -> None:
    assert score(weak) == 0
    assert score([*weak, signal("mark_in_title", 0.0)]) == 0


@given(mains, qualifiers, st.data(), hundredths)
def test_a_stronger_signal_never_lowers_and_always_moves_the_score(
    strong: list[Signal], weak: list[Signal], data: st.DataObject, more: float
) -> None:
    every = [*strong, *weak]
    place = data.draw(st.integers(0, len(every) - 1))
    assume(every[place].strength + more <= 1)
    raised = list(every)
    raised[place] = replace(every[place], strength=every[place].strength + more)
    assume(raised[place].strength != 0)
    assert score(raised) > score(every)


@given(mains, qualifiers, st.data())
def test_one_more_signal_moves_the_score_its_way(strong: list[Signal], weak: list[Signal], data: st.DataObject) -> None:
    every = [*strong, *weak]
    left = sorted((MAINS.keys() | QUALIFIERS.keys()) - {s.name for s in every})
    assume(left)
    name = data.draw(st.sampled_from(left))
    strength = data.draw(hundredths if name in MAINS else signed)
    assert (score([*every, signal(name, strength)]) > score(every)) == (strength > 0)


@given(mains, qualifiers, st.randoms(use_true_random=False))
def test_the_order_of_the_signals_does_not_matter(strong: list[Signal], weak: list[Signal], dice: object) -> None:
    every = [*strong, *weak]
    mixed = list(every)
    dice.shuffle(mixed)  # type: ignore[attr-defined]
    assert score(mixed) == pytest.approx(score(every), abs=1e-12)


@given(st.sampled_from(sorted(MAINS)), hundredths, signed)
def test_different_strengths_of_the_same_evidence_never_tie(name: str, one: float, shift: float) -> None:
    other = one + shift
    assume(0 < other <= 1)
    first, second = (round(score([signal(name, strength), signal("goods_class", 0.4)]), 6) for strength in (one, other))
    assert first != second


def test_evidence_ranks_as_an_examiner_would_rank_it() -> None:
    title, brand = signal("mark_in_title", 0.9), signal("mark_in_brand", 0.9)
    ladder = [
        [title, signal("authorised_seller", -1)],
        [signal("mark_in_description", 0.9), signal("compatible_part", -1)],
        [title, signal("compatible_part", -1)],
        [signal("mark_in_description", 0.9)],
        [title],
        [brand],
        [title, brand],
        [title, brand, signal("goods_class", 0.4)],
        [title, brand, signal("goods_class", 0.4), signal("counterfeit_words", 1)],
    ]
    scores = [score(signals) for signals in ladder]
    assert scores == sorted(scores)
    assert len(set(scores)) == len(scores)


def test_the_mark_however_often_stands_below_the_mark_with_words_of_copying() -> None:
    everywhere = [signal(name, 1.0) for name in MAINS]
    proof = [signal("mark_in_title", 0.9), signal("goods_class", 0.4), signal("counterfeit_words", 1.0)]
    assert score(everywhere) < score(proof)


def test_a_signal_that_the_table_does_not_know_is_refused() -> None:
    with pytest.raises(KeyError):
        score([Signal("of_nobody", Role.MAIN, 0.5, "", "", "")])


@given(st.lists(st.floats(-12, 24), min_size=2, max_size=30, unique=True))
def test_the_order_stays_however_strong_the_cases_and_the_way_back_is_known(odds: list[float]) -> None:
    scores = shown(np.array(sorted(odds)))
    assert (np.diff(scores) >= 0).all()
    assert np.allclose(summed(scores), sorted(odds), atol=1e-3)
    assert [1 / (1 + math.exp(-eased(one))) for one in sorted(odds)] == pytest.approx(scores.tolist())
