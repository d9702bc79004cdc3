"""A shop that has changed is loud: the source fails, says how, keeps a page; a silent empty crawl cannot be green."""

from collections.abc import Callable
from pathlib import Path

import pytest

from crawlers.drift import BROKEN
from crawlers.run import crawl
from domain.report import StageReport
from domain.source import Source
from tests.crawlers.loopback_shop import AGENT, Shop, picture, product_page

Night = Callable[[Source], StageReport]
OFFERS = 25


@pytest.fixture
def night(tmp_path: Path) -> Night:
    """Nights in a row; the last good one is what the next is compared with."""
    good: list[Path] = []
    count = iter(range(99))

    def crawl_it(source: Source) -> StageReport:
        folder = tmp_path / f"{next(count)}" / source.name
        report = crawl(source, folder, user_agent=AGENT, previous=good[-1] if good else None)
        if not report.error:
            good.append(folder)
        return report

    return crawl_it


def stock(shop: Shop, number: int = OFFERS, **fields: object) -> None:
    shop.answers.clear()
    shop.answers["/a.png"] = (picture(), "image/png")
    for n in range(number):
        given = {"offers": {"price": 9}, "image": "/a.png", "brand": "Velmora", "description": "a cup"} | fields
        kept = {name: value for name, value in given.items() if value}
        shop.answers[f"/p{n}"] = (product_page(name=f"cup {n}", sku=f"c{n}", **kept).encode(),)
    shop.index()


def source_of(shop: Shop, **more: object) -> Source:
    return shop.source(options=(("product_pattern", "^/p"),), **more)


def test_what_gives_the_same_is_green(shop: Shop, night: Night) -> None:
    stock(shop)
    assert [night(source_of(shop)).error for _ in range(2)] == ["", ""]


@pytest.mark.parametrize("field", ["offers", "image"])
def test_a_field_that_is_lost_fails_the_source(shop: Shop, night: Night, tmp_path: Path, field: str) -> None:
    stock(shop)
    night(source_of(shop))
    stock(shop, **{field: None})
    report = night(source_of(shop))
    name = {"offers": "price", "image": "pictures"}[field]
    assert f"source changed: {name} is there in 0% of listings, was in 100%" in report.error
    assert b"cup" in (tmp_path / "1" / "shop" / BROKEN).read_bytes()


def test_a_lesser_field_warns(shop: Shop, night: Night) -> None:
    stock(shop)
    night(source_of(shop))
    stock(shop, brand=None)
    report = night(source_of(shop))
    assert report.error == ""
    assert [problem.code for problem in report.problems] == ["field-dropped"]


def test_half_the_listings_gone_fail_the_source_until_it_is_told_that_this_is_right(shop: Shop, night: Night) -> None:
    stock(shop)
    night(source_of(shop))
    stock(shop, 10)
    assert f"10 listings, the last good crawl had {OFFERS}" in night(source_of(shop)).error
    assert night(source_of(shop, compared=False)).error == ""
    assert night(source_of(shop)).error == ""


def test_pages_that_no_longer_hold_a_product_fail_the_first_night_already(
    shop: Shop, night: Night, tmp_path: Path
) -> None:
    stock(shop)
    for number in range(OFFERS - 2):
        shop.answers[f"/p{number}"] = (f"<h1>cup {number}</h1><b>9 yuan</b>".encode(),)
    report = night(source_of(shop))
    assert "source changed: 23 of 26 pages held no product" in report.error
    assert (tmp_path / "0" / "shop" / BROKEN).read_bytes().startswith(b"<h1>cup")
    assert night(source_of(shop, compared=False)).error == "", "a person has looked, and the shop is right"
