"""What a shop answers to a path: a file, or one of the traps that hostile shops set."""

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from demo.shops import BASE

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".jsonl": "application/x-ndjson; charset=utf-8",
    ".gz": "application/gzip",
    ".jpg": "image/jpeg",
    ".png": "image/png",
}
_WRITTEN = (".html", ".xml", ".txt", ".jsonl")

BOMB_BYTES = 64_000_000
"""Length of the page that comes as a few kilobytes of gzip."""
TITLE_BYTES = 5_000_000
"""Length of the title that no page should have."""
DRIP_SECONDS = 2.5
"""How long a page under /slow/ takes."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A response. `body` comes in pieces; `pause` is the time in seconds between them; `length` is None if unknown."""

    status: HTTPStatus
    body: Callable[[], Iterator[bytes]]
    headers: dict[str, str] = field(default_factory=dict)
    length: int | None = None
    pause: float = 0.0


class Shelf:
    """The answers of one shop.

    Args:
        folder: the shop's files.
        base: the address that stands for it in pages, such as "http://127.0.0.1:8000".
    """

    def __init__(self, folder: Path, base: str) -> None:
        self._base = base.encode("ascii")
        # Only what lies there now is served: no path from a request ever reaches the disk.
        self._files = {f"/{p.relative_to(folder).as_posix()}": p for p in folder.rglob("*") if p.is_file()}

    def answer(self, path: str) -> Answer:
        """The answer to a path without its query."""
        trap = self._trap(path)
        if trap is not None:
            return trap
        if path.startswith("/slow/"):
            return _dripping(self._file(path.removeprefix("/slow")))
        return self._file(path)

    def _file(self, path: str) -> Answer:
        if path.endswith("/"):
            path += "index.html"
        found = self._files.get(path)
        if found is None and path.endswith(".gz") and path.removesuffix(".gz") in self._files:
            return _whole(gzip.compress(self._read(path.removesuffix(".gz")), mtime=0), _TYPES[".gz"])
        if found is None:
            return _whole(b"<h1>404</h1>", _TYPES[".html"], HTTPStatus.NOT_FOUND)
        return _whole(self._read(path), _TYPES.get(found.suffix, "application/octet-stream"))

    def _read(self, path: str) -> bytes:
        file = self._files[path]
        data = file.read_bytes()
        return data.replace(BASE.encode("ascii"), self._base) if file.suffix in _WRITTEN else data

    def _trap(self, path: str) -> Answer | None:
        if path.startswith("/loop/") and path.removeprefix("/loop/").isdigit():
            return _redirect(f"/loop/{int(path.removeprefix('/loop/')[:9]) + 1}")
        return _TRAPS[path]() if path in _TRAPS else None


def _whole(data: bytes, media_type: str, status: HTTPStatus = HTTPStatus.OK) -> Answer:
    return Answer(status, lambda: iter((data,)), {"Content-Type": media_type}, len(data))


def _redirect(target: str) -> Answer:
    return Answer(HTTPStatus.FOUND, lambda: iter(()), {"Location": target}, 0)


def _dripping(answer: Answer) -> Answer:
    data, drips = b"".join(answer.body()), 10
    step = -(-len(data) // drips)
    pieces = [data[at : at + step] for at in range(0, len(data), step)]
    return Answer(answer.status, lambda: iter(pieces), answer.headers, len(data), DRIP_SECONDS / drips)


def _gzip_bomb() -> Answer:
    def body() -> Iterator[bytes]:
        packer = zlib.compressobj(wbits=31)
        yield packer.compress(b"<!doctype html><title>...</title><body>")
        for _ in range(BOMB_BYTES // 1_000_000):
            yield packer.compress(b" " * 1_000_000)
        yield packer.flush()

    return Answer(HTTPStatus.OK, body, {"Content-Type": _TYPES[".html"], "Content-Encoding": "gzip"})


def _long_title() -> Answer:
    def body() -> Iterator[bytes]:
        product = {"@context": "https://schema.org", "@type": "Product", "sku": "LT000002", "name": "@"}
        before, _, after = json.dumps(product).rpartition("@")
        yield b'<!doctype html><html><head><script type="application/ld+json">' + before.encode()
        for _ in range(TITLE_BYTES // 100_000):
            yield b"A" * 100_000
        yield after.encode() + b"</script></head><body></body></html>"

    return Answer(HTTPStatus.OK, body, {"Content-Type": _TYPES[".html"]})


def _broken() -> Answer:
    return _whole(b"<h1>500</h1>", _TYPES[".html"], HTTPStatus.INTERNAL_SERVER_ERROR)


_TRAPS: dict[str, Callable[[], Answer]] = {
    "/item/loop.html": lambda: _redirect("/loop/1"),
    "/p/loop.html": lambda: _redirect("/loop/1"),
    "/item/gzip-bomb.html": _gzip_bomb,
    "/p/gzip-bomb.html": _gzip_bomb,
    "/item/long-title.html": _long_title,
    "/item/broken.html": _broken,
    "/p/broken.html": _broken,
    "/out/metadata.jpg": lambda: _redirect("http://169.254.169.254/latest/meta-data/"),
    "/out/private.jpg": lambda: _redirect("http://10.0.0.1/photo.jpg"),
}
