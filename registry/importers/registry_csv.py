"""The registry CSV contract: UTF-8, a header, `;` between values, plain or gzipped."""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from pathlib import Path

from domain.fields import clean
from domain.problem import Problem
from registry.columns import COLUMNS, Style, contract_style, row
from registry.csv_records import LONGEST_FIELD, Records
from registry.importer import Importer, Row, UnreadableRegistryError

REQUIRED = ("right_id", "kind")


def read(path: Path) -> Iterator[Row | Problem]:
    """Rows and problems of the file, line by line, in flat memory.

    Raises:
        UnreadableRegistryError: no such file, no header, or a required column is missing.
    """
    try:
        with path.open("rb") as probe:
            zipped = probe.read(2) == b"\x1f\x8b"
        opened = gzip.open(path, "rb") if zipped else path.open("rb")  # noqa: SIM115 (closed by the `with` below)
    except OSError as error:
        raise UnreadableRegistryError(f"{path.name} cannot be read: {error.strerror or error}") from error
    limit = csv.field_size_limit(LONGEST_FIELD)
    try:
        # Bytes that are not UTF-8 become lone surrogates, so that the line can be named instead of the file refused.
        with opened, io.TextIOWrapper(opened, encoding="utf-8-sig", errors="surrogateescape", newline="") as text:
            yield from _read(Records(text), path)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise UnreadableRegistryError(f"{path.name} is a damaged gzip file: {error}; fetch it again") from error
    finally:
        csv.field_size_limit(limit)


def _read(records: Records, path: Path) -> Iterator[Row | Problem]:
    first = records.header()
    if first.fault:
        raise UnreadableRegistryError(f"{path.name}: the header is {first.fault}; mend its quotes")
    header = [name.strip() for name in first.values]
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        raise UnreadableRegistryError(
            f"{path.name}: the header lacks {', '.join(missing)}; the first line must name the columns"
        )
    twice = sorted({name for name in COLUMNS if header.count(name) > 1})
    if twice:
        raise UnreadableRegistryError(f"{path.name}: the header names {', '.join(twice)} twice; name each column once")
    for name in header:
        if name not in COLUMNS:
            yield Problem(path.name, 1, f"the column {name!r} is not part of the contract; ignored", "note-column")
    style = contract_style(path.absolute().parent)
    for record in records.rest(len(header)):
        if record.fault:
            yield Problem(path.name, record.line, f"{record.fault}; mend its quotes or commas", "bad-csv")
        else:
            yield from _row(dict(zip(header, record.values, strict=True)), style, path.name, record.line)


def _row(fields: dict[str, str], style: Style, file: str, line: int) -> Iterator[Row | Problem]:
    if any(clean(value) != value for value in fields.values()):
        yield Problem(file, line, "not UTF-8; save the file as UTF-8", "bad-encoding")
        return
    yield from row({name: value.strip() for name, value in fields.items()}, style, file, line)


IMPORTER = Importer(name="csv", suffixes=(".csv", ".csv.gz"), read=read)
