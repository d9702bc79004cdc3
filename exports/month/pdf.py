"""The report as PDF, set by typst: no browser, the same bytes for the same figures."""

import re
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from domain.closed_loop import LoopLine
from exports import typeset
from exports.chinese_fonts import family
from exports.month import charts
from exports.month.charts import Series
from exports.month.figures import SHARE, Cell, Month, heads, late_heads, late_rows, line, summary

_LONG = re.compile("[!-~]{24,}")  # a word that would run over its cell may be broken; no id is as long
TEMPLATE = Path(__file__).parent / "report.typ"


def pdf(month: Month, fonts: Path | None = None) -> bytes:
    """The report of a month.

    Args:
        month: its figures.
        fonts: folder of further fonts.

    Raises:
        exports.chinese_fonts.NoChineseFontError: no font here can print Chinese: names may be Chinese in any language.
    """
    with TemporaryDirectory() as folder:
        return typeset.pdf(TEMPLATE, _content(month, family(fonts)), Path(folder), fonts)


def _content(month: Month, font: str) -> dict[str, Any]:
    loop, say = month.loop, month.say
    before = summary(month.months[-2]) if len(month.months) > 1 else {}
    parts = [_part(month, "team", loop.teams, font), _part(month, "district", loop.districts, font)]
    late = late_rows(month)
    more = say("late_more", n=len(late), of=f"{loop.total.overdue:,}") if loop.total.overdue > len(late) else ""
    return {
        "title": say("title"), "name": month.name, "made": say("made", day=month.made_on), "font": font,
        "language": month.language, "summary": say("summary"), "how": say("how"),
        "tiles": [
            {"word": say(key), "value": written(key, value), "before": f"{say('change')} {written(key, before[key])}"
             if before else ""}
            for key, value in summary(loop).items()
        ],
        "by_month": {"title": say("by_month"), "svg": _months(month, font)},
        "by_day": {"title": say("by_day"), "svg": _days(month, font)},
        "parts": [part for part in parts if part["table"]["rows"]],
        "late": {
            "title": say("late"), "none": say("late_none"), "more": more, "first": late_heads(month)[0],
            "columns": late_heads(month)[1:], "wide": True,
            "rows": [[written("", cell) for cell in row] for row in late],
        },
    }  # fmt: skip


def _months(month: Month, font: str) -> str:
    labels = [f"{one.first:%Y-%m}" for one in month.months]
    values = [(one.total.recorded or 0, one.total.sent, one.total.handled) for one in month.months]
    return charts.columns(labels, _three(month, values), font)


def _days(month: Month, font: str) -> str:
    days = month.loop.days
    values = [(one.recorded, one.sent, one.handled) for one in days]
    return charts.columns([f"{one.day.day}" for one in days], _three(month, values), font)


def _three(month: Month, values: Sequence[tuple[int, int, int]]) -> list[Series]:
    words = ("short_recorded", "short_sent", "short_handled")
    return [Series(month.say(word), tuple(row[place] for row in values)) for place, word in enumerate(words)]


def _part(month: Month, name: str, lines: Sequence[LoopLine], font: str) -> dict[str, Any]:
    recorded = any(one.recorded is not None for one in lines)
    titles = heads(name, month, recorded=recorded)
    keys = ["", *["recorded"] * recorded, "sent", "a", "d", "r", "days", "open", "overdue", "closed"]
    rows = [[written(key, cell) for key, cell in zip(keys, line(one, month), strict=True)] for one in lines]
    drawn = [one for one in lines if one.handled or one.open]
    series = [
        Series(month.say("short_handled"), tuple(one.handled for one in drawn)),
        Series(month.say("short_open"), tuple(one.open for one in drawn)),
    ]
    labels = [one.name or month.say("unnamed") for one in drawn]
    return {
        "title": month.say(f"by_{name}"),
        "svg": charts.bars(labels, series, font) if drawn else "",
        "table": {"first": titles[0], "columns": titles[1:], "rows": rows, "wide": False},
    }


def written(key: str, value: Cell) -> str:
    """A figure in words."""
    if value is None:
        return "—"
    if isinstance(value, float):
        return f"{value:.1%}" if key in SHARE else f"{value:.1f}"
    return f"{value:,}" if isinstance(value, int) else _LONG.sub(_broken, str(value))


def _broken(word: re.Match[str]) -> str:
    return "\u200b".join(word[0][start : start + 10] for start in range(0, len(word[0]), 10))
