"""What is known beyond the page moves a score, says why, and never raises a lead by itself."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import factories
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.match import Match
from domain.signal import Role, Signal
from matching import circumstances
from matching.circumstance import Circumstances, Shop, Usual, circumstance_rules, floor, weighed
from matching.few import DIGITS
from matching.score import SCORER, TABLE, score

RULES = circumstance_rules()
USUAL = Usual(1_000.0, 0.3, 20, "CNY")


def known(shop: Shop | None = None, usual: Usual | None = None, price: str = "900", **fields: str) -> Circumstances:
    listing = factories.listing(price=Decimal(price), images=("front.jpg",))
    return Circumstances(listing, match(), shop, usual, fields.get("confirmed_with", ""))


def match() -> Match:
    signals = (factories.main_signal(),)
    return Match("L-1", "TM-1", round(score(signals), DIGITS), SCORER, signals)


def said(name: str, of: Circumstances) -> Signal | None:
    return RULES[name].see(of)


def strength(name: str, of: Circumstances) -> float:
    signal = said(name, of)
    return signal.strength if signal else 0.0


def test_every_file_holds_a_rule_of_its_name_that_explains_itself() -> None:
    files = {path.stem for path in Path(circumstances.__path__[0]).glob("*.py")} - {"__init__"}
    assert set(RULES) == files
    for rule in RULES.values():
        assert rule.role is Role.QUALIFIER
        assert rule.sentence.endswith(".")


def test_nothing_known_says_nothing() -> None:
    assert weighed(known(), RULES, TABLE) == known().match
    assert [rule.see(known(Shop())) for rule in RULES.values()] == [None] * len(RULES)


@pytest.mark.parametrize(("price", "speaks"), [("900", False), ("510", False), ("300", True), ("40", True)])
def test_a_price_speaks_only_far_under_the_usual_one(price: str, speaks: bool) -> None:
    assert (strength("price_low", known(usual=USUAL, price=price)) > 0) == speaks


def test_the_lower_the_price_the_more_it_says() -> None:
    prices = ("300", "200", "120", "80", "70")
    strengths = [strength("price_low", known(usual=USUAL, price=price)) for price in prices]
    assert strengths == sorted(set(strengths))
    assert strengths[-1] <= 1


def test_where_prices_differ_anyway_a_low_one_says_less() -> None:
    narrow, wide = replace(USUAL, spread=0.1), replace(USUAL, spread=0.8)
    assert strength("price_low", known(usual=narrow, price="250")) > strength(
        "price_low", known(usual=wide, price="250")
    )


def test_prices_of_another_currency_are_not_compared() -> None:
    assert said("price_low", known(usual=replace(USUAL, currency="EUR"), price="10")) is None


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_sellers_history_speaks_for_what_reviewers_said_more_often(confirmed: int, dismissed: int) -> None:
    value = strength("seller_history", known(Shop(confirmed=confirmed, dismissed=dismissed)))
    assert -1 < value < 1
    assert (value > 0) == (confirmed > dismissed)
    assert (value < 0) == (confirmed < dismissed)
    assert strength("seller_history", known(Shop(confirmed=confirmed + 1, dismissed=dismissed))) > value


def test_one_decision_says_less_than_ten() -> None:
    one, ten = (strength("seller_history", known(Shop(confirmed=number))) for number in (1, 10))
    assert 0 < one < 0.5 < ten


def test_only_several_holders_speak_against_a_shop() -> None:
    values = [strength("several_holders", known(Shop(holders=tuple("abcdefgh"[:n])))) for n in range(1, 9)]
    assert values[:2] == [0, 0]
    assert values[2:] == sorted(set(values[2:]))


def test_holders_that_a_shop_of_its_size_meets_by_chance_say_little() -> None:
    few = Shop(holders=tuple("abcd"), offers=10, by_chance=0.01)
    assert strength("several_holders", known(few)) > strength("several_holders", known(replace(few, offers=200))) > 0
    assert said("several_holders", known(replace(few, offers=400))) is None


def test_other_offers_that_hide_speak_against_a_shop_unless_its_size_explains_them() -> None:
    one, two = (strength("shop_hides", known(Shop(offers=4, hiding=number, by_chance=0.01))) for number in (1, 2))
    assert 0 < one < two
    assert said("shop_hides", known(Shop(offers=400, hiding=4, by_chance=0.01))) is None
    assert said("shop_hides", known(Shop(offers=4, hiding=0, by_chance=0.01))) is None


def test_the_more_offers_hide_by_chance_the_less_one_says() -> None:
    values = [strength("shop_hides", known(Shop(offers=4, hiding=1, by_chance=chance))) for chance in (0, 0.01, 0.1)]
    assert values == sorted(values, reverse=True)


def test_a_shop_is_fresh_where_it_is_new_and_large() -> None:
    fresh = Shop(offers=200, usual_offers=20, days=3)
    assert strength("fresh_shop", known(fresh)) > strength("fresh_shop", known(replace(fresh, days=50))) > 0
    for other in (replace(fresh, days=None), replace(fresh, days=61), replace(fresh, offers=30)):
        assert said("fresh_shop", known(other)) is None


def test_a_confirmed_offers_picture_names_that_offer() -> None:
    signal = said("confirmed_picture", known(confirmed_with="https://shop.example/item/9"))
    assert signal is not None
    assert "item/9" in signal.detail


def test_what_speaks_for_raises_the_score_and_weighing_twice_is_weighing_once() -> None:
    before = known(Shop(confirmed=5), USUAL, "50")
    after = weighed(before, RULES, TABLE)
    assert after.score > before.match.score
    assert [signal.name for signal in after.signals[:1]] == ["mark_in_title"]
    assert weighed(replace(before, match=after), RULES, TABLE) == after
    # Tomorrow the shop may have been cleared: what was said yesterday is not kept.
    assert weighed(Circumstances(before.listing, after), RULES, TABLE) == before.match


def test_no_circumstance_makes_a_lead_of_what_points_to_no_mark() -> None:
    nothing = replace(match(), signals=(), score=0.0)
    everything = known(
        Shop(9, 0, ("a", "b", "c", "d"), 900, 9, 1), USUAL, "10", confirmed_with="https://shop.example/1"
    )
    assert weighed(replace(everything, match=nothing), RULES, TABLE).score == 0


@given(st.floats(0.01, 0.99))
def test_the_floor_lies_under_the_threshold(threshold: float) -> None:
    assert 0 < floor(threshold) < threshold


def test_all_or_nothing_has_no_floor() -> None:
    assert (floor(0.0), floor(1.0)) == (0.0, 1.0)
