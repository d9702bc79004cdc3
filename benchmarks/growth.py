"""Time a title as the registry grows tenfold and tenfold again."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks import command
from benchmarks.corpus import Case, Mark, Title
from benchmarks.kind import Script, script_of

SIZES = (32_000, 320_000, 3_200_000)
FEW, MANY = 20, 4_000  # titles


@dataclass(frozen=True, slots=True)
class Step:
    """One size: marks, seconds to the first title when new and again, processor seconds a title, MB at most."""

    marks: int
    first_start: float
    start: float
    seconds: float
    largest: float

    def to_json(self) -> dict[str, Any]:
        """For the results."""
        return asdict(self)


def measure(
    marks: Sequence[Mark], titles: Sequence[Title], sizes: Sequence[int], folder: Path, random: Random
) -> list[Step]:
    """Every size, the smallest first."""
    chosen = random.sample(titles, MANY)
    cases = [Case(f"growth-{number}", title.text, "any") for number, title in enumerate(chosen)]
    few, many, out = folder / "few.jsonl", folder / "many.jsonl", folder / "growth-matches.jsonl"
    command.write_listings(cases[:FEW], few)
    command.write_listings(cases, many)
    steps = []
    for size in sizes:
        registry = folder / f"registry-{size}.csv"
        _write(marks, size, registry, random)
        first, again, run = (command.match(registry, one, out, workers=1, top=5) for one in (few, few, many))
        seconds = max(run.cpu - again.cpu, 0.0) / (MANY - FEW)
        steps.append(Step(size, first.seconds, again.seconds, seconds, run.largest))
        registry.unlink()
    return steps


def show(steps: Sequence[Step], console: Console) -> None:
    """As a table."""
    table = Table(title="Growth")
    for column in ("marks", "first start, s", "start, s", "microseconds a title", "times the last", "largest, MB"):
        table.add_column(column, justify="right")
    last = 0.0
    for step in steps:
        ratio = f"{step.seconds / last:.2f}" if last else ""
        starts = (f"{step.first_start:.1f}", f"{step.start:.1f}")
        table.add_row(f"{step.marks:,}", *starts, f"{step.seconds * 1e6:,.0f}", ratio, f"{step.largest:,.0f}")
        last = step.seconds
    console.print(table)


def _write(marks: Sequence[Mark], size: int, path: Path, random: Random) -> None:
    """That many marks: real ones as far as they reach, then made of theirs."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("right_id", "kind", "mark_text"))
        real = random.sample(marks, min(size, len(marks)))
        writer.writerows((mark.right_id, "trademark", mark.names[0]) for mark in real if mark.names)
        made = combined(marks, random)
        writer.writerows((f"made-{number}", "trademark", next(made)) for number in range(size - len(real)))


def combined(marks: Sequence[Mark], random: Random) -> Iterator[str]:
    """Names without end: the beginning of a real name with the end of another of its script, each once."""
    by_script: dict[Script, list[str]] = {Script.HAN: [], Script.LATIN: []}
    for mark in marks:
        for name in mark.names[:1]:
            if script_of(name) in by_script and len(name) > 1:
                by_script[script_of(name)].append(name)
    weights = [len(names) for names in by_script.values()]
    seen = {name for names in by_script.values() for name in names}
    while True:
        names = random.choices(list(by_script.values()), weights)[0]
        one, other = random.choice(names), random.choice(names)
        name = one[: (len(one) + 1) // 2] + other[len(other) // 2 :]
        if name not in seen:
            seen.add(name)
            yield name
