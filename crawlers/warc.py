"""One run's WARC/1.1 file (ISO 28500): what went out and what came back, byte for byte, a gzip member a record.

A response record and its request record are written at once, so that a file that was cut off ends behind a pair or
within one; `warc_file.mend` takes the torn one away, and the crawl goes on behind it.
"""

import hashlib
import re
import zlib
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

TRUE_TO_WIRE = (
    "Blocks of request and response records are the bytes of the connection: status line, header order and case, chunk "
    "framing, trailers; over TLS what was inside. Interim responses (1xx) and bytes behind the end of a response are "
    "left out. A response that was cut off by us or by the server says so (WARC-Truncated)."
)
"""What the records hold, said in each file's warcinfo record too."""

DECODED: Final = "WARC-Markhound-Decoded-Digest"
"""Field with the digest of the body once chunking and content coding are undone: what a capture's digest names.

ISO 28500 has readers pass over fields that they do not know.
"""

CERTIFICATES: Final = "WARC-Markhound-Certificates"
"""Field with the digest of the certificate chain, which a metadata record of the same file holds."""

REDACTED: Final = "WARC-Markhound-Redacted"
"""Field that names the request headers whose value is a secret of ours: each of its bytes is written as an asterisk."""

_SECRETS = re.compile(rb"^(authorization|proxy-authorization|cookie|x-api-key|x-auth-token): *([^\r\n]+)", re.I | re.M)

UNMODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
"""Profile of a revisit record: the server said that what an earlier record holds is still so."""

LEVEL = 6  # zlib's own default: 9 costs twice the time for one per cent
LEVEL_OF_PACKED = 1  # pictures and coded bodies do not get smaller


@dataclass(frozen=True, slots=True)
class Origin:
    """The record that a revisit refers to: its id, address and date as its own fields have them."""

    record_id: str
    url: str
    date: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its response.

    Attributes:
        url: the address that was asked.
        taken_at: when the response was complete, UTC.
        sent, received: bytes of the connection.
        body_at: where in `received` the body begins.
        decoded: SHA-256 in hex of the body as it is read, "" where it was not.
        address: of the server, "" where unknown.
        certificates: its chain, PEM, b"" without TLS.
        tls: version and cipher suite, "" without.
        truncated: why it is not whole, in ISO 28500's words ("length", "time", "disconnect"), "" where it is.
        origin: of a 304: the record with the body that it speaks of.
    """

    url: str
    taken_at: datetime
    sent: bytes
    received: bytes
    body_at: int
    decoded: str = ""
    address: str = ""
    certificates: bytes = b""
    tls: str = ""
    truncated: str = ""
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """Where a record lies: file, first byte and length of its gzip member."""

    path: Path
    offset: int
    length: int


class _Head(StatusAndHeaders):  # type: ignore[misc]  # warcio ships no types
    """HTTP head whose bytes are written as they are: warcio's own would re-encode what is not ASCII."""

    def __init__(self, raw: bytes) -> None:
        super().__init__("", [], protocol="")
        self._raw = raw

    def __bool__(self) -> bool:
        return True

    def to_ascii_bytes(self, filter_func: Any = None) -> bytes:
        return self._raw


