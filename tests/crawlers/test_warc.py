"""The WARC of a crawl: every capture is found in it by digest. What its records hold: test_wire.py."""

import asyncio
import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse
from scrapy.utils.test import get_crawler

from crawlers.platforms.jsonld import ProductPages
from crawlers.politeness import settings_for
from crawlers.save_pages import SavePages, capture_of
from crawlers.spider import WORK
from crawlers.warc import DECODED, without_secrets
from domain.capture import CaptureKind
from domain.listing import Listing
from domain.report import StageReport
from domain.source import Source
from evidence.records import find
from tests.crawlers.loopback_shop import AGENT, Handler, Shop, picture, product_page, records

Read = Callable[[Source], tuple[StageReport, dict[str, Listing]]]


def packed(body: bytes, media_type: str = "text/html; charset=utf-8") -> Callable[[Handler], None]:
    return lambda handler: handler.reply(gzip.compress(body), media_type, Content_Encoding="gzip")


def by_digest(folder: Path) -> dict[str, tuple[str, bytes]]:
    """Decoded digest to address and body of its record, as any reader of the format finds them."""
    return {
        record.rec_headers.get_header(DECODED): (record.rec_headers.get_header("WARC-Target-URI"), record.body)
        for record in records(folder)
        if record.rec_headers.get_header(DECODED)
    }


def test_every_capture_is_found_by_its_digest(shop: Shop, read: Read, tmp_path: Path) -> None:
    shop.answers |= {
        "/plain.png": (picture(), "image/png"),
        "/packed.png": packed(picture("blue"), "image/png"),
        "/moved": lambda handler: handler.reply(b"", status=302, Location="/packed.html"),
        "/packed.html": packed(product_page(name="紧", sku="packed", image=["/plain.png", "/packed.png"]).encode()),
    }
    shop.product("/one", image=["/plain.png"])
    shop.index()
    _, found = read(shop.source())
    held = by_digest(tmp_path / "shop")
    captures = [capture for listing in found.values() for capture in listing.captures]
    assert [captures[0].url.rpartition("/")[2] for captures in (found["one"].captures, found["packed"].captures)] == [
        "one", "packed.html",
    ]  # fmt: skip
    assert len(captures) == 2 + 3
    assert all(held[f"sha256:{capture.digest}"][0] == capture.url for capture in captures)


@pytest.mark.parametrize("kind", ["file", "address"])
def test_so_is_every_capture_of_a_feed(shop: Shop, read: Read, tmp_path: Path, kind: str) -> None:
    line = json.dumps({"listing_id": "1", "url": "https://shop.example/1", "title": "包", "images": ["a.png"]}).encode()
    shop.answers |= {"/f.jsonl": packed(line), "/a.png": (picture(), "image/png")}
    (tmp_path / "f.jsonl").write_bytes(line)
    (tmp_path / "a.png").write_bytes(picture())
    place = str(tmp_path / "f.jsonl") if kind == "file" else f"{shop.url}/f.jsonl"
    _, found = read(shop.source(platform="feed", start=(place,), options=()))
    held = by_digest(tmp_path / "shop")
    assert [capture.kind.value for capture in found["1"].captures] == ["feed", "picture"]
    assert all(held[f"sha256:{capture.digest}"][0] == capture.url for capture in found["1"].captures)


def test_a_body_that_cannot_be_unpacked_is_held_without_a_decoded_digest(
    shop: Shop, read: Read, tmp_path: Path
) -> None:
    shop.answers["/broken"] = lambda handler: handler.reply(b"no gzip", Content_Encoding="gzip")
    shop.index()
    report, _ = read(shop.source())
    assert report.count("broken-encoding") == 1
    (record,) = [
        one for one in records(tmp_path / "shop")
        if one.rec_type == "response" and one.rec_headers.get_header("WARC-Target-URI") == f"{shop.url}/broken"
    ]  # fmt: skip
    assert record.rec_headers.get_header(DECODED) is None
    assert record.http_headers.get_header("Content-Encoding") == "gzip"


def test_a_secret_of_ours_is_blotted_out_and_nothing_else() -> None:
    body = b"authorization: not in the head"
    sent = b"POST / HTTP/1.1\r\nHost: shop.example\r\nAUTHORIZATION: Bearer t0ken\r\nX-Api-Key:k\r\n\r\n" + body
    kept, names = without_secrets(sent, sent.find(b"\r\n\r\n") + 4)
    assert names == ["AUTHORIZATION", "X-Api-Key"]
    assert len(kept) == len(sent)
    assert b"AUTHORIZATION: " + b"*" * 12 + b"\r\nX-Api-Key:*\r\n" in kept
    assert kept.endswith(body)
    plain = b"GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n"
    assert without_secrets(plain, len(plain)) == (plain, [])


def test_what_came_by_another_way_than_our_connection_is_a_resource_without_an_exchange(tmp_path: Path) -> None:
    source = Source("shop", "jsonld", ("https://shop.example/",))
    (tmp_path / WORK).mkdir()
    crawler = get_crawler(ProductPages, settings_for(source, AGENT) | {"EXTENSIONS": {}})
    spider = crawler.spider = ProductPages(source=source, folder=tmp_path)
    body = "<p>由浏览器得到</p>".encode()
    request = Request("https://shop.example/goods/1")
    given = HtmlResponse(request.url, body=body, headers={"Content-Type": "text/html"}, request=request)
    passed = asyncio.run(SavePages(crawler).process_response(request, given))
    spider.warc.close()
    assert isinstance(passed, HtmlResponse)
    assert passed.body == body  # it goes on to whoever reads it
    capture = capture_of(passed, CaptureKind.PAGE)
    held = [record for record in records(tmp_path / WORK) if record.rec_type != "warcinfo"]
    assert [record.rec_type for record in held] == ["resource"]  # no request, no status line: nobody saw any
    assert held[0].rec_headers.get_header("WARC-Target-URI") == request.url
    assert held[0].rec_headers.get_header(DECODED) == f"sha256:{capture.digest}"
    assert held[0].body == body
    assert set(find(tmp_path / WORK / "pages.warc.gz", [capture]).records) == {(capture.url, capture.digest)}
    assert (spider.tally.counts["requests"], spider.tally.counts["bytes"]) == (1, len(body))
