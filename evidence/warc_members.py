"""The gzip members of a WARC file, one a record, each with the fields of its head."""

import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

CHUNK = 1 << 18
HEAD = 1 << 14  # bytes of a record that are looked at: WARC fields fit many times over
BODIES = ("response", "resource")
_FIELD = re.compile(rb"^([A-Za-z-]+): *(.*?)\r$", re.MULTILINE)
_GZIP = 31  # zlib's number for a gzip member with its head
Key = tuple[str, str]  # address and digest of a capture


@dataclass(frozen=True, slots=True)
class Member:
    """A gzip member: offset, length, its SHA-256, and the WARC fields of its record, names in lower case."""

    offset: int
    length: int
    digest: bytes
    fields: dict[bytes, bytes]

    def value(self, name: bytes) -> str:
        """A field, "" where it is not there; without the angle brackets of ids and addresses."""
        return self.fields.get(name, b"").decode("utf-8", "replace").strip("<>")

    def answers_to(self) -> Iterator[Key]:
        """What captures of this record have: its address with the digest as read, and with that as transferred."""
        url, known = self.value(b"warc-target-uri"), ""
        for name in (b"warc-markhound-decoded-digest", b"warc-payload-digest"):
            kind, _, digest = self.value(name).partition(":")
            if kind == "sha256" and digest != known:
                known = digest
                yield url, digest


def members(file: BinaryIO) -> Iterator[Member]:
    """The members in their order, up to the first that is torn.

    Args:
        file: at its beginning.
    """
    start, rest = 0, b""
    while True:
        unpacker, head, length, hashed = zlib.decompressobj(_GZIP), b"", 0, hashlib.sha256()
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
            used = len(data) - len(unpacker.unused_data)
            hashed.update(memoryview(data)[:used])
            length += used
        rest = unpacker.unused_data
        fields = _FIELD.findall(head.partition(b"\r\n\r\n")[0] + b"\r")
        yield Member(start, length, hashed.digest(), {name.lower(): value for name, value in fields})
        start += length
