"""Finding the records of captures in a run's WARC: by address and digest, without unpacking what is not wanted."""

import re
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from domain.capture import Capture
from domain.record import Record

CHUNK = 1 << 18
HEAD = 1 << 14  # bytes of a record that are looked at: WARC fields fit many times over
_FIELD = re.compile(rb"^([A-Za-z-]+): *(.*?)\r$", re.MULTILINE)
BODIES = ("response", "resource")
Key = tuple[str, str]
_GZIP = 31  # zlib's number for a gzip member with its head


@dataclass(frozen=True, slots=True)
class _Member:
    """A gzip member: offset, length, and the WARC fields of its record, names in lower case."""

    offset: int
    length: int
    fields: dict[bytes, bytes]

    def value(self, name: bytes) -> str:
        return self.fields.get(name, b"").decode("utf-8", "replace").strip("<>")


@dataclass(frozen=True, slots=True)
class Findings:
    """Records by address and digest of their captures, and beside them those that only confirm an earlier one (304)."""

    records: dict[Key, Record]
    confirming: dict[Key, Record]


def find(warc: Path, wanted: Collection[Capture]) -> Findings:
    """The records of captures, by their address and digest; what is not in the file is not in the answer.

    A record answers to a capture by its decoded digest (`WARC-Markhound-Decoded-Digest`), or by its payload's where no
    content coding was undone; of several that do, the one of the capture's own time.

    Args:
        warc: a WARC file, a gzip member a record. It is read once, from end to end; a file that breaks off is read as
            far as it goes.
        wanted: what is looked for.

    Raises:
        OSError: it cannot be read.
    """
    times = {(one.url, one.digest): one.taken_at for one in wanted}
    found: dict[bool, dict[Key, _Member]] = {True: {}, False: {}}  # with a body, or only confirming one
    requests: dict[str, tuple[int, int]] = {}
    with warc.open("rb") as file:
        for member in _members(file):
            kind = member.value(b"warc-type")
            answer = member.value(b"warc-concurrent-to")
            if kind == "request" and answer:
                requests[answer] = (member.offset, member.length)
            elif kind in BODIES or kind == "revisit":
                known = found[kind in BODIES]
                for key in _keys(member):
                    if key in times and (key not in known or _is_of(member, times[key])):
                        known[key] = member
                if answer in requests:
                    requests[member.value(b"warc-record-id")] = requests[answer]

    def placed(one: _Member) -> Record:
        return Record(warc, one.offset, one.length, requests.get(one.value(b"warc-record-id")))

    return Findings(*({key: placed(one) for key, one in found[whole].items()} for whole in (True, False)))


def _keys(member: _Member) -> Iterator[Key]:
    url = member.value(b"warc-target-uri")
    for name in (b"warc-markhound-decoded-digest", b"warc-payload-digest"):
        kind, _, digest = member.value(name).partition(":")
        if kind == "sha256":
            yield url, digest


def _is_of(member: _Member, when: datetime) -> bool:
    try:
        return datetime.fromisoformat(member.value(b"warc-date")) == when
    except ValueError:
        return False


def _members(file: BinaryIO) -> Iterator[_Member]:
    start, rest = 0, b""
    while True:
        unpacker, head, length = zlib.decompressobj(_GZIP), b"", 0
        while not unpacker.eof:
            data = rest or file.read(CHUNK)
            rest = b""
            if not data:
                return
            try:
                plain = unpacker.decompress(data)
            except zlib.error:
                return
            head += plain[: HEAD - len(head)]
            length += len(data) - len(unpacker.unused_data)
        rest = unpacker.unused_data
        fields = _FIELD.findall(head.partition(b"\r\n\r\n")[0] + b"\r")
        yield _Member(start, length, {name.lower(): value for name, value in fields})
        start += length
