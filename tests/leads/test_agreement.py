"""Kappa: what two readers agree on beyond chance."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.decision import Verdict
from leads.agreement import agreement

YES, NO, UNSURE = Verdict.INFRINGING, Verdict.NOT_INFRINGING, Verdict.UNSURE
pairs = st.lists(st.tuples(st.sampled_from(list(Verdict)), st.sampled_from(list(Verdict))), max_size=40)


def test_kappa_is_cohen_s() -> None:
    # The textbook table 20, 5, 10, 15: agreement 0.7, by chance 0.5, kappa 0.4.
    found = agreement([(YES, YES)] * 20 + [(YES, NO)] * 5 + [(NO, YES)] * 10 + [(NO, NO)] * 15)
    assert found.agreed.value == 0.7
    assert found.kappa == pytest.approx(0.4)
    assert found.interval is not None
    assert found.interval[0] < 0.4 < found.interval[1]


def test_agreement_without_a_choice_says_nothing() -> None:
    assert agreement([]).kappa is None
    assert agreement([(YES, YES)] * 9).kappa is None
    few, many = (agreement([(YES, YES), (NO, NO)] * n) for n in (2, 50))
    assert few.kappa == many.kappa == 1
    assert few.interval is not None
    assert many.interval is not None
    assert few.interval[0] < many.interval[0] < 1  # full agreement of four leads is no proof


@given(pairs, st.permutations(list(Verdict)))
def test_kappa_knows_neither_order_nor_names(found: list[tuple[Verdict, Verdict]], names: list[Verdict]) -> None:
    kappa = agreement(found).kappa
    turned = agreement([(other, one) for one, other in found]).kappa
    rename = dict(zip(Verdict, names, strict=True))
    renamed = agreement([(rename[one], rename[other]) for one, other in found]).kappa
    for other in (turned, renamed):
        assert (kappa is None) == (other is None)
        if kappa is not None and other is not None:
            assert other == pytest.approx(kappa)
            assert kappa <= 1 + 1e-9


@given(pairs)
def test_more_agreement_is_never_a_lower_share(found: list[tuple[Verdict, Verdict]]) -> None:
    before, after = agreement(found).agreed, agreement([*found, (UNSURE, UNSURE)]).agreed
    assert after.value >= before.value