class Warc:
    """Writes records; digests are SHA-256: of the block, of the body as transferred, and under DECODED as read."""

    def __init__(self, path: Path, software: str) -> None:
        self.path = path
        self._file: BinaryIO = path.open("ab", buffering=0)
        self._end = self._file.tell()
        self._chains: dict[bytes, str] = {}
        self._make: Any = WARCWriter(None, gzip=False, warc_version="WARC/1.1")
        info = {"software": software, "format": "WARC File Format 1.1", "description": TRUE_TO_WIRE}
        self._write(self._packed(self._make.create_warcinfo_record(None, info)))

    def exchange(self, exchange: Exchange) -> Held:
        """Writes a response record (of a 304: a revisit record) and the request record beside it.

        Returns:
            Where the first of the two lies.
        """
        kind = "response" if exchange.origin is None else "revisit"
        chain = self._chain(exchange) if exchange.certificates else b""
        answer = self._record(exchange, kind, exchange.received, exchange.body_at)
        for name, value in _fields(exchange):
            answer.rec_headers.add_header(name, value)
        end = exchange.sent.find(b"\r\n\r\n") + 4
        sent, secrets = without_secrets(exchange.sent, end)
        asked = self._record(exchange, "request", sent, end if end > 3 else len(sent))
        if secrets:
            asked.rec_headers.add_header(REDACTED, ", ".join(secrets))
        asked.rec_headers.add_header("WARC-Concurrent-To", answer.rec_headers.get_header("WARC-Record-ID"))
        packed = self._packed(answer, _level(exchange))
        held = Held(self.path, self._end + len(chain), len(packed))
        self._write(chain + packed + self._packed(asked))
        return held

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
            record = self._make.create_warc_record(
                path.as_uri(), "resource", payload=file, length=size, warc_headers_dict=headers
            )
            self._write(self._packed(record))
        return digest

    def body(self, url: str, body: bytes, media_type: str, taken_at: datetime) -> str:
        """Writes what an address gave where the exchange itself could not be seen, as a resource record.

        Returns:
            SHA-256 of the body in hex.
        """
        digest = hashlib.sha256(body).hexdigest()
        kind = media_type or "application/octet-stream"
        headers = _digests(taken_at, digest, digest) | {DECODED: f"sha256:{digest}", "Content-Type": kind}
        record = self._make.create_warc_record(
            url, "resource", payload=BytesIO(body), length=len(body), warc_headers_dict=headers
        )
        self._write(self._packed(record))
        return digest

    def close(self) -> None:
        """Ends the file."""
        self._file.close()

    def _chain(self, exchange: Exchange) -> bytes:
        """The record of a certificate chain that this file does not hold yet."""
        if exchange.certificates in self._chains:
            return b""
        digest = self._chains[exchange.certificates] = hashlib.sha256(exchange.certificates).hexdigest()
        headers = _digests(exchange.taken_at, digest, digest) | {"Content-Type": "application/pem-certificate-chain"}
        body = BytesIO(exchange.certificates)
        return self._packed(
            self._make.create_warc_record(
                exchange.url, "metadata", payload=body, length=len(exchange.certificates), warc_headers_dict=headers
            )
        )

    def _record(self, exchange: Exchange, kind: str, block: bytes, body_at: int) -> Any:
        body = memoryview(block)[body_at:]
        headers = _digests(exchange.taken_at, hashlib.sha256(block).hexdigest(), hashlib.sha256(body).hexdigest())
        return self._make.create_warc_record(
            exchange.url, kind, BytesIO(body), len(body), warc_headers_dict=headers, http_headers=_Head(block[:body_at])
        )

    def _packed(self, record: Any, level: int = LEVEL) -> bytes:
        plain = BytesIO()
        self._make._write_warc_record(plain, record)
        packer = zlib.compressobj(level, zlib.DEFLATED, zlib.MAX_WBITS + 16)
        return packer.compress(plain.getbuffer()) + packer.flush()

    def _write(self, data: bytes) -> None:
        view = memoryview(data)
        try:
            while view:  # a raw write may take less than it was given
                view = view[self._file.write(view) or 0 :]
        except OSError:  # a full disk: what follows must not stand behind a torn record
            self._file.truncate(self._end)
            raise
        self._end += len(data)


def without_secrets(sent: bytes, end: int) -> tuple[bytes, list[str]]:
    """A request as it may be handed on, of the same length, and the names of the headers that were blotted out.

    Args:
        sent: as it went out.
        end: where its head ends.
    """
    head, names = sent[: max(end, 0)], []
    for found in _SECRETS.finditer(head):
        names.append(found[1].decode("ascii"))
        head = head[: found.start(2)] + b"*" * len(found[2]) + head[found.end(2) :]
    return head + sent[max(end, 0) :], names


def _fields(exchange: Exchange) -> list[tuple[str, str]]:
    """Fields of a response record beside its digests."""
    found = [("WARC-IP-Address", exchange.address), ("WARC-Truncated", exchange.truncated)]
    found.append((DECODED, exchange.decoded and f"sha256:{exchange.decoded}"))
    if exchange.certificates:
        version, _, suite = exchange.tls.partition(" ")
        digest = hashlib.sha256(exchange.certificates).hexdigest()
        # as the IIPC proposes them for the next WARC
        found += [("WARC-Protocol", version), ("WARC-Cipher-Suite", suite), (CERTIFICATES, f"sha256:{digest}")]
    if exchange.origin is not None:
        found += [
            ("WARC-Profile", UNMODIFIED),
            ("WARC-Refers-To", exchange.origin.record_id),
            ("WARC-Refers-To-Target-URI", exchange.origin.url),
            ("WARC-Refers-To-Date", exchange.origin.date),
        ]
    return [(name, value) for name, value in found if value]


def _level(exchange: Exchange) -> int:
    head = exchange.received[: exchange.body_at].lower()
    return LEVEL_OF_PACKED if b"content-encoding:" in head or b"content-type: image/" in head else LEVEL


def _digests(taken_at: datetime, block: str, payload: str) -> dict[str, str]:
    return {
        "WARC-Date": taken_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "WARC-Block-Digest": f"sha256:{block}",
        "WARC-Payload-Digest": f"sha256:{payload}",
    }
