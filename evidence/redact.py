"""Taking records out of a WARC without moving those that stay: their places are named by indexes and proofs.

In place of a record stand empty gzip members of the same length (RFC 1952: zeros in their extra field), which readers
of gzip pass over. They are written as holes, so the bytes come back to the disk; the file's length stays.
"""

import hashlib
import os
import struct
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from evidence.record_index import RecordIndex

_HEAD = struct.Struct("<4BIBBH2sH")  # magic, method, flags; time; extra flags, system; length of extra; subfield
_TAIL = b"\x03\x00" + bytes(8)  # an empty deflate block; CRC and length of nothing
LEAST = _HEAD.size + len(_TAIL)  # 26 bytes
MOST = LEAST + 0xFFFF - 4
CHUNK = 1 << 20


def filler(length: int) -> Iterator[tuple[bytes, int, bytes]]:
    """Empty gzip members that are so long together: of each its head, how many zeros follow, and its tail.

    Raises:
        ValueError: there is no member as short as that.
    """
    if length < LEAST:
        raise ValueError(f"{length} bytes are no record of a WARC")
    while length:
        take = min(length, MOST)
        if 0 < length - take < LEAST:
            take -= LEAST
        zeros = take - LEAST
        yield _HEAD.pack(0x1F, 0x8B, 8, 4, 0, 0, 255, zeros + 4, b"MH", zeros), zeros, _TAIL
        length -= take


def redact(warc: Path, draft: Path, keep: Collection[int]) -> str:
    """Writes a WARC anew with some of its records; the same records give the same bytes.

    Args:
        warc: a sealed file, with its index beside it; it may have been redacted before.
        draft: what is written.
        keep: numbers of the records that stay.

    Returns:
        SHA-256 of the draft, hex.

    Raises:
        OSError: as files do.
        sqlite3.DatabaseError: the index cannot be read.
    """
    with closing(RecordIndex(warc)) as index, warc.open("rb") as file, draft.open("wb") as target:
        for number, offset, length, _ in index.places():
            if number in keep:
                file.seek(offset)
                target.seek(offset)
                target.write(file.read(length))
                continue
            place = offset
            for head, zeros, tail in filler(length):
                target.seek(place)
                target.write(head)
                target.seek(zeros, os.SEEK_CUR)  # a hole
                target.write(tail)
                place = target.tell()
        target.flush()
        os.fsync(target.fileno())
    with draft.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_taken_out(file: BinaryIO, offset: int) -> bool:
    """Whether a filler stands where a record stood."""
    file.seek(offset)
    head = file.read(_HEAD.size)
    return len(head) == _HEAD.size and head[3] == 4 and head[12:14] == b"MH"


def altered(warc: Path, kept: Collection[int]) -> int | None:
    """The first of those records that is no longer the one that was sealed; None where all are.

    Raises:
        OSError, sqlite3.DatabaseError: as above.
    """
    with closing(RecordIndex(warc)) as index, warc.open("rb") as file:
        for number, offset, length, digest in index.places():
            if number in kept and _digest(file, offset, length) != digest:
                return number
    return None


def _digest(file: BinaryIO, offset: int, length: int) -> bytes:
    file.seek(offset)
    hashed = hashlib.sha256()
    while length > 0 and (data := file.read(min(CHUNK, length))):
        hashed.update(data)
        length -= len(data)
    return hashed.digest()
