"""Reading WARC files of our own: what a crawl that was cut off has fetched, and single records of earlier nights."""

import hashlib
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from crawlers.warc import Held

_PIECE = 65_536
_ANSWERS = frozenset({"response", "revisit"})


class TornRecordError(ValueError):
    """A record cannot be read: the file was cut off or changed there."""


@dataclass(frozen=True, slots=True)
class Record:
    """A record as written: its named fields (the last of each name), and its block."""

    fields: Mapping[str, str]
    block: bytes

    @property
    def kind(self) -> str:
        """WARC-Type."""
        return self.fields.get("WARC-Type", "")

    @property
    def taken_at(self) -> datetime:
        """WARC-Date."""
        return datetime.strptime(self.fields["WARC-Date"], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def key_of(method: str, url: str, body: bytes = b"") -> bytes:
    """16 bytes that stand for what is asked."""
    url = url.partition("#")[0]
    return hashlib.sha256(b"\0".join((method.encode(), url.encode("utf-8", "surrogatepass"), body))).digest()[:16]


def read(held: Held) -> Record:
    """One record.

    Raises:
        OSError: the file is not there.
        TornRecordError: there is no whole record at that place, or not the one that its digest names.
    """
    with held.path.open("rb") as file:
        file.seek(held.offset)
        packed = file.read(held.length)
    try:
        record = _record(zlib.decompress(packed, wbits=31))
    except zlib.error as error:
        raise TornRecordError(f"no whole record at {held.offset} of {held.path.name}") from error
    if record.fields.get("WARC-Block-Digest") != f"sha256:{hashlib.sha256(record.block).hexdigest()}":
        raise TornRecordError(f"the record at {held.offset} of {held.path.name} is not what its digest says")
    return record


def records(path: Path) -> Iterator[tuple[Held, Record]]:
    """The whole records of a file in their order, up to the first that is torn."""
    with path.open("rb") as file:
        offset = 0
        while (member := _member(file)) is not None:
            length, plain = member
            try:
                yield Held(path, offset, length), _record(plain)
            except TornRecordError:
                return
            offset += length
            file.seek(offset)


def pairs(path: Path) -> Iterator[tuple[bytes, Held, Record]]:
    """What was asked (as `key_of` has it), and the response record, of each pair that is whole."""
    waiting: tuple[Held, Record] | None = None
    for held, record in records(path):
        if record.kind in _ANSWERS:
            waiting = held, record
        elif record.kind == "request" and waiting is not None:
            method = record.block.partition(b" ")[0].decode("latin-1")
            _, _, body = record.block.partition(b"\r\n\r\n")
            yield key_of(method, record.fields["WARC-Target-URI"], body), *waiting
            waiting = None


def mend(path: Path) -> None:
    """Cuts off what stands behind the last pair or other whole record; a file that is not there stays so."""
    if not path.is_file():
        return
    end = 0
    for held, record in records(path):
        if record.kind not in _ANSWERS:
            end = held.offset + held.length
    with path.open("r+b") as file:
        file.truncate(end)


def _member(file: BinaryIO) -> tuple[int, bytes] | None:
    """Length and content of the gzip member that begins here; None at the end, or where none is whole."""
    unpacker = zlib.decompressobj(wbits=31)
    parts, length = [], 0
    try:
        while not unpacker.eof:
            piece = file.read(_PIECE)
            if not piece:
                return None
            parts.append(unpacker.decompress(piece))
            length += len(piece)
    except zlib.error:
        return None
    return length - len(unpacker.unused_data), b"".join(parts)


def _record(plain: bytes) -> Record:
    head, separator, rest = plain.partition(b"\r\n\r\n")
    lines = head.decode("utf-8", "replace").split("\r\n")
    fields = dict(line.split(": ", 1) for line in lines[1:] if ": " in line)
    length = fields.get("Content-Length", "")
    if not (separator and lines[0].startswith("WARC/") and length.isdecimal() and len(rest) >= int(length)):
        raise TornRecordError("no WARC record")
    return Record(fields, rest[: int(length)])
