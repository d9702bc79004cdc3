"""Reading what a team filled in: CSV (UTF-8 or GB 18030, as Chinese spreadsheets save it) or XLSX, line by line."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from domain.fields import clean
from domain.outcome import COLUMNS, READ, STATES, OutcomeLine, state_from
from domain.problem import Problem

MOST_BYTES = 20_000_000
MOST_UNPACKED = 200_000_000  # of a workbook: it is a zip, and may be a bomb
MOST_LINES = 20_000  # one statement asks for all of their ids; SQLite allows 32,766 parameters
LONGEST_NOTE = 2_000
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")

# What openpyxl lets out of a damaged file: it wraps nothing. An XML error is a SyntaxError.
_DAMAGE = (
    ArithmeticError, AttributeError, EOFError, LookupError, OSError, SyntaxError, TypeError, ValueError,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip

Cells = tuple[object, ...]


class UnreadableOutcomesError(ValueError):
    """The file is no table of outcomes; one sentence that says what to do."""


def read(path: Path) -> Iterator[OutcomeLine | Problem]:
    """What the lines of a file report, and what is wrong with those that cannot be read. Lines without anything new to
    say, those whose `new_state` is empty, give nothing.

    Raises:
        UnreadableOutcomesError: it is neither CSV nor XLSX, too large, or lacks a column.
        OSError: it cannot be opened.
    """
    if path.stat().st_size > MOST_BYTES:
        raise UnreadableOutcomesError(f"{path.name} has more than {MOST_BYTES:,} bytes; send a part of it at a time")
    rows = _workbook(path) if zipfile.is_zipfile(path) else _csv(path)
    places: dict[str, int] | None = None
    for number, cells in rows:
        if number > MOST_LINES:
            raise UnreadableOutcomesError(f"{path.name} has more than {MOST_LINES:,} lines; send a part at a time")
        if not any(_text(cell) for cell in cells):
            continue
        if places is None:
            places = _header(path, cells)
            continue
        found = _line(path, number, [cells[places[name]] if places[name] < len(cells) else "" for name in READ])
        if found is not None:
            yield found
    if places is None:
        raise UnreadableOutcomesError(f"{path.name} is empty; make one with `markhound outcomes template`")


def _header(path: Path, cells: Cells) -> dict[str, int]:
    said = [_text(cell).strip().casefold() for cell in cells]
    places = {name: place for name, words in COLUMNS.items() for place, heading in enumerate(said) if heading in words}
    missing = [" / ".join(dict.fromkeys(COLUMNS[name])) for name in READ if name not in places]
    if missing:
        message = f"{path.name} lacks the column(s) {', '.join(missing)} in its first line"
        raise UnreadableOutcomesError(f"{message}; fill in a file made by `markhound outcomes template`")
    return places


def _line(path: Path, number: int, cells: Sequence[object]) -> OutcomeLine | Problem | None:
    name, said, note = _text(cells[0]).strip().upper(), _text(cells[1]).strip(), _text(cells[3]).strip()
    if not said:
        if note or _text(cells[2]).strip():
            message = (
                "`new_state` is empty though a day or a note is given; fill it in, or empty the line's other cells"
            )
            return Problem(path.name, number, message, "missing-state")
        return None
    if not name:
        return Problem(path.name, number, "`referral_id` is empty; copy it from the file that was sent", "missing-id")
    state = state_from(said)
    if state is None:
        words = ", ".join(f"{en} ({zh})" for en, zh in STATES.values())
        return Problem(path.name, number, f"{said[:40]!r} is no state; write one of {words}", "bad-state")
    on = _day(cells[2])
    if on is None:
        message = f"`happened_on` must be a day such as 2026-11-02, not {_text(cells[2])[:40]!r}"
        return Problem(path.name, number, message, "bad-date")
    if len(note) > LONGEST_NOTE:
        return Problem(
            path.name, number, f"the note has more than {LONGEST_NOTE:,} characters; shorten it", "long-note"
        )
    return OutcomeLine(number, name[:64], state, on, note)


def _day(cell: object) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    found = _DATE.fullmatch(_text(cell).strip().removesuffix(" 00:00:00"))
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError:
        return None


def _text(cell: object) -> str:
    if cell is None:
        return ""
    # An apostrophe keeps a spreadsheet from running a text; our own CSV puts it before those that it could run.
    text = clean(str(cell))
    return text[1:] if text[:1] == "'" else text


def _csv(path: Path) -> Iterator[tuple[int, Cells]]:
    body = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = body.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise UnreadableOutcomesError(f"{path.name} is neither XLSX nor text in UTF-8 or GB 18030; save it as one")
    if "\0" in text:
        raise UnreadableOutcomesError(f"{path.name} is neither XLSX nor a CSV; save it as one of them")
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    try:
        for cells in reader:
            yield reader.line_num, tuple(cells)
    except csv.Error as error:
        raise UnreadableOutcomesError(f"{path.name}, line {reader.line_num}: no CSV ({error})") from error


def _workbook(path: Path) -> Iterator[tuple[int, Cells]]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(path) as parts:
            size = sum(part.file_size for part in parts.infolist())
    except (zipfile.BadZipFile, ValueError) as error:
        raise UnreadableOutcomesError(f"{path.name} is a damaged workbook; save it anew") from error
    if size > MOST_UNPACKED:
        raise UnreadableOutcomesError(f"{path.name} unpacks to more than {MOST_UNPACKED:,} bytes; send a part of it")
    try:
        # Read only: cells as they stand, formulas not run, nothing fetched.
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what a file says of its own size is not believed
        rows = list(zip(range(1, MOST_LINES + 2), sheet.iter_rows(values_only=True), strict=False))
        book.close()
    except _DAMAGE as error:
        raise UnreadableOutcomesError(f"{path.name} cannot be read as a workbook ({type(error).__name__})") from error
    yield from rows
