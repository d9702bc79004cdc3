"""A server that breaks the protocol: each fault ends within its limit as a counted warning, the rest is intact."""

import contextlib
import gzip
import socket
import time
import zlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from crawlers.run import crawl
from domain.listing import Listing
from domain.report import StageReport
from domain.source import Limits
from tests.crawlers.loopback_shop import AGENT, listings, product_page
from tests.crawlers.raw_server import Answer, RawServer
from tests.crawlers.test_wire import source_of

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
LIMITS = replace(Limits(), timeout=3.0, redirects=4, page_bytes=2_000_000)
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
    + b"]><urlset><url><loc>http://127.0.0.1/&a11;</loc></url></urlset>"
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    b"<urlset><url><loc>&f;</loc></url></urlset>"
)
ASCII = b"text/html; charset=ascii"


def whole(body: bytes, *headers: bytes, media_type: bytes = b"text/html") -> bytes:
    lines = [b"HTTP/1.1 200 OK", b"Content-Type: " + media_type, b"Content-Length: %d" % len(body), *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def for_ever(start: bytes, piece: bytes, pause: float = 0.0) -> Callable[[socket.socket], None]:
    """Sends a beginning, then the same piece until the other side has had enough, at most 30 seconds."""

    def answer(connection: socket.socket) -> None:
        end = time.monotonic() + 30
        with contextlib.suppress(OSError):
            connection.sendall(start)
            while time.monotonic() < end:
                connection.sendall(piece)
                if pause:
                    time.sleep(pause)

    return answer


def offer(name: str, more: str = "") -> bytes:
    return product_page(name=name, sku=name).replace("<body>", f"<body>{more}").encode()


def bomb(unpacked: int = 300_000_000) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(bytes(1_000_000)) for _ in range(unpacked // 1_000_000)) + packer.flush()


ATTACKS: dict[str, tuple[Answer, str]] = {
    "/many-headers": (for_ever(OK, b"X-More: and more\r\n"), "too-large"),
    "/one-header": (for_ever(OK + b"X-Long: ", b"x" * 65_536), "broken-response"),
    "/interim": (for_ever(b"", b"HTTP/1.1 102 Wait\r\nX: y\r\n\r\n"), "too-large"),
    "/folded": (for_ever(OK + b"X-Long: a\r\n", b" and on\r\n" * 1000), "too-large"),
    "/extensions": (for_ever(CHUNKED, (b"1;" + b"e" * 900 + b"\r\nx\r\n") * 99), "too-large or timeout"),
    "/one-extension": (for_ever(CHUNKED + b"1;", b"e" * 65_536), "broken-response"),
    "/trailers": (for_ever(CHUNKED + b"0\r\n", b"X-T: t\r\n"), "broken-response"),
    "/chunk-size": (CHUNKED + b"fffffffffffffffff\r\nx", "timeout"),
    "/negative": (CHUNKED + b"-1\r\nx\r\n0\r\n\r\n", "broken-response"),
    "/no-http": (lambda connection: connection.sendall(b"220 mail.example ESMTP\r\n"), "broken-response"),
    "/status": (b"HTTP/1.1 9000000000000 Big\r\nContent-Length: 0\r\n\r\n", "http-status"),
    "/two-lengths": (OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", "broken-response"),
    "/drip-head": (for_ever(b"", b"H", 0.02), "timeout"),
    "/drip-body": (for_ever(OK + b"Content-Length: 9000\r\n\r\n", b"x", 0.02), "timeout"),
    "/endless-body": (for_ever(OK + b"\r\n", b"x" * 65_536), "too-large"),
    "/silent": (lambda connection: time.sleep(4), "timeout"),
    "/hang-up": (lambda connection: connection.close(), "broken-response"),
    "/bomb": (whole(bomb(), b"Content-Encoding: gzip"), "too-large-unpacked"),
    "/bomb-twice": (whole(gzip.compress(bomb(), 9), b"Content-Encoding: gzip, gzip"), "too-large-unpacked"),
    "/bomb-deflate": (whole(zlib.compress(bytes(90_000_000), 9), b"Content-Encoding: deflate"), "too-large-unpacked"),
    "/cut-gzip": (whole(gzip.compress(offer("cut"))[:40], b"Content-Encoding: gzip"), "broken-encoding"),
    "/round0": (b"HTTP/1.1 302 On\r\nLocation: /round1\r\nContent-Length: 0\r\n\r\n", "redirect-limit"),
    "/location": (b"HTTP/1.1 302 On\r\nLocation: http://[::bad/\r\nContent-Length: 0\r\n\r\n", "bad-url"),
}  # fmt: skip

GOOD = {
    "plain": whole(offer("plain")),
    "charset": whole(offer("charset"), media_type=b"text/html; charset=klingon"),
    "wrong-charset": whole(offer("wrong-charset").replace(b"x</body>", "茶杯".encode("gb18030")), media_type=ASCII),
    "utf-16": whole(("\ufeff" + offer("utf-16").decode()).encode("utf-16-le")),
    "nul": whole(b"\0" * 5_000 + offer("nul")),
}
HEAVY = {
    "deep": whole(offer("deep", "<div>" * 200_000)),
    "big": whole(product_page(name="big", sku="big", description="x" * 10_000_000).encode()),
    "many": whole(product_page(name="many", sku="many", offers=[{"price": n} for n in range(500_000)]).encode()),
    "nested": whole(product_page(name="nested", sku="nested", image=[[[n]] for n in range(900_000)]).encode()),
}
"""Ten megabytes of markup, or close to it."""


Ended = tuple[StageReport, dict[str, Listing], float, Path]


def begin(server: RawServer, folder: Path, limits: Limits, paths: Iterable[str]) -> Ended:
    """Crawls the pages that a start page names."""
    server.answers["/"] = whole("".join(f'<a href="{path}">x</a>' for path in paths).encode())
    began = time.monotonic()
    report = crawl(replace(source_of(server), limits=limits), folder, user_agent=AGENT)
    server.close()
    return report, listings(folder), time.monotonic() - began, folder


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    server = RawServer()
    server.answers |= {
        f"/round{n}": b"HTTP/1.1 302 On\r\nLocation: /round%d\r\nContent-Length: 0\r\n\r\n" % (n + 1) for n in range(9)
    }
    server.answers |= {path: answer for path, (answer, _) in ATTACKS.items()}
    server.answers |= {f"/{name}": answer for name, answer in GOOD.items()}
    return begin(server, tmp_path_factory.mktemp("hostile"), LIMITS, [*ATTACKS, *(f"/{name}" for name in GOOD)])


def test_the_crawl_ends_well_and_within_its_limits(ended: Ended) -> None:
    report, _, seconds, folder = ended
    assert report.error == ""
    assert seconds < 120
    assert (folder / "pages.warc.gz").stat().st_size < 40_000_000


@pytest.mark.parametrize("path", ATTACKS)
def test_each_attack_is_counted_under_its_name(ended: Ended, path: str) -> None:
    report = ended[0]
    said = [(problem.code, problem.message) for problem in report.problems if problem.where.endswith(path)]
    if path.startswith("/round"):
        said = [(problem.code, problem.message) for problem in report.problems if problem.code == "redirect-limit"]
    assert len(said) == 1
    assert said[0][0] in ATTACKS[path][1].split(" or "), said


def test_the_good_offers_are_all_there(ended: Ended) -> None:
    assert set(ended[1]) == set(GOOD)


def test_ten_megabytes_of_markup_cost_seconds_and_no_other_page(tmp_path: Path) -> None:
    server = RawServer()
    server.answers |= {f"/{name}": answer for name, answer in (*HEAVY.items(), *GOOD.items())}
    limits = replace(Limits(), page_bytes=12_000_000)
    report, found, seconds, _ = begin(server, tmp_path, limits, [f"/{name}" for name in (*HEAVY, *GOOD)])
    assert report.error == ""
    assert set(GOOD) <= set(found)
    assert set(found) | {problem.where.rpartition("/")[2] for problem in report.problems} >= set(HEAVY)
    assert len(found["big"].description) < 200_000
    assert seconds < 60


@pytest.mark.parametrize("body", [LAUGHS, OUTSIDE, bomb()], ids=["laughs", "outside", "bomb"])
def test_a_sitemap_that_explodes_is_counted_and_the_others_are_read(tmp_path: Path, body: bytes) -> None:
    server = RawServer()
    server.answers |= {"/bad.xml": whole(body, media_type=b"text/xml"), "/one": whole(offer("one"))}
    server.answers["/good.xml"] = whole(f"<urlset><url><loc>{server.url}/one</loc></url></urlset>".encode())
    source = replace(
        source_of(server), platform="sitemap", start=(f"{server.url}/bad.xml", f"{server.url}/good.xml"), options=()
    )
    began = time.monotonic()
    report = crawl(source, tmp_path, user_agent=AGENT)
    assert time.monotonic() - began < 20
    assert report.error == ""
    assert set(listings(tmp_path)) == {"one"}
    assert report.count("bad-sitemap") == 1
    assert b"root:" not in (tmp_path / "crawl.json").read_bytes()
    server.close()
