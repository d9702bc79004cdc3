"""Sources that are searched: one address a keyword, and only what has to do with it is kept."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.checks import check
from crawlers.search import Relevance, searched
from domain.listing import Listing
from domain.report import StageReport
from domain.source import Source
from tests.crawlers.loopback_shop import Shop, product_page

Read = Callable[[Source], tuple[StageReport, dict[str, Listing]]]


def test_each_keyword_is_asked_for_and_the_rest_of_the_shop_is_not_kept(shop: Shop, read: Read) -> None:
    for number, word in enumerate(("Velmora", "%E7%AB%B9%E5%8F%B6%26%E9%9D%92")):
        shop.page(f"/search?q={word}", f'<a href="/goods/{number}">1</a><a href="/goods/9">2</a>')
    shop.page("/goods/0", product_page(name="Velm0ra 外套 新款", sku="a"))
    shop.page("/goods/1", product_page(name="手提包", description="同 竹叶&青 工厂", sku="b"))
    shop.page("/goods/9", product_page(name="不锈钢保温杯 大容量 便携", sku="c"))
    source = shop.source(
        start=(f"{shop.url}/search?q={{keyword}}",),
        keywords=("Velmora", "竹叶&青"),
        options=(("product_pattern", "^/goods/"),),
    )
    assert check(source) == ()
    report, found = read(source)
    assert set(found) == {"a", "b"}
    assert report.count("irrelevant") == 1


@given(st.text(min_size=2, max_size=12).filter(lambda text: text.strip()), st.text(max_size=30), st.text(max_size=30))
def test_a_title_that_holds_the_keyword_is_always_relevant(keyword: str, before: str, behind: str) -> None:
    listing = Listing("1", "https://shop.example/1", f"{before}{keyword}{behind}")
    assert Relevance([keyword]).holds(listing)


@pytest.mark.parametrize("title", ["VELMORA外套", "Ｖｅｌｍｏｒａ 包", "Vel mora bag", "Velmorra bag"])
def test_disguises_stay(title: str) -> None:
    assert Relevance(["Velmora"]).holds(Listing("1", "https://shop.example/1", title))


def test_without_keywords_everything_is_relevant_and_addresses_stay() -> None:
    source = Source("shop", "jsonld", ("https://shop.example/",))
    assert searched(source) == source
    assert Relevance(()).holds(Listing("1", "https://shop.example/1", "x"))


@pytest.mark.parametrize(
    ("start", "keywords", "code"),
    [("https://shop.example/?q={keyword}", (), "no-keywords"), ("https://shop.example/", ("x",), "no-keyword-place")],
)
def test_keywords_and_their_place_go_together(start: str, keywords: tuple[str, ...], code: str) -> None:
    source = Source("shop", "jsonld", (start,), keywords=keywords)
    assert [problem.code for problem in check(source)] == [code]
