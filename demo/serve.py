"""Serves the town's shops on loopback over real HTTP."""

import sys
import threading
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from demo import truth
from demo.answers import Answer, Shelf
from demo.market import SOURCES
from demo.shops.riverside import SECTIONS

HOST = "127.0.0.1"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    shelf: Shelf
    asked: list[str]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Crawlers hang up on traps, which is not worth a word on the terminal; all else is."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30
    # Headers and body leave as they come; with Nagle's algorithm each answer would wait 40 ms.
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        """Answers with the body."""
        self._send(with_body=True)

    def do_HEAD(self) -> None:
        """Answers without the body."""
        self._send(with_body=False)

    def _send(self, *, with_body: bool) -> None:
        path = urlsplit(self.path).path
        self.server.asked.append(path)
        answer = self.server.shelf.answer(path)
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.length is None:
            # The end of an unknown length is the end of the connection.
            self.send_header("Connection", "close")
        else:
            self.send_header("Content-Length", str(answer.length))
        self.end_headers()
        if with_body:
            self._write(answer)

    def _write(self, answer: Answer) -> None:
        for piece in answer.body():
            self.wfile.write(piece)
            if answer.pause:
                time.sleep(answer.pause)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name is the base class's)
        """Nothing: `Market.asked` has what was asked."""


class Market:
    """The shops of a built town, open while the `with` block runs.

    Args:
        folder: where `demo.town.build` put the town.
        ports: source and fixed port; free ports for those that are not named.

    Raises:
        FileNotFoundError: no town lies there.
        OSError: a fixed port is taken.
    """

    def __init__(self, folder: Path, ports: Mapping[str, int] | None = None) -> None:
        if not (folder / "truth.jsonl").is_file():
            raise FileNotFoundError(f"no town in {folder}; build one with demo.town.build first")
        self._folder = folder
        self._ports = dict(ports or {})
        self._servers: dict[str, _Server] = {}
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> "Market":
        try:
            for source in SOURCES:
                self._open(source)
        except OSError:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _open(self, source: str) -> None:
        server = _Server((HOST, self._ports.get(source, 0)), _Handler)
        self._servers[source] = server
        server.shelf = Shelf(self._folder / "shops" / source, self.urls[source])
        server.asked = []
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), name=f"demo {source}", daemon=True)
        thread.start()
        self._threads.append(thread)

    def close(self) -> None:
        """Closes the shops; asking a closed market again does nothing."""
        for server in self._servers.values():
            server.shutdown()
            server.server_close()
        for thread in self._threads:
            thread.join()
        self._servers, self._threads = {}, []

    @property
    def urls(self) -> dict[str, str]:
        """Source and base URL without a slash at the end."""
        return {source: f"http://{HOST}:{server.server_address[1]}" for source, server in self._servers.items()}

    def asked(self, source: str) -> tuple[str, ...]:
        """The paths that were asked of a shop so far, in order."""
        return tuple(self._servers[source].asked)

    def write_sources(self, path: Path) -> None:
        """Writes a sources.toml that crawls this market, with the volume that the truth lets one expect."""
        counts = dict.fromkeys(SOURCES, 0)
        for fact in truth.read(self._folder / "truth.jsonl"):
            counts[fact.source] += 1
        tables = [_table(source, url, counts[source]) for source, url in self.urls.items()]
        path.write_text("# The demo market. Written anew each time it opens.\n\n" + "\n".join(tables), encoding="utf-8")


def _table(source: str, url: str, count: int) -> str:
    platform, start, options = {
        "lanterns": ("sitemap", [f"{url}/sitemap.xml"], {"product_pattern": "/item/"}),
        "riverside": (
            "jsonld",
            [f"{url}/c/{section}/" for section in SECTIONS],
            {"product_pattern": "^/p/", "follow_pattern": "^/c/"},
        ),
        "guild": ("feed", [f"{url}/feed.jsonl"], {}),
    }[source]
    listed = ", ".join(f'"{address}"' for address in start)
    own = "".join(f"{name} = '{value}'\n" for name, value in options.items())
    return f"""[sources.{source}]
platform = "{platform}"
start = [{listed}]
allow = ["{HOST}"]
private_hosts = ["{url.removeprefix("http://")}"]
min_listings = {count * 8 // 10}
max_listings = {count * 12 // 10}
currency = "CNY"

[sources.{source}.politeness]
delay = 0.0
concurrency = 4
obey_robots = true
max_requests = {count * 10}

[sources.{source}.limits]
page_bytes = 2_000_000
picture_bytes = 5_000_000
picture_pixels = 20_000_000
redirects = 5
timeout = 5.0
pictures = 4

[sources.{source}.options]
{own}"""
