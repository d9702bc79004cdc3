"""A zip of uncompressed files whose every byte follows from names and contents (PKWARE APPNOTE 6.3, no zip64).

No clock and no library's version has a say in it, so the same files give the same zip, and the verifier can say
of every byte what it must be. Uncompressed, because what is large in a pack is compressed already and because a
reader can then find a capture by its offset.
"""

import re
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

LARGEST = 0xFFFF_FFFF  # bytes of a zip without zip64
MOST = 0xFFFF  # files of one
DAY_ONE = 0x21  # 1980-01-01, the first day that a zip knows
UTF8 = 0x800
CHUNK = 1 << 20
_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")


class TooLargeError(ValueError):
    """More than a zip can hold; the message says what to do."""


@dataclass(frozen=True, slots=True)
class _Entry:
    name: bytes
    crc: int
    size: int
    offset: int


class StoredZip:
    """Writes one, file by file.

    Args:
        file: open, at its beginning.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._entries: list[_Entry] = []
        self._at = 0

    def add(self, name: str, path: Path) -> int:
        """Adds a file; gives the offset of its first byte in the zip.

        Raises:
            ValueError: the name could lead out of the folder that somebody unpacks into, or stands there already.
            TooLargeError: the zip would be larger than 4 GiB.
        """
        crc, size = _checksum(path)
        encoded = self._checked(name, size)
        head = struct.pack("<4s5H3L2H", b"PK\3\4", 20, UTF8, 0, 0, DAY_ONE, crc, size, size, len(encoded), 0)
        self._entries.append(_Entry(encoded, crc, size, self._at))
        self._write(head + encoded)
        start = self._at
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                self._write(chunk)
        return start

    def close(self) -> None:
        """Writes the directory."""
        start = self._at
        for one in self._entries:
            fields = (20 | 3 << 8, 20, UTF8, 0, 0, DAY_ONE, one.crc, one.size, one.size, len(one.name))
            fixed = struct.pack("<4s6H3L5H2L", b"PK\1\2", *fields, 0, 0, 0, 0, 0o100644 << 16, one.offset)
            self._write(fixed + one.name)
        count = len(self._entries)
        self._write(struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, self._at - start, start, 0))

    def _checked(self, name: str, size: int) -> bytes:
        encoded = name.encode("ascii", "replace")
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name[:80]!r} is no name for a file in a pack")
        if any(one.name == encoded for one in self._entries):
            raise ValueError(f"there are two files {name}")
        if self._at + size + (len(self._entries) + 1) * 512 > LARGEST or len(self._entries) >= MOST:
            raise TooLargeError("the pack would be larger than 4 GiB; make it of fewer leads, for example by seller")
        return encoded

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._at += len(data)


def _checksum(path: Path) -> tuple[int, int]:
    crc = size = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            crc = zlib.crc32(chunk, crc)
            size += len(chunk)
    return crc, size
