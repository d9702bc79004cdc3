"""Time a title as the registry grows tenfold and tenfold again; what compiling and opening it take."""

import csv
import resource
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.all_pairs import TODAY, matched
from benchmarks.corpus import Case, Mark, Title
from benchmarks.kind import Script, script_of
from flows import compile_rights
from flows.match_file import MatchJob, Worker
from flows.registry_file import RegistryFile

SIZES = (32_000, 320_000, 3_200_000)
WARM, MANY = 1_000, 4_000  # titles: the first ones read the index from disk, and are not counted


@dataclass(frozen=True, slots=True)
class Step:
    """One size.

    Attributes:
        marks: of the registry.
        read_and_compile: seconds by the clock until the index lies on disk.
        compile: processor seconds of that.
        compile_mb: MB resident at most of any process that compiled so far.
        index_mb: MB on disk, rights included.
        open: seconds until the index can be asked.
        seconds: processor seconds a title: read, match, explain, write.
    """

    marks: int
    read_and_compile: float
    compile: float
    compile_mb: float
    index_mb: float
    open: float
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """For the results."""
        return asdict(self)


def measure(
    marks: Sequence[Mark], titles: Sequence[Title], sizes: Sequence[int], folder: Path, random: Random
) -> list[Step]:
    """Every size, the smallest first; the same titles."""
    cases = [Case(f"growth-{n}", title.text, "any") for n, title in enumerate(random.sample(titles, WARM + MANY))]
    return [_step(marks, size, cases, folder, random) for size in sizes]


def _step(marks: Sequence[Mark], size: int, cases: Sequence[Case], folder: Path, random: Random) -> Step:
    registry, snapshot = folder / f"registry-{size}.csv", folder / f"rights-{size}"
    _write(marks, size, registry, random)
    began, spent = time.monotonic(), _spent()
    compile_rights.write(RegistryFile(registry), snapshot)
    compiled, spent = time.monotonic() - began, _spent() - spent
    registry.unlink()
    began = time.monotonic()
    worker = Worker(MatchJob(rights=snapshot, base=folder, name="titles", today=TODAY))
    opened = time.monotonic() - began
    matched(worker, cases[:WARM], folder)
    seconds, _ = matched(worker, cases[WARM:], folder)
    return Step(
        marks=size,
        read_and_compile=compiled,
        compile=spent,
        compile_mb=resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        index_mb=sum(path.stat().st_size for path in snapshot.rglob("*") if path.is_file()) / 1e6,
        open=opened,
        seconds=seconds / MANY,
    )


def _spent() -> float:
    """Processor seconds of this process and of those that it waited for."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def show(steps: Sequence[Step], console: Console) -> None:
    """As a table."""
    table = Table(title="Growth")
    columns = ("marks", "read and compile, s", "of the processor, s", "compiling, MB", "on disk, MB", "open, s")
    for column in (*columns, "microseconds a title", "times the last"):
        table.add_column(column, justify="right")
    last = 0.0
    for step in steps:
        ratio = f"{step.seconds / last:.2f}" if last else ""
        cells = (f"{value:,.1f}" for value in (step.read_and_compile, step.compile, step.compile_mb, step.index_mb))
        table.add_row(f"{step.marks:,}", *cells, f"{step.open:.3f}", f"{step.seconds * 1e6:,.0f}", ratio)
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
