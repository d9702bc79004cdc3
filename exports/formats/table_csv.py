"""CSV for spreadsheets: UTF-8 with a byte order mark, and no cell that a spreadsheet would run as a formula."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import astuple
from typing import BinaryIO

from domain.lead import Lead
from exports.format import Format
from exports.row import COLUMNS, table_row

# What Excel, LibreOffice or WPS take for the beginning of a formula (OWASP, CSV injection), with full-width forms, and
# behind whatever blanks or invisible characters a reader of the file may trim.
SIGNS = "=+\\-@＝＋－＠"
INVISIBLE = "\u200b-\u200f\u2060\ufeff"
FORMULA = re.compile(rf"[\s{INVISIBLE}]*[{SIGNS}\t\r\n]")
# A spreadsheet that splits at semicolons or tabs, as many are set up to, reads no quotes behind a comma: there a cell
# begins behind every such character and every line end.
SPLIT = re.compile(rf"(?<=[;\t\r\n])(?=(?:[^\S\t\r\n]|[\"{INVISIBLE}])*[{SIGNS}])")


def safe_cell(text: str) -> str:
    """The text, behind an apostrophe wherever a spreadsheet could take it for a formula."""
    text = SPLIT.sub("'", text)
    return f"'{text}" if FORMULA.match(text) else text


def write(leads: Iterable[Lead], file: BinaryIO) -> int:
    """Writes a header and one line a lead; gives the number of leads."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    table = csv.writer(text, quoting=csv.QUOTE_ALL)
    table.writerow(COLUMNS)
    count = 0
    for lead in leads:
        table.writerow([safe_cell(cell) for cell in astuple(table_row(lead))])
        count += 1
    text.flush()
    text.detach()
    return count


FORMAT = Format(name="csv", suffix=".csv", write=write)
