"""Platforms against a shop of each kind."""

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawlers.platforms.feed import csv_rows, jsonl_rows
from domain.capture import CaptureKind
from domain.listing import Listing
from domain.report import StageReport
from domain.source import Limits, Source
from tests.crawlers.loopback_shop import Shop, picture, product_page

Read = Callable[[Source], tuple[StageReport, dict[str, Listing]]]


def test_jsonld_follows_what_the_patterns_ask_for(shop: Shop, read: Read) -> None:
    shop.page(
        "/",
        '<a href="/list?page=2">2</a><a href="/goods/1">1</a><a href="/help">?</a>'
        '<a href="//other.example/goods/9">x</a>',
    )
    shop.page("/list", '<a href="/goods/2#top">2</a><a href="/goods/3">3</a>')
    for number in (1, 2):
        shop.product(f"/goods/{number}")
    shop.page("/goods/3", "<html>sold out</html>")
    shop.product("/help")
    options = (("follow_pattern", "^/list"), ("product_pattern", r"^/goods/\d+$"))
    report, found = read(shop.source(options=options))
    assert set(found) == {"goods/1", "goods/2"}
    assert report.count("no-product") == 1
    assert "/help" not in shop.paths()


def test_a_list_page_with_summaries_leads_to_the_pages_themselves(shop: Shop, read: Read) -> None:
    summaries = [{"@type": "Product", "name": f"short {n}", "url": f"/goods/{n}"} for n in (1, 2)]
    shop.page("/", f'<script type="application/ld+json">{json.dumps(summaries)}</script>')
    shop.product("/goods/1")
    shop.product("/goods/2")
    _, found = read(shop.source())
    assert {listing.title for listing in found.values()} == {"product /goods/1", "product /goods/2"}


def test_a_page_about_one_of_several_products_gives_that_one_and_leads_to_the_others(shop: Shop, read: Read) -> None:
    main = {"@type": "Product", "name": "Velmora lantern", "sku": "v", "offers": {"price": "29.90"}}
    again = {"@type": "Product", "name": "Velmora lantern large", "sku": "v-large", "offers": {"price": "39.90"}}
    other = {"@type": "Product", "name": "Quistrel pan", "sku": "q", "url": "/goods/pan"}
    script = f'<script type="application/ld+json">{json.dumps([other, main, again])}</script>'
    shop.page(
        "/goods/lantern", f"<title>Velmora lantern</title>{script}<h1>Velmora lantern</h1><p class=price>$29.90</p>"
    )
    shop.product("/goods/pan")
    shop.page("/", '<a href="/goods/lantern">1</a>')
    _, found = read(shop.source(options=(("product_pattern", "^/goods/"),)))
    assert {listing.title for listing in found.values()} == {"Velmora lantern", "product /goods/pan"}


def test_microdata_and_opengraph_shops_are_read(shop: Shop, read: Read) -> None:
    shop.page(
        "/micro",
        '<div itemscope itemtype="https://schema.org/Product"><h1 itemprop="name">壶</h1>'
        '<meta itemprop="sku" content="m1">'
        '<div itemprop="offers" itemscope itemtype="https://schema.org/Offer">'
        '<span itemprop="price" content="88.00">88</span>'
        '<meta itemprop="priceCurrency" content="CNY"></div></div>',
    )
    shop.page(
        "/graph",
        '<html prefix="og: http://ogp.me/ns#"><head><meta property="og:type" content="product"/>'
        '<meta property="og:title" content="Cup"/><meta property="product:price:amount" content="5.5"/>'
        '<meta property="product:price:currency" content="EUR"/>'
        '<meta property="product:retailer_item_id" content="g1"/></head></html>',
    )
    shop.index()
    _, found = read(shop.source())
    assert {name: (one.title, str(one.price), one.currency) for name, one in found.items()} == {
        "m1": ("壶", "88.00", "CNY"),
        "g1": ("Cup", "5.5", "EUR"),
    }


def test_a_chinese_page_without_utf8_is_read(shop: Shop, read: Read) -> None:
    shop.answers["/gbk"] = (product_page(name="真皮女包", sku="gbk").encode("gbk"), "text/html; charset=gbk")
    shop.index()
    _, found = read(shop.source())
    assert found["gbk"].title == "真皮女包"


def sitemap(kind: str, *places: str) -> bytes:
    item = "url" if kind == "urlset" else "sitemap"
    body = "".join(f"<{item}><loc>{place}</loc></{item}>" for place in places)
    return f'<?xml version="1.0"?><{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{body}</{kind}>'.encode()


SITEMAPS = ("a.xml.gz", "b.xml", "bad.xml", "bomb.gz", "lol.xml", "index.xml")


