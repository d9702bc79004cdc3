"""What weighs more, and what decides between equal scores."""

from decimal import Decimal

import factories
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.signal import Span
from leads.harm import rank, sold, weight
from leads.tiebreak import evidence


@pytest.mark.parametrize(
    ("value", "number"),
    [("1,204", 1_204), ("1.2万+", 12_000), ("500+", 500), ("3.4w", 34_000), ("2千件", 2_000), ("no idea", 0), ("", 0)],
)
def test_how_many_were_sold_is_read_as_shops_write_it(value: str, number: int) -> None:
    assert sold(factories.listing(attributes=(("colour", "9"), ("销量", value)))) == number


def test_food_medicine_car_parts_children_s_goods_and_sales_weigh_more() -> None:
    right = factories.right(nice_classes=(25,))
    plain = weight(factories.listing(), right)
    for other in ("5", "9", "12", "28", "30"):
        assert weight(factories.listing(), right, other) > plain
    assert weight(factories.listing(title="Velmora 儿童外套"), right) > plain
    assert weight(factories.listing(title="Velmora kids' jacket"), right) > plain
    assert weight(factories.listing(attributes=(("sales", "20,000"),)), right) > plain
    # What is sold counts, not the worst that the mark is registered for.
    assert weight(factories.listing(), factories.right(nice_classes=(5, 25)), "25") == plain


@given(st.integers(0, 10**12), st.sampled_from(["", "5", "25", "28, 30", "99"]), st.text(max_size=20))
def test_a_weight_has_bounds_whatever_a_page_claims(number: int, goods: str, title: str) -> None:
    listing = factories.listing(title=title, attributes=(("sales", str(number)),))
    assert 1 < weight(listing, factories.right(), goods) <= 2.5


def test_between_equal_scores_more_evidence_goes_first() -> None:
    short, long = "Velmora", "Velmora 加厚外套 秋冬新款 包邮"
    main = factories.main_signal()
    assert main.span == Span(0, 7)
    assert evidence(factories.listing(title=short), [main]) > evidence(factories.listing(title=long), [main])
    two = [main, factories.main_signal("mark_in_brand", 0.4)]
    assert evidence(factories.listing(), two) > evidence(factories.listing(), [main])
    cheap, dear = (factories.listing(price=Decimal(price)) for price in ("9.90", "999"))
    assert evidence(cheap, [main]) > evidence(dear, [main])


@given(st.floats(0, 1), st.floats(0, 1), st.integers(0, 10**6), st.integers(0, 10**6))
def test_evidence_orders_equal_scores_and_never_another_one(one: float, other: float, low: int, high: int) -> None:
    right = factories.right()
    low, high = sorted((low, high))
    if low < high:  # scores have six digits
        assert rank(low / 10**6, right, one) <= rank(high / 10**6, right, other) or low // 10_000 == high // 10_000
    if one < other - 1e-6 and high % 10_000 < 9_999:
        assert rank(high / 10**6, right, one) < rank(high / 10**6, right, other)
