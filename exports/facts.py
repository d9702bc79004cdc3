"""What a record says of its exchange beside the bytes: the server's address, and the time that the server named."""

import re
import zlib
from dataclasses import dataclass

from domain.record import Record

HEAD = 1 << 16  # bytes of a record that are looked at
_GZIP = 31


@dataclass(frozen=True, slots=True)
class Facts:
    """Address of the server, and its `Date` header as it wrote it; "" where the record does not say."""

    address: str = ""
    server_time: str = ""


def facts_of(record: Record) -> Facts:
    """The facts of a response; none of any other record.

    Raises:
        OSError: the run's WARC cannot be read.
    """
    with record.warc.open("rb") as file:
        file.seek(record.offset)
        data = file.read(min(record.length, HEAD))
    head = zlib.decompressobj(_GZIP).decompress(data, HEAD)
    fields, _, block = head.partition(b"\r\n\r\n")
    return Facts(_field(fields, b"WARC-IP-Address"), _field(block.partition(b"\r\n\r\n")[0], b"Date"))


def _field(head: bytes, name: bytes) -> str:
    found = re.search(rb"(?im)^" + name + rb": *([^\r\n]*)", head)
    return found[1].decode("latin-1").strip() if found else ""