def test_sitemaps_lead_to_products(shop: Shop, read: Read) -> None:
    for number in range(4):
        shop.product(f"/goods/{number}")
    entities = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
        f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">'.encode() for n in range(9)
    )
    shop.answers |= {
        "/robots.txt": (f"Sitemap: {shop.url}/index.xml".encode(), "text/plain"),
        "/index.xml": (
            sitemap("sitemapindex", *(f"{shop.url}/{name}" for name in SITEMAPS)),
            "text/xml",
        ),
        "/a.xml.gz": (gzip.compress(sitemap("urlset", f"{shop.url}/goods/0", f"{shop.url}/about")), "application/gzip"),
        "/b.xml": (
            sitemap("urlset", *(f"{shop.url}/goods/{n}" for n in (1, 2, 3)), "http://10.0.0.1/goods/9"),
            "text/xml",
        ),
        "/bad.xml": (b"<html>not here</html>", "text/html"),
        "/bomb.gz": (gzip.compress(bytes(20_000_000)), "application/gzip"),
        "/lol.xml": (entities + b"]><urlset><url><loc>&j;</loc></url></urlset>", "text/xml"),
    }  # fmt: skip
    source = shop.source(
        platform="sitemap", start=(f"{shop.url}/robots.txt",), options=(("product_pattern", "^/goods/"),)
    )
    report, found = read(replace(source, limits=Limits(timeout=5, page_bytes=1_000_000)))
    assert set(found) == {f"goods/{number}" for number in range(4)}
    assert report.count("bad-sitemap") == 3  # the one made of entities names no address
    assert report.count("host-refused") == 1


LINE = {"listing_id": "1", "url": "https://shop.example/1", "title": "包", "images": ["a.png"], "price": "9.5"}


def test_a_local_feed_is_read_with_the_pictures_beside_it(tmp_path: Path, read: Read) -> None:
    home = tmp_path / "feeds"
    home.mkdir()
    (home / "a.png").write_bytes(picture())
    (tmp_path / "secret.png").write_bytes(picture("green"))
    lines = [
        json.dumps(LINE),
        "{broken",
        "",
        json.dumps(LINE | {"listing_id": "2", "images": ["../secret.png", "/etc/passwd", "gone.png"], "warranty": 1}),
        json.dumps({"url": "x"}),
        json.dumps(LINE),
    ]
    (home / "f.jsonl").write_text("\n".join(lines), encoding="utf-8")
    report, found = read(Source("f", "feed", (str(home / "f.jsonl"),), currency="CNY"))
    assert set(found) == {"1", "2"}
    assert Path(found["1"].images[0]).read_bytes() == picture()
    assert found["1"].captures[0].kind is CaptureKind.FEED
    assert found["1"].seen_at is not None
    assert (found["1"].source, found["1"].currency) == ("f", "CNY")
    assert [(problem.code, problem.line) for problem in report.problems if problem.line] == [
        ("bad-line", 2),
        ("bad-line", 5),
    ]
    assert (report.count("path-refused"), report.count("file-missing")) == (2, 1)
    assert report.count("duplicate-listing") == 1
    assert report.count("unused-fields") == 1
    with (tmp_path / "f" / "pages.warc.gz").open("rb") as file:
        kinds = [
            record.rec_type for record in ArchiveIterator(file, check_digests="raise") if record.content_stream().read()
        ]
    assert kinds == ["warcinfo", "resource", "resource"]


def test_a_csv_feed_comes_over_the_network(shop: Shop, read: Read) -> None:
    rows = (
        "listing_id,url,title,price,images,seller_id,seller_name,seller_location,extra\n"
        '1,https://shop.example/1,"红,包",￥19.90元,a.png;/b.png,s1,店,市,\n'
        "2,https://shop.example/2,绿包,1.2万,,,,,x\n"
        "3,https://shop.example/3,多,1,,,,,,too many\n"
        ",,no id,1,,,,,\n"
    )
    shop.answers |= {
        "/feeds/f.csv": (rows.encode("gb18030"), "text/csv"),
        "/feeds/a.png": (picture(), "image/png"),
        "/b.png": (picture("blue"), "image/png"),
    }
    report, found = read(
        shop.source(platform="feed", start=(f"{shop.url}/feeds/f.csv",), options=(("encoding", "gb18030"),))
    )
    assert {name: (one.title, str(one.price), one.currency) for name, one in found.items()} == {
        "1": ("红,包", "19.90", "CNY"),
        "2": ("绿包", "12000", "CNY"),
    }
    assert len(found["1"].pictures) == 2
    assert (found["1"].seller.seller_id, found["1"].seller.name, found["1"].seller.location) == ("s1", "店", "市")
    assert [problem.line for problem in report.problems if problem.code == "bad-line"] == [4, 5]


def test_a_feed_that_is_not_there_is_said(tmp_path: Path, read: Read) -> None:
    report, _ = read(Source("f", "feed", (str(tmp_path / "none.jsonl"),)))
    assert report.count("feed-missing") == 1
    assert "0 listings" in report.error


def test_a_line_of_any_length_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawlers.platforms.feed.LONGEST_LINE", 1_000)
    body = json.dumps(LINE).encode() + b"\n" + b"x" * 5_000 + b"\n" + json.dumps(LINE).encode()
    rows = list(jsonl_rows(BytesIO(body), None))
    assert [(number, listing is not None) for number, listing, _, _ in rows] == [(1, True), (2, False), (3, True)]


def test_a_csv_in_the_wrong_encoding_names_the_remedy() -> None:
    body = "listing_id,url,title\n1,https://shop.example/1,包\n".encode("gb18030")
    ((number, listing, _, fault),) = csv_rows(BytesIO(body), None, "")
    assert (number, listing) == (2, None)
    assert "gb18030" in fault
