"""Markup as shops write it, and as they break it."""

import json
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import HtmlResponse

from crawlers.loose_json import BrokenJsonError, loads
from crawlers.markup import read_markup, read_rdfa
from crawlers.product import breadcrumbs, fields_of, products

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


def page(html: str) -> HtmlResponse:
    return HtmlResponse("https://shop.example/p/1", body=html.encode(), encoding="utf-8")


def script(data: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(data)}</script>'


@given(plain)
def test_good_json_is_read_as_it_is(data: object) -> None:
    assert loads(json.dumps(data)) == data


@given(st.dictionaries(st.text(max_size=6), plain, min_size=1, max_size=4))
def test_what_is_commonly_broken_is_mended(data: dict[str, object]) -> None:
    text = json.dumps(data, indent=1)
    assert loads(f"<!-- made by a shop -->\n{text}") == data
    assert loads(f"<!--\n{text}\n-->") == data
    assert loads(f"/* a */ // b\n{text[:-2]},\n}}") == data
    assert loads(f"//<![CDATA[\n{text}\n//]]>") == data
    assert loads(text + ";") == data


def test_control_characters_and_entities_are_mended() -> None:
    assert loads('{"a": "one\ntwo\tthree"}') == {"a": "one\ntwo\tthree"}
    assert loads("{&quot;a&quot;: 1}") == {"a": 1}
    assert loads('{"url": "http://x/", "price": 19.90}') == {"url": "http://x/", "price": Decimal("19.90")}


@pytest.mark.parametrize(
    "text", ["{", "", "{'a': 1}", '{"a": }', "[" * 50_000, "/*" * 100_000, '"' * 100_001, "<!--" * 90_000]
)
def test_what_cannot_be_mended_says_so_soon(text: str) -> None:
    began = time.monotonic()
    with pytest.raises(BrokenJsonError):
        loads(text)
    assert time.monotonic() - began < 2


def test_references_inside_a_graph_are_followed() -> None:
    graph = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "Product", "@id": "#p", "name": "Tee", "offers": {"@id": "#o"}, "brand": {"@id": "#b"}},
            {"@type": "Offer", "@id": "#o", "price": 5, "seller": {"@id": "#s"}},
            {"@type": "Organization", "@id": "#s", "name": "Stall", "address": {"addressLocality": "Town"}},
            {"@type": "Brand", "@id": "#b", "name": "Mark"},
            {"@type": "BreadcrumbList", "itemListElement": [
                {"position": 2, "item": {"name": "Shirts"}}, {"position": 1, "name": "Clothes"},
                {"position": 0, "name": "Home"},
            ]},
        ],
    }  # fmt: skip
    markup = read_markup(page(script(graph)))
    (product,) = products(markup)
    fields = fields_of(product, breadcrumbs(markup))
    assert (fields["title"], fields["price"], fields["brand"]) == ("Tee", "5", "Mark")
    assert fields["seller"] == {"id": "#s", "name": "Stall", "location": "Town"}
    assert fields["category"] == ["Clothes", "Shirts"]


def test_circular_references_end() -> None:
    markup = read_markup(page(script({"@graph": [{"@id": "a", "x": {"@id": "b"}}, {"@id": "b", "x": {"@id": "a"}}]})))
    assert products(markup) == []


def test_products_that_are_only_mentioned_are_left_out() -> None:
    node = {"@type": "Product", "name": "Tee", "isRelatedTo": {"@type": "Product", "name": "Cap"}}
    review = {"@type": "Review", "itemReviewed": {"@type": "Product", "name": "Tee"}}
    assert [one["name"] for one in products(read_markup(page(script(node) + script(review))))] == ["Tee"]


def test_the_offer_with_a_price_counts_and_the_rest_is_audited() -> None:
    node = {
        "@type": ["Product", "Thing"], "name": "Tee", "sku": 7, "warranty": "1y",
        "offers": [{"@type": "Offer"}, {"@type": "AggregateOffer", "offers": [{"price": "3", "shippingDetails": "x"}]}],
    }  # fmt: skip
    fields = fields_of(products(read_markup(page(script(node))))[0], [])
    assert fields["price"] == "3"
    assert {"warranty", "offers.shippingDetails"} <= set(fields)


def test_a_page_of_ten_thousand_items_is_refused_soon() -> None:
    began = time.monotonic()
    item = '<div itemscope itemtype="http://schema.org/Product"><b itemprop="name">x</b></div>'
    markup = read_markup(page(item * 10_000))
    assert [code for code, _ in markup.problems] == ["markup-too-big"]
    assert time.monotonic() - began < 3


def test_rdfa_is_read_where_it_stands() -> None:
    html = (
        '<div vocab="http://schema.org/" typeof="Product"><span property="name">Kettle</span>'
        '<div property="offers" typeof="Offer"><span property="price">9.50</span></div></div>'
    )
    (product,) = products(read_rdfa(page(html)))
    fields = fields_of(product, [])
    assert (fields["title"], fields["price"]) == ("Kettle", "9.50")
    assert read_rdfa(page("<p>none</p>")).nodes == []
