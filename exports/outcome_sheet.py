"""The file that a team gets to fill in: its open referrals, one a line, as CSV or XLSX with typed columns."""

import csv
import io
from collections.abc import Sequence
from typing import BinaryIO

from domain.outcome import COLUMNS, LANGUAGES, OpenReferral, state_word
from domain.referral import ReferralState
from exports.formats.table_csv import safe_cell
from exports.spreadsheet import INERT

SPARE = 200  # further lines of the workbook in which states can be chosen: one referral may have several steps
_REPORTED = [state for state in ReferralState if state is not ReferralState.SENT]
_HOW = {
    "en": "Fill in the last three columns; leave new_state empty where nothing is new. Several steps: copy the line.",
    "zh": "请填写后三列;无新进展的行,“新状态”留空。一件有多个进展的,请复制该行,按先后填写。",
}
_WIDTHS = {"right": 22, "seller": 26, "team": 24, "new_state": 16, "happened_on": 14, "note": 40}


def headings(language: str) -> list[str]:
    """The first line of the file."""
    return [words[LANGUAGES.index(language)] for words in COLUMNS.values()]


def write_csv(lines: Sequence[OpenReferral], file: BinaryIO, language: str) -> None:
    """UTF-8 with byte order mark; cells that a spreadsheet could run stand behind an apostrophe."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(headings(language))
    for line in lines:
        writer.writerow([safe_cell("" if cell is None else str(cell)) for cell in _cells(line, language)])
    file.write("\ufeff".encode() + text.getvalue().encode())


def write_xlsx(lines: Sequence[OpenReferral], file: BinaryIO, language: str) -> None:
    """Days are days, states are chosen from a list, texts are texts whatever they begin with."""
    from xlsxwriter import Workbook

    book = Workbook(file, INERT | {"in_memory": True})
    sheet = book.add_worksheet("outcomes")
    head = book.add_format({"bold": True, "bg_color": "#1c2230", "font_color": "#ffffff"})
    fill = book.add_format({"bg_color": "#fdf1d7"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    fill_day = book.add_format({"num_format": "yyyy-mm-dd", "bg_color": "#fdf1d7"})
    names = list(COLUMNS)
    for place, (name, heading) in enumerate(zip(names, headings(language), strict=True)):
        sheet.write_string(0, place, heading, head)
        sheet.set_column(place, place, _WIDTHS.get(name, 16))
    sheet.write_comment(0, names.index("new_state"), _HOW[language])
    sheet.freeze_panes(1, 1)
    for row, line in enumerate(lines, 1):
        for place, cell in enumerate(_cells(line, language)):
            if names[place] in ("sent_on", "due_on") and cell is not None:
                sheet.write_datetime(row, place, cell, day)
            elif isinstance(cell, int):
                sheet.write_number(row, place, cell)
            elif cell is not None:
                sheet.write_string(row, place, str(cell))
        for name in ("new_state", "happened_on", "note"):
            sheet.write_blank(row, names.index(name), None, fill_day if name == "happened_on" else fill)
    last = len(lines) + SPARE
    words = [state_word(state, language) for state in _REPORTED]
    place = names.index("new_state")
    sheet.data_validation(1, place, last, place, {"validate": "list", "source": words})
    book.close()


def _cells(line: OpenReferral, language: str) -> list[object]:
    """What is told; the three cells that are to be filled are left out."""
    return [
        line.referral_id,
        line.right,
        line.seller,
        line.leads,
        line.team,
        line.sent_on,
        line.due_on,
        state_word(line.state, language),
    ]
