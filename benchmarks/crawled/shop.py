"""The shop that is crawled: `python -m benchmarks.crawled.shop LISTINGS TITLES.csv.gz`; prints its address.

A process of its own, so that its work is not counted. Lists of a hundred links lead to pages of about four kilobytes
with JSON-LD, each with one picture that no other page has.
"""

import asyncio
import csv
import gzip
import io
import json
import struct
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw

A_LIST = 100
FILLER = '<div class="row"><span>free shipping</span><a href="/help">help</a></div>' * 40


def titles(path: Path, number: int) -> list[str]:
    """That many titles, from the start again where there are fewer."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        found = [row["title"] for row, _ in zip(csv.DictReader(file), range(number), strict=False)]
    return [found[index % len(found)] for index in range(number)]


class Shop:
    """Answers from memory; what is made anew for each request costs about what a file would."""

    def __init__(self, names: list[str]) -> None:
        self._names = names
        picture = Image.new("RGB", (200, 200), "white")
        draw = ImageDraw.Draw(picture)
        for step in range(0, 200, 20):
            draw.ellipse((step, step // 2, step + 60, step // 2 + 60), fill=(step, 255 - step, 120))
        out = io.BytesIO()
        picture.save(out, "PNG")
        self._picture = out.getvalue()

    def answer(self, path: str) -> tuple[bytes, str]:
        """Body and type."""
        if path.endswith(".png"):
            return self._drawn(int(path[1:-4])), "image/png"
        if path.startswith("/p/"):
            return self._page(int(path[3:])), "text/html; charset=utf-8"
        if path in ("/", "/list"):
            return self._links(f"/list/{n}" for n in range(0, len(self._names), A_LIST)), "text/html"
        if path.startswith("/list/"):
            first = int(path[6:])
            last = min(first + A_LIST, len(self._names))
            return self._links(f"/p/{n}" for n in range(first, last)), "text/html"
        return b"", "text/plain"

    def _links(self, addresses: Iterator[str]) -> bytes:
        return ("<html><body>" + "".join(f'<a href="{one}">x</a>' for one in addresses)).encode()

    def _page(self, number: int) -> bytes:
        product = {
            "@context": "https://schema.org",
            "@type": "Product",
            "sku": f"n{number}",
            "name": self._names[number],
            "image": f"/{number}.png",
            "brand": {"@type": "Brand", "name": ""},
            "offers": {"@type": "Offer", "price": f"{number % 500}.90", "priceCurrency": "CNY"},
        }
        script = json.dumps(product, ensure_ascii=False).replace("</", "<\\/")
        head = f'<html><head><script type="application/ld+json">{script}</script></head><body>'
        return f"{head}<h1>{self._names[number]}</h1>{FILLER}</body></html>".encode()

    def _drawn(self, number: int) -> bytes:
        """The picture with a comment of its own, so that its bytes are like no other's."""
        data = b"number\0%d" % number
        chunk = struct.pack(">I", len(data)) + b"tEXt" + data + struct.pack(">I", zlib.crc32(b"tEXt" + data))
        return self._picture[:33] + chunk + self._picture[33:]


class Connection(asyncio.Protocol):
    """HTTP/1.1 as far as one client that asks for one thing at a time needs it."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._asked = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._asked += data
        if self._asked.endswith(b"\r\n\r\n"):
            path = self._asked.split(b" ", 2)[1].decode()
            self._asked = b""
            body, kind = self._shop.answer(path)
            head = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
            self._transport.write(head.encode() + body)


async def serve(shop: Shop) -> None:
    """Until the process is ended."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(shop), "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(Shop(titles(Path(sys.argv[2]), int(sys.argv[1])))))
