"""The report of a month: its figures and those of the months before it, read from the leads, written as files."""

import calendar
import os
import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from exports.month.figures import Month
from exports.month.pdf import pdf
from exports.month.workbook import workbook
from flows.cases import PACKS
from flows.house import House

MONTHS = 12  # of the trend
_NAME = re.compile(r"(\d{4})-(\d{2})")


class NoMonthError(ValueError):
    """That is no month of which anything can be told."""


def days_of(name: str, today: date) -> tuple[date, date]:
    """First and last day of a month such as "2026-10"; of the present one the last day is today.

    Raises:
        NoMonthError: it is none, or has not begun.
    """
    found = _NAME.fullmatch(name)
    if found is None or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1990:
        raise NoMonthError(f"{name[:40]!r} is no month; write it as 2026-10")
    first = date(int(found[1]), int(found[2]), 1)
    if first > today:
        raise NoMonthError(f"{name} has not begun; today is {today}")
    return first, min(today, first.replace(day=calendar.monthrange(first.year, first.month)[1]))


def write_month(house: House, name: str, folder: Path, language: str, holders: tuple[str, ...] | None) -> list[Path]:
    """Writes the PDF and the workbook; each is there whole or not at all.

    Args:
        house: whose leads.
        name: of the month, such as "2026-10".
        folder: made if need be.
        language: "en" or "zh".
        holders: those whose leads count; None means all.

    Raises:
        NoMonthError: see there.
        exports.chinese_fonts.NoChineseFontError: no font here can print Chinese.
        OSError: the folder cannot be written.
    """
    zone = ZoneInfo(house.settings.timezone)
    today = datetime.now(zone).date()
    first, _ = days_of(name, today)
    spans = [days_of(f"{month:%Y-%m}", today) for month in _months(first)]
    loops = tuple(house.leads.figures.loop(span, holders, zone) for span in spans)
    month = Month(loops[-1], loops, today, language)
    folder.mkdir(parents=True, exist_ok=True)
    fonts = house.settings.data_dir / PACKS / "fonts"
    made = []
    for suffix, write in ((".pdf", partial(pdf, fonts=fonts)), (".xlsx", workbook)):
        path = folder / f"markhound-{name}{suffix}"
        draft = path.with_name(f".{path.name}.{os.getpid()}.part")
        try:
            draft.write_bytes(write(month))
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
        made.append(path)
    return made


def _months(last: date) -> Iterator[date]:
    """The first days of the months up to that one, oldest first."""
    for back in reversed(range(MONTHS)):
        year, month = divmod(last.year * 12 + last.month - 1 - back, 12)
        yield date(year, month + 1, 1)
