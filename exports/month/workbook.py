"""The report as a workbook: typed cells, charts that a spreadsheet draws from them."""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from exports.month.figures import SHARE, Cell, Month, heads, late_heads, late_rows, line, summary
from exports.spreadsheet import INERT

COLOURS = ("#3d6b8f", "#c07a2c", "#1d6b47")


def workbook(month: Month) -> bytes:
    """The report of a month; the same bytes for the same figures."""
    from xlsxwriter import Workbook

    file = BytesIO()
    book = Workbook(file, INERT | {"in_memory": True})
    made = datetime.combine(month.made_on, datetime.min.time())
    book.set_properties({"title": f"{month.say('title')} {month.name}", "created": made})
    pen = _Pen(book)
    _summary(pen, month)
    trend: list[list[Cell]] = []
    for one in month.months:
        figures = summary(one)
        told = (figures[key] for key in ("recorded", "sent", "handled", "days", "closed"))
        trend.append([f"{one.first:%Y-%m}", *told])
    words = [month.say(key) for key in ("month_word", "short_recorded", "short_sent", "short_handled", "short_days")]
    pen.sheet(
        month.say("by_month"), [*words, month.say("short_closed")], trend, ["", "", "", "", "", "closed"], charted=3
    )
    days: list[list[Cell]] = [[one.day, one.recorded, one.sent, one.handled] for one in month.loop.days]
    words = [month.say(key) for key in ("day", "short_recorded", "short_sent", "short_handled")]
    pen.sheet(month.say("by_day"), words, days, [""] * 4, charted=3)
    for name, lines in (("team", month.loop.teams), ("district", month.loop.districts)):
        recorded = any(one.recorded is not None for one in lines)
        titles = heads(name, month, recorded=recorded)
        keys = [*[""] * (len(titles) - 1), "closed"]
        pen.sheet(month.say(f"by_{name}"), titles, [line(one, month) for one in lines], keys, charted=2 + recorded)
    titles = late_heads(month)
    pen.sheet(month.say("late"), titles, late_rows(month), [""] * len(titles), charted=0)
    book.close()
    return file.getvalue()


class _Pen:
    """Writes sheets of one book."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.head = book.add_format({"bold": True, "bottom": 1, "font_color": "#5b6270"})
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.kinds = {
            "share": book.add_format({"num_format": "0.0%"}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "float": book.add_format({"num_format": "0.0"}),
            "int": book.add_format({"num_format": "#,##0"}),
            "text": book.add_format(),
        }

    def cell(self, sheet: Any, place: tuple[int, int], value: Cell, key: str) -> None:
        """One typed cell."""
        if value is None:
            return
        if isinstance(value, str):
            sheet.write_string(*place, value, self.kinds["text"])
        elif isinstance(value, int | float):
            kind = "share" if key in SHARE else "float" if isinstance(value, float) else "int"
            sheet.write_number(*place, value, self.kinds[kind])
        else:
            sheet.write_datetime(*place, datetime.combine(value, datetime.min.time()), self.kinds["day"])

    def sheet(
        self, name: str, titles: Sequence[str], rows: Sequence[Sequence[Cell]], keys: Sequence[str], *, charted: int
    ) -> None:
        """A table, and beside it a chart of its first `charted` columns of numbers."""
        sheet = self.book.add_worksheet(name[:31])
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, len(titles), 13)
        sheet.freeze_panes(1, 1)
        for place, title in enumerate(titles):
            sheet.write_string(0, place, title, self.head)
        for row, cells in enumerate(rows, 1):
            for place, (cell, key) in enumerate(zip(cells, keys, strict=True)):
                self.cell(sheet, (row, place), cell, key)
        if not rows or not charted:
            return
        chart = self.book.add_chart({"type": "column"})
        for place in range(1, charted + 1):
            series = {
                "name": [name[:31], 0, place],
                "categories": [name[:31], 1, 0, len(rows), 0],
                "values": [name[:31], 1, place, len(rows), place],
                "fill": {"color": COLOURS[place - 1]},
            }
            chart.add_series(series)
        chart.set_title({"name": name, "overlay": False})
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": 760, "height": 340})
        sheet.insert_chart(1, len(titles) + 1, chart)


def _summary(pen: _Pen, month: Month) -> None:
    sheet = pen.book.add_worksheet(month.say("summary")[:31])
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 2, 16)
    sheet.write_string(0, 0, month.say("title"), pen.title)
    sheet.write_string(1, 0, f"{month.name} · {month.say('made', day=month.made_on)}")
    sheet.write_string(3, 1, month.name, pen.head)
    sheet.write_string(3, 2, month.say("change"), pen.head)
    before = summary(month.months[-2]) if len(month.months) > 1 else {}
    for row, (key, value) in enumerate(summary(month.loop).items(), 4):
        sheet.write_string(row, 0, month.say(key))
        pen.cell(sheet, (row, 1), value, key)
        pen.cell(sheet, (row, 2), before.get(key), key)
    wrapped = pen.book.add_format({"text_wrap": True, "valign": "top", "font_color": "#5b6270"})
    last = row + 2
    sheet.merge_range(last, 0, last + 6, 2, "", wrapped)
    sheet.write_string(last, 0, month.say("how"), wrapped)
