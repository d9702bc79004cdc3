"""Sources that hang, each in its own way: cut off by their time, the others are read, the report says so."""

import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from crawlers import run as crawl_run
from domain.source import Limits, Politeness, Source
from flows import runs
from flows.night import night
from flows.watch import Silent
from tests.crawlers.raw_server import RawServer
from tests.faults.conftest import Ledger
from tests.faults.market import Market

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
MINUTES = 0.03
BAD = ("silent", "dripping", "endless", "turning", "paging")


def silent(connection: socket.socket) -> None:
    time.sleep(60)


def dripping(connection: socket.socket) -> None:
    connection.sendall(HEAD + b"Content-Length: 1000\r\n\r\n")
    while True:
        connection.sendall(b"x")
        time.sleep(0.3)


def endless(connection: socket.socket) -> None:
    connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"1000\r\n" + b"x" * 0x1000 + b"\r\n")


class Turning(RawServer):
    """Redirects to another page of its own, or links to the next one, for ever."""

    def _request(self, connection: socket.socket) -> bytes:
        request = super()._request(connection)
        path = request.split(b" ")[1].decode() if request else ""
        if path.startswith("/turn"):
            after = f"/turn{len(self.asked)}"
            self.answers[path] = f"HTTP/1.1 302 F\r\nLocation: {after}\r\nContent-Length: 0\r\n\r\n".encode()
        if path.startswith("/page"):
            body = f'<a href="/page{len(self.asked)}">next</a>'.encode()
            self.answers[path] = HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body
        return request


@pytest.fixture
def server() -> Iterator[Turning]:
    opened = Turning()
    opened.answers |= {"/silent": silent, "/dripping": dripping, "/endless": endless}
    yield opened
    opened.close()


def source_of(name: str, server: RawServer) -> Source:
    path = {"turning": "turn", "paging": "page"}.get(name, name)
    return Source(
        name, "jsonld", (f"{server.url}/{path}",), private_hosts=(server.host,), politeness=Politeness(0.0, 2),
        limits=Limits(timeout=1.0, minutes=MINUTES, page_bytes=100_000), options=(("follow_pattern", "/page"),),
    )  # fmt: skip


def feed(market: Market) -> Source:
    return Source("corner", "feed", (str(market.at.folder / "feed.jsonl"),))


def test_sources_that_hang_are_cut_off_and_the_others_are_read(market: Market, server: Turning, faults: Ledger) -> None:
    market.restore("evening")
    sources = [*(source_of(name, server) for name in BAD), feed(market)]
    with market.opened() as house:
        report = night(house, sources, Silent())
        crawls = {stage.source: stage for stage in report.stages if stage.stage == "crawl"}
        for name in BAD:
            faults.struck(bool(crawls[name].error))
            assert crawls[name].seconds < 30
            assert "expected at least 1" in crawls[name].error
        said = {name: {problem.code for problem in crawls[name].problems} for name in BAD}
        assert said["silent"] == said["dripping"] == {"timeout"}
        assert said["endless"] == {"too-large"}
        assert said["turning"] == {"redirect-limit"}
        assert said["paging"] == {"time-spent"}
        assert {stage.source for stage in report.failed} == set(BAD)
        assert len(list(house.leads.every([]))) == 4
        for name in BAD:  # nobody holds what the next night needs
            with runs.locked(house.base / "locks" / f"{name}.lock") as free:
                assert free


def freeze(stopped: list[int]) -> None:
    """Stops the crawl of this process as soon as there is one: it never looks at its clock again."""
    while not stopped:
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                mine = int((folder / "stat").read_text().rpartition(")")[2].split()[1]) == os.getpid()
                if mine and b"crawlers.child" in (folder / "cmdline").read_bytes():
                    os.kill(int(folder.name), signal.SIGSTOP)
                    stopped.append(int(folder.name))
            except (OSError, ValueError):
                continue
        time.sleep(0.01)


def test_a_crawl_that_hangs_in_itself_is_ended_and_the_next_source_is_read(
    market: Market, server: Turning, faults: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    market.restore("evening")
    monkeypatch.setattr(crawl_run, "GRACE", 0.5)
    stopped: list[int] = []
    guard = threading.Thread(target=freeze, args=(stopped,), daemon=True)
    guard.start()
    with market.opened() as house:
        report = night(house, [source_of("silent", server), feed(market)], Silent())
        guard.join(5)
        faults.struck(len(stopped))
        (failed,) = report.failed
        assert (failed.stage, failed.source) == ("crawl", "silent")
        assert "its crawl hung and was ended" in failed.error
        assert [problem.code for problem in failed.problems] == ["hung"]
        assert len(list(house.leads.every([]))) == 4
