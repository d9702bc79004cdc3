"""How verbs speak: tables and sentences on a terminal, JSON for scripts, progress on stderr."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from domain.problem import Problem
from domain.report import StageReport

SHOWN_PROBLEMS = 20


class VerbError(Exception):
    """A verb cannot do what it was asked; the message says why and what to do."""


err = Console(stderr=True, highlight=False)
out = Console(highlight=False)


def show_json(value: object) -> None:
    """Writes a value as JSON to stdout."""
    print(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def show_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Writes a table to stdout; cells are plain text, whatever they hold."""
    table = Table(title=title, title_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, overflow="fold", no_wrap=number == 0)  # the first is what one copies
    for row in rows:
        table.add_row(*(escape(visible(str(cell))) for cell in row))
    out.print(table)


def say(sentence: str) -> None:
    """Writes a line to stderr: as it stands, never broken into two, so that a script can search it."""
    err.print(visible(sentence), markup=False, soft_wrap=True)


def show_problems(problems: Sequence[Problem], total: int | None = None) -> None:
    """Writes the first problems to stderr."""
    for problem in problems[:SHOWN_PROBLEMS]:
        say(f"  {problem}")
    rest = (total if total is not None else len(problems)) - min(len(problems), SHOWN_PROBLEMS)
    if rest > 0:
        say(f"  and {rest:,} more")


def visible(text: str) -> str:
    """Text from outside without control characters, which could rewrite a terminal."""
    return "".join(char if char.isprintable() or char == " " else "\ufffd" for char in text)


def progress() -> Progress:
    """Progress bars on stderr; silent where that is no terminal."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=err,
        disable=not sys.stderr.isatty(),
        transient=False,
    )


class Compiling:
    """Shows how far indexes are, one bar for each."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[str, Any] = {}

    def tell(self, what: str, done: int, of: int) -> None:
        """Moves a bar."""
        if what not in self._tasks:
            self._tasks[what] = self._bars.add_task(f"compiling {what}")
        self._bars.update(self._tasks[what], completed=done, total=of or None)


class BarWatch:
    """Shows a run as progress bars, one a source and stage; plain lines where stderr is no terminal."""

    def __init__(self, bars: Progress) -> None:
        self._bars = bars
        self._tasks: dict[tuple[str, str], Any] = {}
        self._totals: dict[str, int] = {}

    def began(self, stage: str, source: str) -> None:
        """Adds a bar."""
        total = self._totals.get(source) if stage == "match" else None
        self._tasks[stage, source] = self._bars.add_task(f"{source}: {stage}", total=total)

    def advanced(self, stage: str, source: str, done: int) -> None:
        """Moves it."""
        if (stage, source) in self._tasks:
            self._bars.update(self._tasks[stage, source], completed=done)

    def ended(self, report: StageReport) -> None:
        """Fills it, or says what failed."""
        if report.stage == "crawl":
            self._totals[report.source] = report.count("listings")
        task = self._tasks.get((report.stage, report.source))
        if task is not None:
            done = self._bars.tasks[task].completed or 1
            self._bars.update(task, total=done, completed=done)
        if report.error:
            say(f"{report.source}: {report.stage} failed: {report.error}")
        elif self._bars.disable:
            say(f"{report.source}: {report.stage} {report.seconds:.1f} s")

    def said(self, sentence: str) -> None:
        """Writes a line."""
        say(sentence)
