"""XLSX for spreadsheets: typed columns, a header that stays and filters, and no cell that is a formula or a link."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, BinaryIO

import xlsxwriter

from domain.fields import clean
from domain.lead import Lead
from exports.format import Format
from exports.row import COLUMNS, table_row
from exports.spreadsheet import INERT

LONGEST = 32_767  # characters of a cell (Excel specifications and limits)
WIDE = {"title": 40, "url": 40, "signals": 60, "note": 30, "holder": 24, "page_digest": 20, "lead_id": 20}
TIMES = ("seen_at", "decided_at")
NUMBERS = ("price", "score")
DATES = "yyyy-mm-dd hh:mm:ss"
_NEVER = datetime(2000, 1, 1)  # noqa: DTZ001 (a workbook wants to say when it was made: always the same, so that it can be made again)
_SAFE = 15  # significant digits that a spreadsheet keeps of a number
_YEARS = range(1900, 9999)  # days that a spreadsheet can count


def write(leads: Iterable[Lead], file: BinaryIO) -> int:
    """Writes a header and one row a lead; gives the number of leads. Times are UTC, as their header says."""
    options = INERT | {"constant_memory": True}
    count = 0
    # Closed also where the leads break off: it keeps its rows in a file of its own meanwhile.
    with xlsxwriter.Workbook(file, options | {"default_date_format": DATES}) as book:
        book.set_properties({"created": _NEVER, "title": "markhound: confirmed leads"})
        sheet = book.add_worksheet("leads")
        head, time = book.add_format({"bold": True}), book.add_format({"num_format": DATES})
        for number, name in enumerate(COLUMNS):
            sheet.set_column(number, number, WIDE.get(name, 16))
            sheet.write_string(0, number, f"{name} (UTC)" if name in TIMES else name, head)
        sheet.freeze_panes(1, 0)
        for count, lead in enumerate(leads, 1):
            for number, (name, text) in enumerate(asdict(table_row(lead)).items()):
                _cell(sheet, (count, number), name, text, time)
        sheet.autofilter(0, 0, max(count, 1), len(COLUMNS) - 1)
    return count


def _cell(sheet: Any, place: tuple[int, int], name: str, text: str, time: Any) -> None:
    """A cell of its column's type; a value that a spreadsheet could not keep whole stays text."""
    if name in TIMES and text:
        when = datetime.fromisoformat(text).astimezone(UTC).replace(tzinfo=None)
        if when.year in _YEARS:
            sheet.write_datetime(*place, when, time)
            return
    if name in NUMBERS and text and sum(char.isdigit() for char in text) <= _SAFE:
        sheet.write_number(*place, float(text))
        return
    sheet.write_string(*place, clean(text)[:LONGEST])


FORMAT = Format(name="xlsx", suffix=".xlsx", write=write)
