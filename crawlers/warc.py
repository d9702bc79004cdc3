"""One run's WARC/1.1 file (ISO 28500): what was asked and what came back, a gzip member a record."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

Headers = Iterable[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its response.

    Attributes:
        url: the address that was asked.
        taken_at: when the response was complete, UTC.
        request: method and headers as handed to the network layer.
        response: protocol ("HTTP/1.1"), status, headers; the body as transferred, content coding untouched.
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
    address: str = ""


class _Head(StatusAndHeaders):  # type: ignore[misc]  # warcio ships no types
    """HTTP head written byte for byte: warcio's own would re-encode what is not ASCII."""

    def __init__(self, raw: bytes) -> None:
        super().__init__("", [], protocol="")
        self._raw = raw

    def __bool__(self) -> bool:
        return True

    def to_ascii_bytes(self, filter_func: Any = None) -> bytes:
        return self._raw


class Warc:
    """Writes records; digests are SHA-256 in hex, of the block and of the payload as transferred."""

    def __init__(self, path: Path, software: str) -> None:
        self._file: BinaryIO = path.open("wb")
        self._writer: Any = WARCWriter(self._file, gzip=True, warc_version="WARC/1.1")
        info = {"software": software, "format": "WARC File Format 1.1"}
        self._writer.write_record(self._writer.create_warcinfo_record(None, info))

    def exchange(self, exchange: Exchange) -> None:
        """Writes a response record and the request record beside it."""
        answer = self._record(exchange, "response", _response_head(exchange), exchange.body)
        asked = self._record(exchange, "request", _request_head(exchange), exchange.request_body)
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
            headers = _digests(taken_at, digest, digest) | {"Content-Type": media_type}
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
    try:
        phrase = HTTPStatus(exchange.status).phrase
    except ValueError:
        phrase = ""
    return _head(f"{exchange.protocol} {exchange.status} {phrase}".rstrip(), exchange.headers)


def _request_head(exchange: Exchange) -> bytes:
    parts = urlsplit(exchange.url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    host = (b"Host", parts.netloc.encode("utf-8"))
    return _head(f"{exchange.method} {target} HTTP/1.1", (host, *exchange.request_headers))


def _head(first: str, headers: Headers) -> bytes:
    lines = [first.encode("utf-8", "replace"), *(name + b": " + value for name, value in headers)]
    return b"\r\n".join(lines) + b"\r\n\r\n"
