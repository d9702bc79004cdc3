"""No request leaves for an address that is not public: by name, redirect, picture, sitemap; real look-ups and sockets.

The forbidden service listens on loopback, over IPv4 and IPv6, and counts connections: there must be none.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from domain.listing import Listing
from domain.report import StageReport
from domain.source import Source
from tests.crawlers.loopback_shop import Shop, product_page
from tests.crawlers.name_server import NameServer

Read = Callable[[Source], tuple[StageReport, dict[str, Listing]]]


class Forbidden:
    """Listens on one port of 127.0.0.1 and ::1, and counts who comes."""

    def __init__(self) -> None:
        self.came = 0
        self._listeners = [socket.create_server(("127.0.0.1", 0))]
        self.port: int = self._listeners[0].getsockname()[1]
        if socket.has_dualstack_ipv6():
            self._listeners.append(socket.create_server(("::1", self.port), family=socket.AF_INET6))
        for listener in self._listeners:
            threading.Thread(target=self._count, args=(listener,), daemon=True).start()

    def _count(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self.came += 1
            connection.close()

    def close(self) -> None:
        for listener in self._listeners:
            listener.close()


@pytest.fixture
def forbidden() -> Iterator[Forbidden]:
    made = Forbidden()
    yield made
    made.close()


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Iterator[NameServer]:
    server = NameServer()
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent / "stub_resolver"))
    monkeypatch.setenv("STUB_DNS_PORT", str(server.port))
    yield server
    server.close()


SPELLINGS = [
    "127.0.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "0177.1", "127.1", "127.0.1", "[::1]",
    "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "localhost",
    "LOCALHOST", "①②⑦.0.0.1", "127。0。0。1", "0", "[::]", "user:word@127.0.0.1",
]  # fmt: skip


def test_no_spelling_of_an_address_leads_in(shop: Shop, read: Read, forbidden: Forbidden) -> None:
    """As a link, as a redirect and as a picture; the source even allows pages on all those hosts."""
    places = [f"http://{one}:{forbidden.port}/latest/meta-data/" for one in SPELLINGS]
    shop.page("/links", "".join(f'<a href="{place}">x</a>' for place in places))
    for number, place in enumerate(places):
        shop.answers[f"/to/{number}"] = lambda handler, place=place: handler.reply(
            b"", status=302, Location=place.encode().decode("latin-1")
        )
        shop.answers[f"/to/{number}.png"] = shop.answers[f"/to/{number}"]
    shop.page("/", "".join(f'<a href="/to/{number}">x</a>' for number in range(len(places))) + '<a href="/links">x</a>')
    shop.page(
        "/offer",
        product_page(name="o", sku="o", image=[*places, *(f"/to/{number}.png" for number in range(len(places)))]),
    )
    shop.page("/start", '<a href="/">x</a><a href="/offer">x</a>')
    allow = tuple(one.strip("[]").rpartition("@")[2] for one in SPELLINGS)
    source = shop.source(start=(f"{shop.url}/start",), allow=allow)
    report, found = read(source)
    assert forbidden.came == 0
    assert "o" in found
    assert found["o"].pictures == ()
    assert report.count("address-refused") >= len(SPELLINGS)


def test_a_sitemap_and_robots_txt_lead_nowhere_either(
    shop: Shop, read: Read, forbidden: Forbidden, names: NameServer
) -> None:
    names.names["map.test"] = [["127.0.0.1"]]
    bad = [f"http://127.0.0.1:{forbidden.port}/a", f"http://map.test:{forbidden.port}/b"]
    locations = "".join(f"<url><loc>{place}</loc></url>" for place in bad)
    indexes = "".join(f"<sitemap><loc>{place}.xml</loc></sitemap>" for place in (*bad, f"{shop.url}/m"))
    shop.answers |= {
        "/robots.txt": (
            f"User-agent: *\nAllow: /\nSitemap: {bad[0]}\nSitemap: {shop.url}/index.xml\n".encode(), "text/plain",
        ),
        "/index.xml": (f"<sitemapindex>{indexes}</sitemapindex>".encode(), "text/xml"),
        "/m.xml": (f"<urlset>{locations}<url><loc>{shop.url}/good</loc></url></urlset>".encode(), "text/xml"),
    }  # fmt: skip
    shop.product("/good")
    source = shop.source(
        platform="sitemap", start=(f"{shop.url}/robots.txt",), allow=("127.0.0.1", "map.test"), options=()
    )
    report, found = read(source)
    assert forbidden.came == 0
    assert set(found) == {"good"}
    assert report.count("address-refused") == 4  # one of the addresses is named twice


@pytest.mark.parametrize(
    "answer",
    [
        ["127.0.0.1"], ["::1"], ["10.0.0.1"], ["169.254.169.254"], ["100.100.100.200"], ["::ffff:127.0.0.1"],
        ["64:ff9b::7f00:1"], ["2002:7f00:1::"], ["fd00:ec2::254"], ["127.0.0.1", "::1", "10.0.0.1"],
    ],
)  # fmt: skip
def test_a_name_that_stands_for_a_forbidden_address_is_refused(
    shop: Shop, read: Read, forbidden: Forbidden, names: NameServer, answer: list[str]
) -> None:
    names.names["evil.test"] = [answer]
    shop.product("/one", image=f"http://evil.test:{forbidden.port}/a.png")
    shop.answers["/to"] = lambda handler: handler.reply(b"", status=302, Location=f"http://evil.test:{forbidden.port}/")
    shop.index()
    report, found = read(shop.source(allow=("evil.test",)))
    assert forbidden.came == 0
    assert report.count("address-refused") == 2
    assert set(found) == {"one"}
    assert "evil.test" in names.asked


def test_a_name_that_is_good_when_looked_at_and_bad_when_used_gains_nothing(
    shop: Shop, read: Read, names: NameServer
) -> None:
    """Rebinding: each connection goes to an address of the one look-up that was checked, whatever comes later."""
    port = shop.host.partition(":")[2]
    names.names["own.test"] = [["127.0.0.1"], ["169.254.169.254"]]
    shop.answers |= {f"/p{number}": (product_page(name="p", sku=f"p{number}").encode(),) for number in range(3)}
    shop.index()
    hang_up = shop.answers["/"][0]

    def start(handler: object) -> None:
        handler.close_connection = True  # type: ignore[attr-defined]  # so that the next page needs another look-up
        handler.reply(hang_up, Connection="close")  # type: ignore[attr-defined]

    shop.answers["/"] = start
    shop.answers["/robots.txt"] = lambda handler: handler.reply(b"", "text/plain", Connection="close")
    source = shop.source(start=(f"http://own.test:{port}/",), private_hosts=(f"own.test:{port}",))
    report, found = read(source)
    assert shop.paths() == ["/robots.txt"]  # what the first look-up led to
    assert found == {}
    assert report.count("address-refused") == 1
    assert names.asked.count("own.test") == 2
