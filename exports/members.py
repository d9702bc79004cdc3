"""Records of a run's WARC, taken over into another one as they are: whole gzip members, byte for byte."""

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from domain.record import Record

_GZIP = 31  # zlib's number for a gzip member with its head
HEAD = 1 << 14
CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Placed:
    """A member where it lies now: offset and length in the new WARC, its SHA-256, its HTTP status ("" if none)."""

    offset: int
    length: int
    digest: str
    status: str


class Members:
    """Writes a WARC out of members of others. The first of each file, which says how it was made, comes along.

    Args:
        file: open for writing, empty.

    Attributes:
        placed: every record that was copied, by the file and the offset that it comes from.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._at = 0
        self.placed: dict[tuple[Path, int], Placed] = {}
        self._sources: dict[Path, BinaryIO] = {}

    def take(self, record: Record) -> Placed:
        """Copies a record with its request and what confirms it; one that was copied before stays where it is.

        Raises:
            OSError: the run's WARC cannot be read, or is not what it was.
        """
        key = (record.warc, record.offset)
        if key in self.placed:
            return self.placed[key]
        source = self._open(record.warc)
        placed = self._put(_read(source, record.offset, record.length), key)
        if record.request is not None:
            self._put(_read(source, *record.request), (record.warc, record.request[0]))
        if record.confirmed is not None:
            self.take(record.confirmed)
        return placed

    def close(self) -> None:
        """Closes the files that were read."""
        for source in self._sources.values():
            source.close()

    def _open(self, warc: Path) -> BinaryIO:
        if warc not in self._sources:
            self._sources[warc] = warc.open("rb")
            if info := _first(self._sources[warc]):
                self._put(info, (warc, 0))
        return self._sources[warc]

    def _put(self, data: bytes, origin: tuple[Path, int]) -> Placed:
        try:
            status = _status(data)
        except zlib.error as error:
            raise OSError("a record of a run's WARC cannot be unpacked any more; run `markhound verify`") from error
        placed = Placed(self._at, len(data), hashlib.sha256(data).hexdigest(), status)
        self.placed[origin] = placed
        self._file.write(data)
        self._at += len(data)
        return placed


def _read(source: BinaryIO, offset: int, length: int) -> bytes:
    source.seek(offset)
    data = source.read(length)
    if len(data) != length:
        raise OSError(f"{source.name} is shorter than it was; run `markhound verify`")
    return data


def _first(source: BinaryIO) -> bytes:
    """The first member if it is a warcinfo record, else nothing."""
    source.seek(0)
    unpacker, taken, plain = zlib.decompressobj(_GZIP), b"", b""
    for chunk in iter(lambda: source.read(CHUNK), b""):
        plain += unpacker.decompress(chunk)
        taken += chunk
        if unpacker.eof:
            member = taken[: len(taken) - len(unpacker.unused_data)]
            return member if b"WARC-Type: warcinfo" in plain[:HEAD] else b""
        if len(taken) > HEAD * 64:
            break
    return b""


def _status(member: bytes) -> str:
    plain = zlib.decompressobj(_GZIP).decompress(member, HEAD)
    head, _, block = plain.partition(b"\r\n\r\n")
    if b"WARC-Type: response" not in head:
        return ""
    words: Iterator[bytes] = iter(block[:64].split(b" ", 2))
    next(words)
    return next(words, b"")[:3].decode("ascii", "replace")
