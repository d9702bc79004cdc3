"""Reading a table that somebody filled in, row by row: CSV (UTF-8 or GB 18030, as in Chinese spreadsheets) or XLSX."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from domain.fields import clean

MOST_BYTES = 20_000_000
MOST_UNPACKED = 200_000_000  # of a workbook: it is a zip, and may be a bomb
MOST_LINES = 20_000  # one statement asks for all of their ids; SQLite allows 32,766 parameters
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")

# What openpyxl lets out of a damaged file: it wraps nothing. An XML error is a SyntaxError.
_DAMAGE = (
    ArithmeticError, AttributeError, EOFError, LookupError, OSError, SyntaxError, TypeError, ValueError,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip

Cells = tuple[object, ...]


class UnreadableSheetError(ValueError):
    """The file is no table that can be read; one sentence that says what to do."""


def rows_of(path: Path, refused: type[UnreadableSheetError]) -> Iterator[tuple[int, Cells]]:
    """The rows of a file with their numbers, 1-based; cells as they stand, formulas not run.

    Args:
        path: of the file.
        refused: how a file that cannot be read is refused.

    Raises:
        UnreadableSheetError: as `refused`: it is neither CSV nor XLSX, or too large.
        OSError: it cannot be opened.
    """
    if path.stat().st_size > MOST_BYTES:
        raise refused(f"{path.name} has more than {MOST_BYTES:,} bytes; send a part of it at a time")
    for number, cells in _workbook(path, refused) if zipfile.is_zipfile(path) else _csv(path, refused):
        if number > MOST_LINES:
            raise refused(f"{path.name} has more than {MOST_LINES:,} lines; send a part at a time")
        yield number, cells


def day_of(cell: object) -> date | None:
    """The day that a cell holds, None where it holds none."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    found = _DATE.fullmatch(text_of(cell).strip().removesuffix(" 00:00:00"))
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def text_of(cell: object) -> str:
    """A cell as text."""
    if cell is None:
        return ""
    # An apostrophe keeps a spreadsheet from running a text; our own CSV puts it before those that it could run.
    text = clean(str(cell))
    return text[1:] if text[:1] == "'" else text


def _csv(path: Path, refused: type[UnreadableSheetError]) -> Iterator[tuple[int, Cells]]:
    body = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = body.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise refused(f"{path.name} is neither XLSX nor text in UTF-8 or GB 18030; save it as one")
    if "\0" in text:
        raise refused(f"{path.name} is neither XLSX nor a CSV; save it as one of them")
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    try:
        for cells in reader:
            yield reader.line_num, tuple(cells)
    except csv.Error as error:
        raise refused(f"{path.name}, line {reader.line_num}: no CSV ({error})") from error


def _workbook(path: Path, refused: type[UnreadableSheetError]) -> Iterator[tuple[int, Cells]]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(path) as parts:
            size = sum(part.file_size for part in parts.infolist())
    except (zipfile.BadZipFile, ValueError) as error:
        raise refused(f"{path.name} is a damaged workbook; save it anew") from error
    if size > MOST_UNPACKED:
        raise refused(f"{path.name} unpacks to more than {MOST_UNPACKED:,} bytes; send a part of it")
    try:
        # Read only: cells as they stand, formulas not run, nothing fetched.
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its own size is not believed
        rows = list(zip(range(1, MOST_LINES + 2), sheet.iter_rows(values_only=True), strict=False))
        book.close()
    except _DAMAGE as error:
        raise refused(f"{path.name} cannot be read as a workbook ({type(error).__name__})") from error
    yield from rows
