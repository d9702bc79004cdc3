"""A shop that does everything wrong at once: each fault is counted under its code, and the rest is intact."""

import gzip
import struct
import time
import zlib
from dataclasses import replace
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawlers.run import crawl
from domain.listing import Listing
from domain.report import StageReport
from domain.source import Limits
from tests.crawlers.loopback_shop import AGENT, Handler, Shop, listings, picture, product_page


def png_bomb() -> bytes:
    """A PNG whose header claims 60,000 x 60,000 pixels."""
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", len(header)) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    data = zlib.compress(b"0")
    data = struct.pack(">I", len(data)) + b"IDAT" + data + struct.pack(">I", zlib.crc32(b"IDAT" + data))
    return b"\x89PNG\r\n\x1a\n" + chunk + data


def drip(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    for _ in range(200):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def endless(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.end_headers()
    for _ in range(10_000):
        handler.wfile.write(b"x" * 65_536)


def bad_chunks(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/html")
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b"5\r\nhello\r\nZZZ\r\n")
    handler.close_connection = True


def to(url: str, status: int = 302):
    return lambda handler: handler.reply(b"", status=status, Location=url)


def packed(body: bytes, media_type: str = "text/html"):
    return lambda handler: handler.reply(body, media_type, Content_Encoding="gzip")


def build(shop: Shop) -> None:
    bomb = gzip.compress(bytes(60_000_000), 9)
    shop.answers |= {
        "/robots.txt": (b"User-agent: *\nDisallow: /private\n", "text/plain"),
        "/loop": to("/loop"),
        "/step": to("/step.1"),
        **{f"/step.{number}": to(f"/step.{number + 1}") for number in range(1, 9)},
        "/to-metadata": to("http://169.254.169.254/latest/meta-data/"),
        "/to-private": to("http://10.0.0.1/"),
        "/to-elsewhere": to("http://elsewhere.invalid/"),
        "/to-file": to("file:///etc/passwd"),
        "/bomb": packed(bomb),
        "/not-gzip": packed(b"this is no gzip"),
        "/endless": endless,
        "/big": (b"x" * 9_000_000,),
        "/drip": drip,
        "/bad-chunks": bad_chunks,
        "/broken": (b"",),
        "/error": lambda handler: handler.reply(b"oops", status=500),
        "/missing-type": (b"%PDF-1.4", "application/pdf"),
        "/good.png": (picture(), "image/png"),
        "/text.png": (b"<html>no picture</html>", "image/png"),
        "/cut.png": (picture()[:20], "image/png"),
        "/pixels.png": (png_bomb(), "image/png"),
        "/bomb.png": packed(bomb, "image/png"),
        "/moved.png": to("http://10.0.0.1/a.png"),
        "/private.png": (picture("blue"), "image/png"),
    }
    shop.product("/private/offer")
    shop.page("/json", '<script type="application/ld+json">{"@type": "Product", "name": }</script>')
    shop.page("/deep", f'<script type="application/ld+json">{"[" * 100_000}</script>')
    shop.page("/title", product_page(name="长" * 1_600_000, sku="title"))
    shop.page("/script", product_page(name="<script>alert(1)</script>\u0000\u0007 Tee", sku="script"))
    port = shop.host.partition(":")[2]
    bad = [
        "/text.png", "/cut.png", "/pixels.png", "/bomb.png", "/moved.png", "/private.png", "/none.png",
        "http://169.254.169.254/a.png", "http://[::1]/a.png", f"http://localhost:{port}/good.png",
        f"http://2130706433:{port}/good.png", f"http://0x7f.1:{port}/good.png", f"http://[::ffff:127.0.0.1]:{port}/good.png",
        "data:image/png;base64,AAAA", "ftp://127.0.0.1/a.png",
    ]  # fmt: skip
    shop.page("/offer", product_page(name="Offer", sku="offer", image=["/good.png", *bad], offers={"price": "12.5"}))
    shop.page("/again", product_page(name="Again", sku="again", image=["/good.png", "/pixels.png"]))
    shop.index("http://[broken", "javascript:alert(1)", "mailto:a@b.example")


Ended = tuple[StageReport, dict[str, Listing], Path, Shop, float]


@pytest.fixture(scope="module")
def ended(wide_shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Ended:
    build(wide_shop)
    folder = tmp_path_factory.mktemp("hostile")
    source = wide_shop.source(
        allow=("169.254.169.254", "10.0.0.1"), limits=replace(Limits(), timeout=2.0, redirects=3, pictures=30)
    )
    began = time.monotonic()
    report = crawl(source, folder, user_agent=AGENT)
    return report, listings(folder), folder, wide_shop, time.monotonic() - began


def test_the_crawl_ends_well_and_soon(ended: Ended) -> None:
    report, _, _, _, seconds = ended
    assert report.error == ""
    assert seconds < 20


def test_the_good_offers_are_there_with_their_good_picture(ended: Ended) -> None:
    _, found, folder, shop, _ = ended
    assert set(found) == {"offer", "again", "title", "script"}
    for name in ("offer", "again"):
        (kept,) = found[name].pictures
        assert Path(kept.location).read_bytes() == picture()
        assert found[name].images[0] == kept.location
    assert [path.name for path in (folder / "pictures").rglob("*") if path.is_file()] == [kept.digest]
    assert shop.paths().count("/good.png") == 1


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("redirect-limit", 2),
        ("address-refused", 2 + 6 + 1),  # two pages, six picture hosts, one picture's redirect
        ("host-refused", 1),
        ("too-large-unpacked", 2),
        ("too-large", 2),
        ("timeout", 1),
        ("broken-encoding", 1),
        ("broken-response", 1),
        ("picture-unreadable", 2),
        ("picture-too-many-pixels", 1),
        ("picture-address", 1),
        ("bad-json-ld", 2),
        ("title-cut", 1),
        ("robots-disallowed", 2),
    ],
)
def test_each_fault_is_counted(ended: Ended, code: str, number: int) -> None:
    report = ended[0]
    assert report.count(code) == number, report.counts
    assert sum(problem.code == code for problem in report.problems) == number


def test_what_robots_txt_forbids_is_never_asked(ended: Ended) -> None:
    assert not [path for path in ended[3].paths() if path.startswith("/private")]


def test_text_is_clean_bounded_and_inert(ended: Ended) -> None:
    found = ended[1]
    assert found["title"].title == "长" * 2_000
    assert found["script"].title == "<script>alert(1)</script> Tee"


def test_the_warc_holds_what_was_received(ended: Ended) -> None:
    _, found, folder, shop, _ = ended
    seen: dict[tuple[str, str], int] = {}
    with (folder / "pages.warc.gz").open("rb") as file:
        for record in ArchiveIterator(file, check_digests=True, no_record_parse=False):
            record.content_stream().read()
            assert record.digest_checker.passed is not False, record.digest_checker.problems
            url = record.rec_headers.get_header("WARC-Target-URI") or ""
            seen[record.rec_type, url] = seen.get((record.rec_type, url), 0) + 1
    assert seen["warcinfo", ""] == 1
    assert seen["response", f"{shop.url}/loop"] == 1
    assert seen["response", f"{shop.url}/error"] == 3  # an error page at each try
    assert seen["response", f"{shop.url}/robots.txt"] == 1
    assert seen["response", f"{shop.url}/pixels.png"] == 1
    assert all(seen["request", url] == number for (kind, url), number in seen.items() if kind == "response")
    for listing in found.values():
        assert all(("response", capture.url) in seen for capture in listing.captures)
