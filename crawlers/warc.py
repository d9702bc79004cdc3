"""One run's WARC/1.1 file (ISO 28500): what was asked and what came back, a gzip member a record.

Bodies are as they came once chunks are joined. Heads are not: the HTTP client takes them apart before we see them, and
they are put together again here. NORMALISED says what that changes, in each file's warcinfo record too.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final
from urllib.parse import urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

Headers = Iterable[tuple[bytes, bytes]]

NORMALISED = (
    "Response bodies are as transferred, their content coding untouched, but chunked transfer coding is undone. "
    "Response heads are rebuilt from what the HTTP client reports: Content-Length first, header names in title case, "
    "headers of one name beside each other; the reason phrase, Transfer-Encoding and the other connection headers are "
    "left out. Request heads are rebuilt from what the HTTP client was given; it may have added connection headers."
)
"""What the records do not hold as it went over the wire."""

DECODED: Final = "WARC-Markhound-Decoded-Digest"
"""Field with the digest of the body once its content coding is undone: what a capture's digest names.

ISO 28500 leaves WARC-Payload-Digest for the body as coded, and has readers pass over fields that they do not know.
"""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its response.

    Attributes:
        url: the address that was asked.
        taken_at: when the response was complete, UTC.
        method, request_headers, request_body: as handed to the HTTP client.
        protocol, status, headers: as the HTTP client reports them ("HTTP/1.1"); see NORMALISED.
        body: as transferred, content coding untouched, chunks joined.
        decoded: SHA-256 in hex of the body without content coding, "" where that was not undone.
        address: of the server, "" where unknown.
    """

    url: str
    taken_at: datetime
    method: str
    request_headers: tuple[tuple[bytes, bytes], ...]
    request_body: bytes
    protocol: str
    status: int
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    decoded: str = ""
    address: str = ""


class _Head(StatusAndHeaders):  # type: ignore[misc]  # warcio ships no types
    """HTTP head whose values are written as they are: warcio's own would re-encode what is not ASCII."""

    def __init__(self, raw: bytes) -> None:
        super().__init__("", [], protocol="")
        self._raw = raw

    def __bool__(self) -> bool:
        return True

    def to_ascii_bytes(self, filter_func: Any = None) -> bytes:
        return self._raw


class Warc:
    """Writes records; digests are SHA-256 in hex: of the block, of the payload as coded, and under DECODED as read."""

    def __init__(self, path: Path, software: str) -> None:
        self._file: BinaryIO = path.open("wb")
        self._writer: Any = WARCWriter(self._file, gzip=True, warc_version="WARC/1.1")
        info = {"software": software, "format": "WARC File Format 1.1", "description": NORMALISED}
        self._writer.write_record(self._writer.create_warcinfo_record(None, info))

    def exchange(self, exchange: Exchange) -> None:
        """Writes a response record and the request record beside it."""
        answer = self._record(exchange, "response", _response_head(exchange), exchange.body)
        asked = self._record(exchange, "request", _request_head(exchange), exchange.request_body)
        if exchange.decoded:
            answer.rec_headers.add_header(DECODED, f"sha256:{exchange.decoded}")
        if exchange.address:
            answer.rec_headers.add_header("WARC-IP-Address", exchange.address)
        self._writer.write_request_response_pair(asked, answer)

    def resource(self, path: Path, media_type: str, taken_at: datetime) -> str:
        """Writes a local file as a resource record.

        Returns:
            SHA-256 of the file in hex.
        """
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            size = file.tell()
            file.seek(0)
            headers = _digests(taken_at, digest, digest) | {DECODED: f"sha256:{digest}", "Content-Type": media_type}
            record = self._writer.create_warc_record(
                path.as_uri(), "resource", payload=file, length=size, warc_headers_dict=headers
            )
            self._writer.write_record(record)
        return digest

    def close(self) -> None:
        """Ends the file."""
        self._file.close()

    def _record(self, exchange: Exchange, kind: str, head: bytes, body: bytes) -> Any:
        block = hashlib.sha256(head)
        block.update(body)
        headers = _digests(exchange.taken_at, block.hexdigest(), hashlib.sha256(body).hexdigest())
        return self._writer.create_warc_record(
            exchange.url, kind, BytesIO(body), len(body), warc_headers_dict=headers, http_headers=_Head(head)
        )


def _digests(taken_at: datetime, block: str, payload: str) -> dict[str, str]:
    return {
        "WARC-Date": taken_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "WARC-Block-Digest": f"sha256:{block}",
        "WARC-Payload-Digest": f"sha256:{payload}",
    }


def _response_head(exchange: Exchange) -> bytes:
    # RFC 9112 lets the phrase be empty, but not the blank before it; what the server wrote there is not known
    return _head(f"{exchange.protocol} {exchange.status} ", exchange.headers)


def _request_head(exchange: Exchange) -> bytes:
    parts = urlsplit(exchange.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    host = (b"Host", parts.netloc.encode("utf-8"))
    return _head(f"{exchange.method} {target} HTTP/1.1", (host, *exchange.request_headers))


def _head(first: str, headers: Headers) -> bytes:
    lines = [first.encode("utf-8", "replace"), *(name + b": " + value for name, value in headers)]
    return b"\r\n".join(lines) + b"\r\n\r\n"
