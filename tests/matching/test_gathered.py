"""What a run's matches say together: usual prices, and shops that hide or copy."""

from decimal import Decimal

import factories
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.listing import Seller
from domain.signal import Role, Signal
from matching.gathered import ENOUGH, MOST, Gathered, price_key, usual_of

GOODS = Signal("goods_class", Role.QUALIFIER, 0.4, "25", "25", "The goods belong to class 25, which the right covers.")
COPIES = Signal("counterfeit_words", Role.QUALIFIER, 1.0, "高仿", "", "“高仿” is said of copies.")


def gathered(*prices: str, right_id: str = "TM-1") -> Gathered:
    found = Gathered()
    for number, price in enumerate(prices):
        listing = factories.listing(f"L-{number}", price=Decimal(price))
        found.add(listing, [factories.match(listing.listing_id, right_id, 0.9, factories.main_signal(), GOODS)])
    return found


def test_the_usual_price_is_the_median_of_enough_offers_of_one_kind() -> None:
    prices = [str(100 + number) for number in range(ENOUGH + 1)]
    usual = gathered(*prices).usual(("TM-1", "CNY", "25"))
    assert usual is not None
    assert (usual.middle, usual.offers, usual.currency) == (104, ENOUGH + 1, "CNY")
    for other in (("TM-2", "CNY", "25"), ("TM-1", "EUR", "25"), ("TM-1", "CNY", "18")):
        assert gathered(*prices).usual(other) is None
    assert gathered(*prices[: ENOUGH - 1]).usual(("TM-1", "CNY", "25")) is None


def test_what_was_known_before_counts_where_it_is_enough() -> None:
    found = gathered(*["100"] * ENOUGH)
    before = found.usual(("TM-1", "CNY", "25"), [500.0] * ENOUGH)
    few = found.usual(("TM-1", "CNY", "25"), [500.0])
    assert before is not None
    assert before.middle == 500
    assert few is not None
    assert few.middle == 100


@given(st.lists(st.floats(1, 1e6), min_size=ENOUGH, max_size=40), st.floats(0.001, 0.1))
def test_a_few_odd_prices_hardly_move_the_usual_one(prices: list[float], factor: float) -> None:
    usual = usual_of(prices, "CNY")
    odd = usual_of([*prices, min(prices) * factor], "CNY")
    assert usual is not None
    assert odd is not None
    assert min(prices) <= odd.middle <= usual.middle


def test_prices_of_a_right_that_everybody_sells_are_a_sample_that_does_not_hang_on_the_order() -> None:
    offers = [factories.listing(f"L-{number}", price=Decimal(number + 1)) for number in range(MOST * 3)]
    match = factories.match("L", "TM-1", 0.9, factories.main_signal(), GOODS)
    one, other = Gathered(), Gathered()
    for listing in offers:
        one.add(listing, [match])
    for listing in reversed(offers):
        other.add(listing, [match])
    key = ("TM-1", "CNY", "25")
    assert one.usual(key) == other.usual(key)
    usual = one.usual(key)
    assert usual is not None
    assert usual.offers == MOST


@pytest.mark.parametrize("price", ["0", "-3", "1e13"])
def test_a_price_that_nobody_pays_is_none(price: str) -> None:
    assert price_key(factories.listing(price=Decimal(price)), factories.match()) is None


def test_a_shop_is_told_by_what_hides_not_by_how_many_brands_it_names() -> None:
    found = Gathered()
    for number in range(5):
        listing = factories.listing(f"L-{number}", seller=Seller("S-1", "广货超市"))
        found.count("S-1")
        found.add(listing, [factories.match(listing.listing_id, f"TM-{number}", 0.9, factories.main_signal())])
    assert found.hidden == {}
    copy = factories.listing("L-9", seller=Seller("S-2", "小铺"))
    found.count("S-2")
    found.add(copy, [factories.match("L-9", "TM-7", 0.9, factories.main_signal(), COPIES)])
    assert found.hidden == {"S-2": frozenset({"TM-7"})}
    assert (found.offers("S-1"), found.offers("S-2"), found.usual_offers) == (5, 1, 3.0)


def test_one_offer_hides_one_right_the_likeliest() -> None:
    found = Gathered()
    listing = factories.listing("L-1", seller=Seller("S-2", "小铺"))
    likely, accident = (
        factories.match("L-1", right, score, factories.main_signal(), COPIES)
        for right, score in (("TM-7", 0.9), ("TM-8", 0.6))
    )
    found.add(listing, [accident, likely])
    assert found.hidden == {"S-2": frozenset({"TM-7"})}


def test_an_offer_that_hides_is_not_counted_among_the_shops_others() -> None:
    found = Gathered()
    for number in range(4):
        listing = factories.listing(f"L-{number}", seller=Seller("S-2", "小铺"))
        found.count("S-2")
        signals = (factories.main_signal(), COPIES) if number < 2 else (factories.main_signal(),)
        found.add(listing, [factories.match(listing.listing_id, "TM-7", 0.9, *signals)])
    assert [found.hiding("S-2", f"L-{number}") for number in range(4)] == [1, 1, 2, 2]
    assert found.hiding("S-9", "L-1") == 0
    assert found.by_chance == 0.5


def test_offers_without_a_seller_are_no_shop() -> None:
    found = Gathered()
    found.count("")
    found.add(
        factories.listing(seller=Seller()), [factories.match("L-1", "TM-1", 0.9, factories.main_signal(), COPIES)]
    )
    assert (found.hidden, found.usual_offers) == ({}, 0.0)
