"""A real HTTP shop on loopback, made of functions, and crawls of it."""

import http.server
import io
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from PIL import Image
from warcio.archiveiterator import ArchiveIterator

from domain.listing import Listing
from domain.listing_json import parse_line
from domain.source import Limits, Politeness, Source

AGENT = "markhound-test/1 (loopback)"


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers from the shop's table; unknown paths are 404."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits 40 ms for the one before
    server: "ShopServer"

    def log_message(self, *args: Any) -> None:
        pass

    def do_GET(self) -> None:
        shop = self.server.shop
        shop.asked.append((self.path, dict(self.headers)))
        answer = shop.answers.get(self.path) or shop.answers.get(urlsplit(self.path).path)
        if answer is None:
            self.reply(b"no such page", status=404)
        elif callable(answer):
            answer(self)
        else:
            self.reply(*answer)

    def reply(
        self, body: bytes, media_type: str = "text/html; charset=utf-8", status: int = 200, **headers: str
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


class ShopServer(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what half of these tests are about."""


@contextmanager
def serving() -> Iterator["Shop"]:
    """A shop, closed behind its last customer."""
    made = Shop()
    yield made
    made.server.shutdown()
    made.server.server_close()


class Shop:
    """`answers` maps a path to (body, type) or to a function of the handler; `asked` lists what was requested."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.server = ShopServer(("127.0.0.1", 0), Handler)
        self.server.shop = self
        self.host = f"127.0.0.1:{self.server.server_port}"
        self.url = f"http://{self.host}"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def product(self, path: str, **more: Any) -> None:
        """A page with a Product in JSON-LD."""
        self.page(path, product_page(name=f"product {path}", sku=path.strip("/"), **more))

    def page(self, path: str, html: str) -> None:
        self.answers[path] = (html.encode(),)

    def index(self, *more: str) -> None:
        """The start page: links to all pages that the shop has, and to more."""
        paths = [path for path in self.answers if "." not in path]
        links = "".join(f'<a href="{path}">x</a>' for path in (*paths, *more))
        self.page("/", f"<html><body>{links}</body></html>")

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def source(self, **changes: Any) -> Source:
        """A source that reads this shop without delay and follows every link."""
        source = Source(
            name="shop",
            platform="jsonld",
            start=(f"{self.url}/",),
            private_hosts=(self.host,),
            currency="CNY",
            politeness=Politeness(delay=0, concurrency=8),
            limits=Limits(timeout=5),
            options=(("follow_pattern", "^/"),),
        )
        return replace(source, **changes)


def product_page(**product: Any) -> str:
    script = json.dumps({"@context": "https://schema.org", "@type": "Product", **product}, ensure_ascii=False)
    script = script.replace("</", "<\\/")
    return f'<html><head><script type="application/ld+json">{script}</script></head><body>x</body></html>'


def picture(colour: str = "red", size: tuple[int, int] = (24, 16), kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind)
    return out.getvalue()


def listings(folder: Path) -> dict[str, Listing]:
    lines = (folder / "listings.jsonl").read_bytes().splitlines()
    return {listing.listing_id: listing for listing, _ in (parse_line(line, folder) for line in lines)}


def records(folder: Path) -> Iterator[Any]:
    """Records of a crawl's WARC, each read to its end, with both digests checked; `body` is what it holds."""
    with (folder / "pages.warc.gz").open("rb") as file:
        for record in ArchiveIterator(file, check_digests="raise"):
            record.body = record.content_stream().read()
            yield record
