"""The WARC is true to the wire: a server whose bytes are known, and the same bytes in the records."""

import gzip
import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawlers.run import crawl
from crawlers.warc import CERTIFICATES, DECODED
from domain.report import StageReport
from domain.source import Limits, Politeness, Source
from tests.crawlers.authority import Authority
from tests.crawlers.loopback_shop import AGENT, picture, product_page
from tests.crawlers.raw_server import RawServer

PAGE = product_page(name="a cup", sku="cup", image="/cup.png").encode()
PACKED = gzip.compress(PAGE)
PICTURE = picture()

ANSWERS = {
    "/case": b"HTTP/1.1 200 Jolly Good\r\nx-LOWER: a\r\nContent-TYPE:text/html\r\nX-lower:   b \r\nKeep-Alive: 5\r\n"
    b"content-length: %d\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\n%b" % (len(PAGE), PAGE),
    "/chunked": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n"
    b'5;name="a;b"\r\nhello\r\n000001;x=y\r\n!\r\n0;last\r\nX-Sum: 7\r\nx-other: 8\r\n\r\n',
    "/gzip": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%b"
    % (len(PACKED), PACKED),
    "/both": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n"
    b"Content-Type: text/html\r\n\r\n%x\r\n%b\r\n%x\r\n%b\r\n0\r\n\r\n" % (9, PACKED[:9], len(PACKED) - 9, PACKED[9:]),
    "/304": b"HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n",
    "/nophrase": b"HTTP/1.1 200\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nok",
    "/old": b"HTTP/1.0 200 OK\r\nServer: an old one\r\nContent-Type: text/html\r\n\r\nuntil I hang up",
    "/lf": b"HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: 2\n\nok",
    "/folded": b"HTTP/1.1 200 OK\r\nX-Long: one\r\n two\r\nno colon here\r\nContent-Length: 2\r\n\r\nok",
    "/latin": b"HTTP/1.1 200 \xd0\xd0\r\nX-Name: \xb0\xfc\xff\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n",
    "/moved": b"HTTP/1.1 301 Gone Over There\r\nlocation: /case\r\nContent-Length: 3\r\n\r\nbye",
    "/broken": b"HTTP/1.1 500 Oh no\r\nContent-Length: 4\r\n\r\noops",
    "/cup.png": b"HTTP/1.1 200 OK\r\nContent-type: image/png\r\nContent-Length: %d\r\n\r\n%b" % (len(PICTURE), PICTURE),
}  # fmt: skip


def source_of(server: RawServer, **more: Any) -> Source:
    return Source(
        "shop", "jsonld", (f"{server.url}/",), private_hosts=(server.host,), min_listings=0,
        politeness=Politeness(delay=0), limits=Limits(timeout=3), options=(("follow_pattern", "^/"),), **more,
    )  # fmt: skip


def start_page(server: RawServer) -> None:
    links = "".join(f'<a href="{path}">x</a>' for path in server.answers if path != "/robots.txt").encode()
    server.answers["/"] = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%b" % (
        len(links),
        links,
    )


def blocks(folder: Path) -> Iterator[tuple[Any, bytes]]:
    """Records as warcio reads them, both digests checked, and the block of each as it stands in the file."""
    with (folder / "pages.warc.gz").open("rb") as file:
        checked = [record.content_stream().read() for record in ArchiveIterator(file, check_digests="raise")]
        file.seek(0)
        raw = [(record, record.raw_stream.read()) for record in ArchiveIterator(file, no_record_parse=True)]
    assert len(raw) == len(checked)
    yield from raw


def fields(record: Any, name: str) -> list[str]:
    return [value for key, value in record.rec_headers.headers if key == name]


Ended = tuple[StageReport, list[tuple[Any, bytes]], RawServer]


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ended]:
    server = RawServer()
    server.answers |= ANSWERS
    start_page(server)
    folder = tmp_path_factory.mktemp("wire")
    report = crawl(source_of(server), folder, user_agent=AGENT)
    assert report.error == ""
    yield report, list(blocks(folder)), server
    server.close()


@pytest.mark.parametrize("path", ["/robots.txt", "/", *ANSWERS])
def test_a_response_is_what_the_server_sent(ended: Ended, path: str) -> None:
    _, found, server = ended
    answer = server.answers[path]
    held = [
        block for record, block in found
        if record.rec_type == "response" and fields(record, "WARC-Target-URI") == [server.url + path]
    ]  # fmt: skip
    assert held
    assert all(block == answer for block in held)


def test_a_request_is_what_the_server_got(ended: Ended) -> None:
    _, found, server = ended
    assert sorted(block for record, block in found if record.rec_type == "request") == sorted(server.asked)


