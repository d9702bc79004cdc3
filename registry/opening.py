"""Opens what offices send: plain, gzipped, or a ZIP with one XML file in it; and looks at the beginning of it."""

import gzip
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from registry.importer import UnreadableRegistryError

HEAD = 65_536  # bytes; the first record of every format begins before
GZIP, ZIP = b"\x1f\x8b", b"PK\x03\x04"
DAMAGED = (EOFError, gzip.BadGzipFile, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError)
ENCODING = re.compile(rb"""^<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z][\w.-]{0,40})["']""")


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """The file's bytes, unpacked as they are read.

    Raises:
        UnreadableRegistryError: no such file, a damaged one, or a ZIP that holds no XML, or several.
    """
    try:
        with path.open("rb") as raw:
            magic = raw.read(4)
            raw.seek(0)
            if magic[:2] == GZIP:
                with gzip.open(raw, "rb") as unpacked:
                    yield cast(IO[bytes], unpacked)
            elif magic == ZIP:
                with zipfile.ZipFile(raw) as folder, folder.open(_only_xml(folder, path)) as member:
                    yield member
            else:
                yield raw
    except OSError as error:
        if isinstance(error, gzip.BadGzipFile):
            raise UnreadableRegistryError(f"{path.name} is damaged: {error}; fetch it again") from error
        raise UnreadableRegistryError(f"{path.name} cannot be read: {error.strerror or error}") from error
    except DAMAGED as error:
        raise UnreadableRegistryError(f"{path.name} is damaged: {error}; fetch it again") from error


def head(path: Path) -> str:
    """The beginning of a file as text, "" where it cannot be read; whoever reads on says why."""
    try:
        with opened(path) as file:
            data = file.read(HEAD)
    except UnreadableRegistryError:
        return ""
    return data.decode(encoding(data) or "utf-8", "replace")


def encoding(data: bytes) -> str:
    """The encoding that an XML file's first bytes declare or show, "" where it is UTF-8 or nobody knows it."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    found = ENCODING.match(data.removeprefix(b"\xef\xbb\xbf").lstrip())
    name = found[1].decode("ascii").lower() if found else ""
    if name in ("gb2312", "gbk"):  # of which it is a superset; offices write its characters under the older names
        name = "gb18030"
    try:
        "".encode(name or "utf-8")
    except LookupError:
        return ""
    return "" if name in ("", "utf-8", "utf8") else name


def _only_xml(folder: zipfile.ZipFile, path: Path) -> zipfile.ZipInfo:
    found = [one for one in folder.infolist() if one.filename.lower().endswith(".xml")]
    if len(found) != 1:
        raise UnreadableRegistryError(
            f"{path.name} holds {len(found)} XML files; unpack it and import each under a register of its own"
        )
    return found[0]
