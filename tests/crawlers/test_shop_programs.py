"""Shopify, WooCommerce, declared JSON and declared selectors, each against a shop that answers as they do."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from crawlers.checks import check
from domain.listing import Listing
from domain.report import StageReport
from domain.source import Source
from tests.crawlers.loopback_shop import Handler, Shop, records

Read = Callable[[Source], tuple[StageReport, dict[str, Listing]]]


def serve(shop: Shop, path: str, answer: Callable[[dict[str, str], Handler], tuple[Any, dict[str, str]]]) -> None:
    """JSON at a path, made from the query."""

    def reply(handler: Handler) -> None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(handler.path).query).items()}
        body, headers = answer(query, handler)
        handler.reply(json.dumps(body).encode(), "application/json", **headers)

    shop.answers[path] = reply


def variant(number: int, price: str, available: bool) -> dict[str, Any]:
    return {"id": number, "sku": f"S{number}", "price": price, "available": available}


def test_shopify_is_read_page_by_page_until_one_is_empty(shop: Shop, read: Read) -> None:
    def products(query: dict[str, str], _: Handler) -> tuple[Any, dict[str, str]]:
        page = int(query["page"])
        made = [
            {
                "id": 100 * page + n,
                "title": f"Lantern {page}-{n}",
                "handle": f"lantern-{page}-{n}",
                "body_html": "<p>Glows.</p>",
                "vendor": "Quistrel",
                "product_type": "Lamps",
                "variants": [variant(1, "5.00", False), variant(2, "19.90", True), variant(3, "24.90", True)],
                "options": [{"name": "Size", "values": ["S", "L"]}],
                "images": [],
                "template_suffix": "odd",
            }
            for n in range(2 if page < 3 else 0)
        ]
        return {"products": made}, {}

    serve(shop, "/products.json", products)
    report, found = read(shop.source(platform="shopify", options=()))
    assert set(found) == {"100", "101", "200", "201"}
    one = found["100"]
    assert (one.title, one.brand, one.category, one.description) == ("Lantern 1-0", "Quistrel", "Lamps", "Glows.")
    assert (one.price, one.currency) == (Decimal("19.90"), "CNY")  # of the cheapest that can be had
    assert one.url == f"{shop.url}/products/lantern-1-0"
    assert dict(one.attributes) == {"availability": "InStock", "sku": "S2", "Size": "S, L"}
    assert report.count("unused-fields") == 4  # template_suffix, once a product
    assert [path for path in shop.paths() if "page=" in path][-1].endswith("page=3")


def test_shopify_pages_are_the_evidence_where_they_are_asked_for(shop: Shop, read: Read) -> None:
    def products(query: dict[str, str], _: Handler) -> tuple[Any, dict[str, str]]:
        return {"products": [{"id": 7, "handle": "kettle", "title": "K"}] if query["page"] == "1" else []}, {}

    serve(shop, "/products.json", products)
    shop.product("/products/kettle")
    _, found = read(shop.source(platform="shopify", options=(("pages", "yes"),)))
    assert set(found) == {"products/kettle"}
    page = found["products/kettle"].page
    assert page is not None
    assert page.url == f"{shop.url}/products/kettle"


def test_a_server_that_sends_one_page_for_ever_ends(shop: Shop, read: Read) -> None:
    serve(shop, "/products.json", lambda query, handler: ({"products": [{"id": 1, "title": "again"}]}, {}))
    report, found = read(shop.source(platform="shopify", options=()))
    assert set(found) == {"1"}
    assert report.count("paging-repeats") == 1


def test_a_shop_of_another_program_is_named_as_such(shop: Shop, read: Read) -> None:
    shop.page("/products.json", "<html>not here</html>")
    report, _ = read(shop.source(platform="shopify", options=()))
    assert report.count("bad-json") == 1
    assert "is this shop of platform shopify?" in report.problems[0].message


def test_woocommerce_prices_come_in_minor_units_and_pages_are_counted_by_the_server(shop: Shop, read: Read) -> None:
    def products(query: dict[str, str], _: Handler) -> tuple[Any, dict[str, str]]:
        page = query["page"]
        one = {
            "id": int(page),
            "name": f"Teapot {page}",
            "permalink": f"/shop/teapot-{page}/",
            "sku": f"TP-{page}",
            "prices": {"price": "1990", "regular_price": "2990", "currency_code": "EUR", "currency_minor_unit": 2},
            "categories": [{"name": "Kitchen"}, {"name": "Tea"}],
            "brands": [{"name": "Velmora"}],
            "is_in_stock": page == "1",
            "attributes": [{"name": "Colour", "terms": [{"name": "red"}, {"name": "blue"}]}],
            "price_html": "…",
        }
        return [one], {"X_WP_TotalPages": "2"}

    serve(shop, "/wp-json/wc/store/v1/products", products)
    report, found = read(shop.source(platform="woocommerce", options=()))
    assert set(found) == {"1", "2"}
    one = found["1"]
    assert (one.price, one.currency, one.category, one.brand) == (Decimal("19.90"), "EUR", "Kitchen > Tea", "Velmora")
    assert dict(one.attributes) == {"availability": "InStock", "sku": "TP-1", "Colour": "red, blue"}
    assert dict(found["2"].attributes)["availability"] == "OutOfStock"
    assert report.count("unused-fields") == 0
    assert len(shop.asked) == 3  # robots.txt and two pages


PATHS = (
    ("items", "$.data.goods[*]"),
    ("listing_id", "$.no"),
    ("title", "$.names.zh"),
    ("price", "$.cost"),
    ("images", "$.shots[*].src"),
    ("seller_id", "$.shop.id"),
    ("seller_location", "$.shop.city"),
    ("availability", "$.state"),
)


def goods(*numbers: int) -> dict[str, Any]:
    shop = {"id": "s9", "city": "杭州"}
    made = [
        {
            "no": n,
            "names": {"zh": f"灯笼 {n}"},
            "cost": "¥1.2万",
            "shots": [],
            "shop": shop,
            "state": "有货",
            "colour": "red",
        }
        for n in numbers
    ]
    return {"data": {"goods": made}}


def test_a_declared_api_is_read_by_cursor_and_its_token_is_in_no_record(
    shop: Shop, read: Read, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def answer(query: dict[str, str], handler: Handler) -> tuple[Any, dict[str, str]]:
        assert handler.headers["X-API-Key"] == "hush-4711"
        return (goods(1, 2) | {"more": "c2"}, {}) if "after" not in query else (goods(3), {})

    serve(shop, "/v1/search", answer)
    monkeypatch.setenv("TOWN_TOKEN", "hush-4711")
    token = (("token_variable", "TOWN_TOKEN"), ("token_header", "X-API-Key"), ("token_prefix", "-"))
    paging = (("next", "$.more"), ("cursor", "after"))
    source = shop.source(platform="api", start=(f"{shop.url}/v1/search?q=x",), options=(*PATHS, *token, *paging))
    assert check(source) == ()
    report, found = read(source)
    assert set(found) == {"1", "2", "3"}
    one = found["1"]
    assert (one.title, one.price, one.currency) == ("灯笼 1", Decimal("12000"), "CNY")
    assert (one.seller.seller_id, one.seller.location) == ("s9", "杭州")
    assert dict(one.attributes) == {"availability": "InStock"}
    assert report.count("unused-fields") == 3  # item.colour
    folder = tmp_path / "shop"
    assert not [r for r in records(folder) if b"hush-4711" in r.body or "hush-4711" in str(r.http_headers)]
    assert "hush-4711" not in (folder / "crawl.log").read_text() + (folder / "crawl.json").read_text()


@pytest.mark.parametrize(("name", "step"), [("page", 1), ("offset", 2)])
def test_a_declared_api_is_read_by_number(shop: Shop, read: Read, name: str, step: int) -> None:
    def answer(query: dict[str, str], _: Handler) -> tuple[Any, dict[str, str]]:
        at = int(query.get("n", "0"))
        return goods(*(range(at * 10, at * 10 + 2) if at < 3 * step else ())), {}

    serve(shop, "/v1", answer)
    options = (*PATHS, (name, "n"), ("first_page", "0"))
    _, found = read(shop.source(platform="api", start=(f"{shop.url}/v1",), options=options))
    assert len(found) == 6


def test_a_missing_token_is_said(shop: Shop, read: Read) -> None:
    serve(shop, "/v1", lambda query, handler: (goods(1), {}))
    options = (*PATHS, ("token_variable", "NO_SUCH_VARIABLE"))
    report, _ = read(shop.source(platform="api", start=(f"{shop.url}/v1",), options=options))
    assert report.count("token-missing") == 1


STALL = """<html><body><div class="crumbs"><a>Home</a><a>Lamps</a></div>
<div class="offer"><b class="n">{title}</b><i class="p">现价 ￥19.90</i><img src="/a.jpg"><img src="/b.jpg"></div>
<script>window.__STATE__ = {{offer: {{shop: {{id: 's1', name: "阿梅杂货"}}, left: 4}}}}</script></body></html>"""


def test_selectors_take_css_xpath_and_jsonpath(shop: Shop, read: Read) -> None:
    shop.page("/", '<a href="/stall/1">1</a><a href="/stall/2">2</a>')
    shop.page("/stall/1", STALL.format(title="竹灯笼"))
    shop.page("/stall/2", STALL.format(title=""))
    options = (
        ("product_pattern", "^/stall/"),
        ("title", "b.n"),
        ("price", "//i[@class='p']/text()"),
        ("images", ".offer img::attr(src)"),
        ("category", ".crumbs a::text"),
        ("seller_id", "$.offer.shop.id"),
        ("seller_name", "$.offer.shop.name"),
    )
    source = shop.source(platform="selectors", options=options)
    assert check(source) == ()
    report, found = read(source)
    (one,) = found.values()
    assert (one.title, one.price, one.currency) == ("竹灯笼", Decimal("19.90"), "CNY")
    assert one.category == "Home > Lamps"
    assert (one.seller.seller_id, one.seller.name) == ("s1", "阿梅杂货")
    assert len(one.images) == 2
    assert report.count("no-product") == 1  # stall 2 has no title: the page may have changed


@pytest.mark.parametrize(
    ("platform", "option"),
    [
        ("selectors", ("title", "div[")),
        ("selectors", ("title", "//div[")),
        ("selectors", ("price", "$..price")),
        ("api", ("items", "$.a[")),
        ("api", ("token_variable", "sk-live-12/34")),
        ("api", ("token_header", "X-My-Own")),
        ("shopify", ("pages", "perhaps")),
    ],
)
def test_a_slip_in_a_declaration_is_found_before_anything_is_asked(platform: str, option: tuple[str, str]) -> None:
    source = Source("shop", platform, ("https://shop.example/",), options=(option,))
    assert [problem.code for problem in check(source)] == ["bad-option"]
