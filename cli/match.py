"""`markhound match`: files in, a file out; no database, no network, no server."""

import sys
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, BinaryIO, TextIO

import typer

from cli.output import err, progress, show_problems

if TYPE_CHECKING:
    from domain.problem import Problem
    from flows.match_file import MatchJob

CORES = 2


def match(
    registry: Annotated[Path, typer.Option(help="Registry CSV (plain or .gz).")],
    listings: Annotated[str, typer.Option(help="Listings JSONL; - for stdin.")],
    out: Annotated[str, typer.Option(help="Matches JSONL; - for stdout.")],
    workers: Annotated[int, typer.Option(min=1, max=256, help="Processes.")] = CORES,
    top: Annotated[int, typer.Option(min=1, help="Most matches of a listing.")] = 5,
    min_score: Annotated[float, typer.Option(min=0, max=1, help="Lowest score that is written.")] = 0.0,
) -> None:
    """Compares listings with a registry and writes one line a (listing, right) pair.

    Example: markhound match --registry rights.csv --listings listings.jsonl --out matches.jsonl
    """
    from datetime import UTC, datetime

    from flows import rights_file
    from flows.match_file import MatchJob

    began = time.monotonic()
    rights, faults = rights_file.from_registry(registry)
    bad = [fault for fault in faults if not fault.code.startswith("note-")]
    if faults:
        err.print(f"registry: {len(faults)} remark(s)")
        show_problems(faults)
    if not rights:
        raise typer.Exit(_nothing(f"{registry.name} holds no rights"))
    with ExitStack() as stack:
        lines = _open_in(listings, stack)
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="markhound-")))
        snapshot = folder / "all.rights.jsonl"
        rights_file.write(rights, snapshot)
        count = len(rights)
        rights.clear()
        base = Path.cwd() if listings == "-" else Path(listings).absolute().parent
        today = datetime.now(UTC).date()
        job = MatchJob(
            snapshot, base, "stdin" if listings == "-" else Path(listings).name, today, top, min_score, workers
        )
        err.print(f"{count:,} rights read in {time.monotonic() - began:.1f} s")
        counts = _run(job, lines, out, stack)
    if not counts["listings"]:
        raise typer.Exit(_nothing("no listing could be read"))
    raise typer.Exit(3 if counts["skipped"] or bad else 0)


def _run(job: "MatchJob", lines: BinaryIO, out: str, stack: ExitStack) -> Counter[str]:
    from flows.match_file import match_lines

    began = time.monotonic()
    counts: Counter[str] = Counter()
    target, draft = _open_out(out, stack)
    bars = stack.enter_context(progress())
    task = bars.add_task("matching", total=None)
    problems: list[Problem] = []
    for chunk in match_lines(job, lines):
        target.write(chunk.text)
        problems += chunk.problems[: max(0, 1000 - len(problems))]
        counts.update(dict(chunk.counts))
        bars.update(task, completed=counts["listings"])
    target.flush()
    if draft:
        target.close()
        draft.replace(out)
    bars.update(task, total=counts["listings"])
    seconds = time.monotonic() - began
    show_problems(problems, counts["skipped"])
    err.print(
        f"{counts['listings']:,} listings, {counts['listings_with_matches']:,} with matches, "
        f"{counts['matches']:,} matches, {counts['skipped']:,} lines skipped; "
        f"{seconds:.1f} s, {counts['listings'] / max(seconds, 1e-9):,.0f} listings/s"
    )
    for name, number in sorted(counts.items()):
        if number and name.startswith(("unknown field", "pictures_")):
            err.print(f"  {name.replace('_', ' ')}: {number:,}", markup=False)
    return counts


def _open_in(listings: str, stack: ExitStack) -> BinaryIO:
    if listings == "-":
        return sys.stdin.buffer
    return stack.enter_context(Path(listings).open("rb"))


def _open_out(out: str, stack: ExitStack) -> tuple[TextIO, Path | None]:
    """The open output and, for a file, the draft that becomes it at the end."""
    if out == "-":
        sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        return sys.stdout, None
    draft = Path(f"{out}.part")
    return stack.enter_context(draft.open("w", encoding="utf-8")), draft


def _nothing(why: str) -> int:
    err.print(f"markhound: {why}; nothing was done", markup=False)
    return 2
