"""What elements are called, the cheap signs that spare dear expressions, and what a page finds behind its own end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from scrapy.http import HtmlResponse

from crawlers.clues.labels import _sku as sku_of
from crawlers.naming import naming_of, words_of
from crawlers.page import Page
from crawlers.plain_text import has_digit


@pytest.mark.parametrize(
    ("attributes", "says"),
    [
        ('class="priceBox-new"', ""),
        ('class="you-may-like"', "away"),
        ('id="miniCart"', "away"),
        ('class="d-none"', "hidden"),
        ('class="visually-hidden"', ""),  # for readers of screens: it is said aloud
        ('data-testid="productTitle"', "title"),
        ('class="product" id="title"', "title"),  # of all its names together
        ('style="color:red"', ""),
        ("", ""),
    ],
)
def test_what_an_element_s_names_say(attributes: str, says: str) -> None:
    naming = naming_of(html.fragment_fromstring(f"<div {attributes}>x</div>"))
    assert [name for name in ("away", "hidden", "title") if getattr(naming, name)] == ([says] if says else [])


def test_words_are_cut_at_signs_and_capitals_in_the_order_of_class_and_id() -> None:
    element = html.fragment_fromstring('<b id="SKUNumber2" class="priceBox-new">x</b>')
    assert words_of(element) == ("price", "box", "new", "sku", "number", "2")


@given(st.text())
def test_a_digit_is_what_python_calls_one(text: str) -> None:
    assert has_digit(text) == any(char.isdigit() for char in text)


@pytest.mark.parametrize(
    ("shown", "following", "value"),
    [
        ("SKU: AB-12", "", "AB-12"),
        ("Item # 4711", "", "4711"),
        ("SKU", "AB-12", "AB-12"),
        ("货号", "77120", "77120"),
        ("sku AB-12", "", "AB-12"),
        ("SKU", "see below", ""),
        ("free shipping", "AB-12", ""),
    ],
)
def test_a_number_is_found_in_its_label_s_text_or_behind_it(shown: str, following: str, value: str) -> None:
    assert [clue.value for clue in sku_of(shown, following)] == ([value] if value else [])


def test_elements_behind_a_html_that_ends_too_early_are_found() -> None:
    body = b"<html><body><i data-sku='1'>a</i></body></html><p data-sku='2'>b</p>"
    page = Page(HtmlResponse("https://shop.example/", body=body, encoding="utf-8"))
    assert [element.get("data-sku") for element in page.marked(frozenset({"data-sku"}))] == ["1", "2"]
