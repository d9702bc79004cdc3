"""A trial as tables to read."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

SHOWN = 25

Json = Mapping[str, Any]


def show(said: Json, console: Console) -> None:
    """Everything that report.to_json says."""
    console.rule(f"{said['sizes']['marks']:,} marks, {said['sizes']['names']:,} names")
    _recalls(said, console)
    rows: list[Sequence[str]] = [(name, str(one["titles"]), *_shares(one)) for name, one in said["by_length"].items()]
    _table(console, "By script and letters of the mark", ("", "titles", "first 5", "at 1/1,000"), rows)
    rows = [
        (name, str(one["titles"]), f"{one['threshold']:.4f}", _share(one["overall"]), _share(one["plain"]))
        for name, one in said["recall_by_definition"].items()
    ]
    columns: Sequence[str] = (
        "a false alarm is what is found where",
        "titles",
        "threshold",
        "hidden names",
        "plain names",
    )
    _table(console, f"At 1/1,000; {said['clean_means']}", columns, rows)
    speed = [(name, f"{value:,.6g}") for name, value in said["speed"].items()]
    _table(console, "Speed and memory", ("", ""), speed)
    _tools(said, console)
    _all_pairs(said, console)
    tied = said["equal_scores"]
    console.print(f"The two best of a title score the same: {_share(tied['best_two'])} % of titles.")
    console.print(f"The commonest best score: {_share(tied['commonest'])} % of titles.")
    rows = [
        (f"{a['score']:.4f}", f"{a['titles']}", a["name"], a["written"], a["title"], a["why"])
        for a in said["false_alarms"]
    ]
    columns = ("score", "titles", "mark", "written", "title", "why")
    _table(console, f"False alarms: {said['false_alarm_means']}", columns, rows[:SHOWN])
    names = ("kind", "mark", "written", "why", "title")
    _table(console, "Misses", names, [[str(one[name]) for name in names] for one in said["misses"][:SHOWN]])


def _recalls(said: Json, console: Console) -> None:
    tools = said["plain_tools"]
    columns = ["disguise", "titles", "first 5", "at 1/1,000", "span"]
    for tool in tools:
        columns += [tool["tool"], "at 1/1,000"]
    rows = []
    for name, own in said["recall"].items():
        cells = [name, str(own["titles"]), *_shares(own), _share(own["span"])]
        for tool in tools:
            cells += _shares(tool["recall"].get(name, {}))
        rows.append(cells)
    _table(
        console,
        "Recall: the right mark in the first five, and at one false alarm in 1,000 titles; per cent",
        columns,
        rows,
    )


def _all_pairs(said: Json, console: Console) -> None:
    found = said["all_pairs"]
    if not found:
        return
    rows = [(name, f"{value:,.6g}") for name, value in found.items() if name != "lost"]
    _table(console, "All pairs by rapidfuzz partial_ratio, and the same pairs by us, in processor time", ("", ""), rows)
    names = ("kind", "mark", "written", "title")
    lost = [[str(one[name]) for name in names] for one in found["lost"][:SHOWN]]
    _table(console, "Its true finds that we lose", names, lost)


def _tools(said: Json, console: Console) -> None:
    rows = [
        (
            tool["tool"],
            f"{tool['titles']:,}",
            f"{tool['nanoseconds_a_pair']:,.1f}",
            f"{tool['times_slower']:,.1f}",
            _share(tool["kept"]),
        )
        for tool in said["plain_tools"]
    ]
    columns = ("plain tool", "titles", "ns a pair", "times slower than markhound", "of its finds markhound has")
    _table(console, "Plain tools, in processor time", columns, rows)


def _table(console: Console, title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    table = Table(title=title, title_justify="left", show_header=any(columns))
    for number, column in enumerate(columns):
        table.add_column(column, overflow="fold", no_wrap=number == 0)
    for row in rows:
        table.add_row(*(escape("".join(char if char.isprintable() else "\ufffd" for char in cell)) for cell in row))
    console.print(table)


def _shares(one: Json) -> tuple[str, str]:
    return _share(one.get("first")), _share(one.get("above"))


def _share(value: float | None) -> str:
    return "" if value is None or math.isnan(value) else f"{100 * value:.1f}"
