"""`markhound match`: files in, a file out; no database, no network, no server."""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, BinaryIO, TextIO

import typer

from cli import target
from cli.output import SHOWN_PROBLEMS, VerbError, progress, say, show_problems
from settings import Settings

if TYPE_CHECKING:
    from domain.problem import Problem
    from domain.right import Right
    from flows.match_file import MatchJob
    from flows.registry_file import RegistryFile
    from matching.quarantine import Key

CORES = 2
KEPT_PROBLEMS = 1000  # further ones are only counted


def match(
    registry: Annotated[Path | None, typer.Option(help="Registry CSV (plain or gzipped, of any name).")] = None,
    listings: Annotated[str, typer.Option(help="Listings JSONL; - for stdin.")] = "",
    out: Annotated[str, typer.Option(help="Matches JSONL; - for stdout.")] = "",
    workers: Annotated[int, typer.Option(min=1, max=256, help="Processes.")] = CORES,
    top: Annotated[int, typer.Option(min=1, help="Most matches of a listing.")] = 5,
    min_score: Annotated[float, typer.Option(min=0, max=1, help="Lowest score that is written.")] = 0.0,
    form: Annotated[str, typer.Option("--format", help="Importer of the registry; default: by file ending.")] = "",
    explain: Annotated[
        str, typer.Option(help="A title to explain instead; without --registry by the installed registry.")
    ] = "",
) -> None:
    """Compares listings with a registry and writes one line a (listing, right) pair; or explains one title.

    Example: markhound match --registry rights.csv --listings listings.jsonl --out matches.jsonl
    Example: markhound match --registry rights.csv --explain "新款 Velm0ra 外套"
    """
    from cli.explain import explain as explain_title

    if explain:
        explain_title(explain, registry, form, top, min_score)
        return
    if registry is None or not listings or not out:
        raise VerbError("name the files with --registry, --listings and --out, or a title with --explain")
    with ExitStack() as stack:
        file, keep = stack.enter_context(target.opened(out))
        lines = _open_in(listings, stack)
        registered, snapshot = compiled(registry, form, stack)
        job = _job(listings, snapshot, top, min_score, workers)
        counts = _run(job, lines, file)
        if counts["skipped"] and not counts["listings"]:
            raise VerbError(f"{job.name}: no line could be read as a listing; nothing was done")
        keep()
    raise typer.Exit(3 if counts["skipped"] or not registered.is_sound else 0)


def compiled(registry: Path, form: str, stack: ExitStack) -> "tuple[RegistryFile, Path]":
    """A registry file, compiled into a folder that goes when the stack is left."""
    from flows import compile_rights
    from flows.registry_file import RegistryFile

    registered = RegistryFile(registry, form)
    snapshot = Path(stack.enter_context(TemporaryDirectory(prefix="markhound-"))) / "rights"
    compile_rights.write(_read(registered, registry.name), snapshot)
    return registered, snapshot


def _job(listings: str, snapshot: Path, top: int, min_score: float, workers: int) -> "MatchJob":
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from flows.match_file import MatchJob
    from matching.pictures.search import Budget
    from matching.scorers import in_force

    settings = Settings()
    zone = settings.timezone
    return MatchJob(
        rights=snapshot,
        base=Path.cwd() if listings == "-" else Path(listings).absolute().parent,
        name="stdin" if listings == "-" else Path(listings).name,
        today=datetime.now(ZoneInfo(zone)).date(),
        top=top,
        min_score=min_score,
        workers=workers,
        timezone=zone,
        budget=Budget(settings.picture_parts, settings.picture_texts),
        scorer=in_force(settings.data_dir, settings.scorer),
    )


def _open_in(listings: str, stack: ExitStack) -> BinaryIO:
    return sys.stdin.buffer if listings == "-" else stack.enter_context(Path(listings).open("rb"))


def _read(found: "RegistryFile", name: str) -> "Iterator[Right]":
    """The rights one by one, then what is to be said of the file: a large office's rights do not fit in memory."""
    began = time.monotonic()
    yield from found
    if found.problems:
        say(f"registry: {len(found.problems):,} remark(s), {found.pictures_unreadable:,} picture(s) unreadable")
        show_problems(found.problems)
    if not found.rights:
        raise VerbError(f"{name} holds no rights; nothing was done")
    say(f"{found.rights:,} rights read in {time.monotonic() - began:.1f} s")


def _run(job: "MatchJob", lines: BinaryIO, out: TextIO) -> Counter[str]:
    """Matches all lines and says how it went."""
    from flows.engine import match_lines

    began = time.monotonic()
    counts: Counter[str] = Counter()
    firing: Counter[Key] = Counter()
    problems: list[Problem] = []
    with progress() as bars:
        task = bars.add_task("matching", total=None)
        for chunk in match_lines(job, lines):
            out.write(chunk.text)
            problems += chunk.problems[: max(0, KEPT_PROBLEMS - len(problems))]
            counts.update(dict(chunk.counts))
            firing.update(dict(chunk.fired))
            bars.update(task, completed=counts["listings"])
        bars.update(task, total=counts["listings"])
    seconds = time.monotonic() - began
    show_problems(problems, counts["skipped"])
    say(
        f"{counts['listings']:,} listings, {counts['listings_with_matches']:,} with matches, "
        f"{counts['matches']:,} matches, {counts['skipped']:,} lines skipped; "
        f"{seconds:.1f} s, {counts['listings'] / max(seconds, 1e-9):,.0f} listings/s"
    )
    for name, number in sorted(counts.items()):
        if number and name.startswith(("unknown field", "pictures_")):
            say(f"  {name.replace('_', ' ')}: {number:,}")
    _say_quarantined(firing, counts["listings"])
    return counts


def _say_quarantined(firing: "Counter[Key]", listings: int) -> None:
    """Names the registered pictures that a night would put aside; what they match is written all the same."""
    from matching.quarantine import crowded, told

    aside = sorted(crowded(firing, listings, Settings().quarantine_share))
    if aside:
        say(f"  pictures quarantined: {len(aside):,}; their matches are written, and a scan would not queue them")
    for key in aside[:SHOWN_PROBLEMS]:
        say(f"  {told(key, firing[key], listings)}")