def test_each_request_names_the_response_beside_it(ended: Ended) -> None:
    _, found, _ = ended
    ids = {fields(record, "WARC-Record-ID")[0] for record, _ in found if record.rec_type == "response"}
    assert {fields(record, "WARC-Concurrent-To")[0] for record, _ in found if record.rec_type == "request"} == ids


def test_the_address_of_the_server_is_named(ended: Ended) -> None:
    _, found, _ = ended
    answers = [record for record, _ in found if record.rec_type == "response"]
    assert {fields(record, "WARC-IP-Address")[0] for record in answers} == {"127.0.0.1"}


def test_the_digest_as_read_is_that_of_the_body_without_chunks_and_coding(ended: Ended) -> None:
    _, found, server = ended
    digests = {
        fields(record, "WARC-Target-URI")[0]: fields(record, DECODED)
        for record, _ in found
        if record.rec_type == "response"
    }
    for path, body in {"/both": PAGE, "/gzip": PAGE, "/chunked": b"hello!", "/old": b"until I hang up"}.items():
        assert digests[server.url + path] == [f"sha256:{hashlib.sha256(body).hexdigest()}"]
    assert digests[server.url + "/broken"] == []


TORN = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"
CUT = {
    "/short": (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\ncut", "disconnect", "broken-response"),
    "/torn": (TORN, "disconnect", "broken-response"),
    "/wild": (TORN + b"lo\r\nZZ\r\n", "disconnect", "broken-response"),
    "/big": (b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n", "length", "too-large"),
}
"""What is sent before the connection ends, why the record is cut off, and what it is counted as."""


def test_what_broke_off_is_kept_and_says_so(tmp_path: Path) -> None:
    server = RawServer()
    server.answers |= {
        path: lambda connection, sent=sent: connection.sendall(sent) for path, (sent, _, _) in CUT.items()
    }

    def slow(connection: Any) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nslow")
        connection.recv(1)

    server.answers["/slow"] = slow
    start_page(server)
    report = crawl(source_of(server), tmp_path, user_agent=AGENT)
    found = {
        fields(record, "WARC-Target-URI")[0].removeprefix(server.url): (block, fields(record, "WARC-Truncated"))
        for record, block in blocks(tmp_path)
        if record.rec_type == "response"
    }
    for path, (sent, why, code) in CUT.items():
        assert found[path] == (sent, [why])
        assert report.count(code)
    assert found["/slow"] == (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nslow", ["time"])
    assert report.count("requests") == len(server.asked)
    server.close()


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Authority, list[tuple[Any, bytes]], RawServer]]:
    folder = tmp_path_factory.mktemp("tls")
    authority = Authority(folder)
    server = RawServer(authority.context)
    server.answers |= ANSWERS
    start_page(server)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(authority.root))
        report = crawl(source_of(server), folder / "run", user_agent=AGENT)
    assert report.error == ""
    yield authority, list(blocks(folder / "run")), server
    server.close()


def test_over_tls_the_bytes_are_those_inside(secured: tuple[Authority, list[tuple[Any, bytes]], RawServer]) -> None:
    _, found, server = secured
    held = {fields(record, "WARC-Target-URI")[0]: block for record, block in found if record.rec_type == "response"}
    assert held == {server.url + path: answer for path, answer in server.answers.items()}


def test_the_certificate_chain_is_kept_once_and_named_by_each_response(
    secured: tuple[Authority, list[tuple[Any, bytes]], RawServer],
) -> None:
    authority, found, _ = secured
    chains = [block for record, block in found if record.rec_type == "metadata"]
    assert chains == [authority.chain]
    digest = f"sha256:{hashlib.sha256(authority.chain).hexdigest()}"
    answers = [record for record, _ in found if record.rec_type == "response"]
    assert all(fields(record, CERTIFICATES) == [digest] for record in answers)
    assert all(fields(record, "WARC-Protocol") == ["TLSv1.3"] for record in answers)


def test_a_kept_connection_that_the_server_closes_at_the_wrong_moment_costs_nothing(tmp_path: Path) -> None:
    """The server says that it keeps the connection and closes it: the next request goes out on another."""
    server = RawServer()
    body = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nok"
    calls: list[str] = []

    def once(name: str) -> Callable[[Any], None]:
        return lambda connection: (calls.append(name), connection.sendall(body))[0]

    server.answers |= {f"/p{number}": once(f"/p{number}") for number in range(20)}
    start_page(server)
    report = crawl(source_of(server), tmp_path, user_agent=AGENT)
    assert sorted(calls) == sorted(f"/p{number}" for number in range(20))
    assert report.problems == ()
    assert [record.rec_type for record, _ in blocks(tmp_path)].count("response") == 22
    server.close()
