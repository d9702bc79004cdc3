"""Rows of an office's table, CSV or XLSX, as texts: the header first, one at a time."""

import csv
import io
import warnings
import zipfile
from collections.abc import Generator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from domain.problem import Problem
from registry.csv_records import LONGEST_FIELD, Records
from registry.importer import UnreadableRegistryError
from registry.opening import DAMAGED, HEAD, ZIP, opened

TableRow = tuple[int, list[str]]
LARGEST_PART = 2_000_000_000  # bytes, unpacked: of a sheet, which is streamed
LARGEST_SHARED = 200_000_000  # bytes, unpacked: of what is read as a whole
WIDEST = 500  # columns
# What openpyxl and zipfile raise over parts that are not what they should be; none of it is ours.
CONFUSED = (KeyError, IndexError, ValueError, TypeError, AttributeError, SyntaxError, OverflowError, OSError)


def table(path: Path) -> Generator[TableRow | Problem, None, None]:
    """Number and texts of every row that is not blank, the header first.

    Raises:
        UnreadableRegistryError: no such file, damaged, or neither CSV nor XLSX.
    """
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise UnreadableRegistryError(f"{path.name} cannot be read: {error.strerror or error}") from error
    return _sheet(path) if magic == ZIP else _csv(path)


def _csv(path: Path) -> Generator[TableRow | Problem, None, None]:
    limit = csv.field_size_limit(LONGEST_FIELD)
    try:
        with opened(path) as file:
            text = io.TextIOWrapper(file, encoding=_encoding(path), errors="surrogateescape", newline="")
            records = Records(text)
            header = records.header()
            if header.fault:
                raise UnreadableRegistryError(f"{path.name}: the header is {header.fault}; mend its quotes")
            yield header.line, header.values
            for record in records.rest(len(header.values)):
                if record.fault:
                    yield Problem(path.name, record.line, f"{record.fault}; mend its quotes or commas", "bad-csv")
                else:
                    yield record.line, record.values
    except UnicodeError as error:  # of UTF-16, where a byte too few leaves nothing to go by
        raise UnreadableRegistryError(f"{path.name} is not in one encoding: {error}; save it as UTF-8") from error
    finally:
        csv.field_size_limit(limit)


def _encoding(path: Path) -> str:
    """UTF-8, or what spreadsheets of Chinese offices write when they are asked for CSV."""
    with opened(path) as file:
        data = file.read(HEAD)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    try:
        data[: data.rfind(b"\n") + 1 or None].decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"


def _sheet(path: Path) -> Generator[TableRow | Problem, None, None]:
    """Rows of the first sheet; formulas by the values that were saved with them."""
    from openpyxl import load_workbook  # here, as it takes a tenth of a second and few files are sheets
    from openpyxl.utils.exceptions import InvalidFileException

    _refuse_hostile(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that it does not know
            with closing(load_workbook(path, read_only=True, data_only=True)) as book:
                for number, cells in enumerate(book.worksheets[0].iter_rows(max_col=WIDEST, values_only=True), 1):
                    values = [_text(cell) for cell in cells]
                    if any(values):
                        yield number, values
    except (*DAMAGED, *CONFUSED, InvalidFileException) as error:
        raise UnreadableRegistryError(f"{path.name} is a damaged XLSX file: {error}; save it again") from error


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _refuse_hostile(path: Path) -> None:
    """Office files declare no document types, and what is read as a whole has a size."""
    try:
        with zipfile.ZipFile(path) as folder:
            for part in folder.infolist():
                streamed = "worksheets/" in part.filename
                if part.file_size > (LARGEST_PART if streamed else LARGEST_SHARED):
                    raise UnreadableRegistryError(f"{path.name} unpacks to far too much; save it as CSV")
                if part.filename.lower().endswith((".xml", ".rels")):
                    with folder.open(part) as file:
                        if b"<!DOCTYPE" in file.read(HEAD):
                            raise UnreadableRegistryError(f"{path.name} declares a document type; save it as CSV")
    except UnreadableRegistryError:
        raise
    except (*DAMAGED, *CONFUSED) as error:
        raise UnreadableRegistryError(f"{path.name} is a damaged XLSX file: {error}; save it again") from error
