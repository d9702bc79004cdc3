"""The files of a pack: a folder, or a zip of which every byte is known."""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from pathlib import Path
from typing import BinaryIO

from exports.verifier.curve import BrokenError


class Pack:
    """Files of a zip or a folder by name: where each lies, and how long it is."""

    def __init__(self, path: Path) -> None:
        self.files: dict[str, tuple[Path, int, int]] = {}
        self.order: list[str] = []
        if path.is_dir():
            for one in sorted(p for p in path.rglob("*") if not p.is_dir()):
                if "__pycache__" not in one.parts:
                    self._note(one.relative_to(path).as_posix(), one, 0, one.stat().st_size)
        else:
            self._open(path)

    def _note(self, name: str, path: Path, start: int, size: int) -> None:
        if name in self.files:
            raise BrokenError(f"{name}: stands in the pack twice")
        self.files[name] = (path, start, size)
        self.order.append(name)

    def _open(self, path: Path) -> None:
        """Every byte of the zip follows from names and contents; whatever does not was changed."""
        place, directory, last = 0, b"", "its beginning"
        with path.open("rb") as file:
            while file.read(4) == b"PK\3\4":
                start, fields = place, file.read(26)
                if len(fields) < 26:
                    raise BrokenError(f"container: cut off behind {last}")
                crc, size, _, length, _ = struct.unpack("<10x3L2H", fields)
                name = file.read(length)
                head = struct.pack("<5H3L2H", 20, 0x800, 0, 0, 0x21, crc, size, size, length, 0)
                if head != fields or not re.fullmatch(rb"[A-Za-z0-9_-][A-Za-z0-9._-]*", name):
                    raise BrokenError(f"container: the entry behind {last} was changed")
                last = name.decode()
                self._note(last, path, place + 30 + length, size)
                if checksum(file, size) != crc:
                    raise BrokenError(f"{last}: was changed or cut (its checksum in the zip does not fit)")
                place += 30 + length + size
                fixed = (20 | 3 << 8, 20, 0x800, 0, 0, 0x21, crc, size, size, length, 0, 0, 0, 0, 0o100644 << 16, start)
                directory += struct.pack("<4s6H3L5H2L", b"PK\1\2", *fixed) + name
            count = len(self.order)
            end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(directory), place, 0)
            file.seek(place)
            if file.read() != directory + end:
                raise BrokenError(
                    "container: the zip's directory was changed, or the zip was packed anew; unpack it and check that"
                )

    def read(self, name: str, offset: int = 0, length: int | None = None) -> bytes:
        if name not in self.files:
            raise BrokenError(f"{name}: is missing")
        path, start, size = self.files[name]
        if offset < 0 or offset + (length or 0) > size:
            raise BrokenError(f"{name}: is shorter than the manifest says")
        with path.open("rb") as file:
            file.seek(start + offset)
            return file.read(size - offset if length is None else length)

    def digest(self, name: str) -> str:
        path, start, size = self.files[name]
        found = hashlib.sha256()
        with path.open("rb") as file:
            file.seek(start)
            while size:
                chunk = file.read(min(size, 1 << 20))
                found.update(chunk)
                size -= len(chunk) or size
        return found.hexdigest()


def checksum(file: BinaryIO, size: int) -> int:
    crc = 0
    while size:
        chunk = file.read(min(size, 1 << 20))
        if not chunk:
            return -1
        crc, size = zlib.crc32(chunk, crc), size - len(chunk)
    return crc
