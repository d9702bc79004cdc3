"""Prices as shops write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.prices import read_currency, read_price

amounts = st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False)


@given(amounts)
def test_one_amount_in_many_forms_is_one_price(amount: Decimal) -> None:
    wide = str(amount).translate({ord(c): chr(ord(c) + 0xFEE0) for c in "0123456789."})
    for form in (f"¥{amount}", f"￥{wide}", f"{amount}元", f"RMB {amount:,}", f"CNY{amount}", f"券后¥ {amount} 起"):
        read = read_price(form)
        assert (read.value, read.currency) == (amount, "CNY"), form


@given(st.integers(1, 10**7))
def test_wan_is_ten_thousand(tenths: int) -> None:
    assert read_price(f"{tenths / 10}万").value == Decimal(tenths) * 1000
    assert read_price(f"¥{tenths / 10} 千").value == Decimal(tenths) * 100


@given(amounts, amounts)
def test_of_a_range_the_first_amount_counts(low: Decimal, high: Decimal) -> None:
    assert read_price(f"¥{low}-{high}").value == low
    assert read_price(f"¥{low} ~ ¥{high}").value == low


@given(st.text(max_size=300))
def test_nothing_breaks_it_and_what_it_reads_fits_the_contract(text: str) -> None:
    value = read_price(text).value
    assert value is None or (value >= 0 and value.is_finite() and value.adjusted() <= 15)


@pytest.mark.parametrize(
    ("text", "hint", "value", "currency"),
    [
        ("19.90", "CNY", "19.90", "CNY"),
        ("1.299,00 €", "", "1299", "EUR"),
        ("HK$12", "CNY", "12", "HKD"),
        ("¥1200", "JPY", "1200", "JPY"),
        ("US$5.00", "", "5", "USD"),
        ("$5.00", "HKD", "5", "HKD"),
        ("1,234.5", "RMB", "1234.5", "CNY"),
        ("-5", "", None, ""),
        ("免费", "CNY", None, "CNY"),
        ("9" * 60, "", None, ""),
        ("", "", None, ""),
    ],
)
def test_examples(text: str, hint: str, value: str | None, currency: str) -> None:
    read = read_price(text, hint)
    assert read.value == (None if value is None else Decimal(value))
    assert read.currency == currency


def test_a_currency_is_found_by_code_word_or_sign() -> None:
    assert [read_currency(text) for text in ("rmb", "人民币", "cny", "日元", "€", "XYZ")] == [
        "CNY", "CNY", "CNY", "JPY", "EUR", "",
    ]  # fmt: skip
