"""Throughput and memory of matching on one and two workers, and a model of a night of 100 million listings.

`python -m benchmarks.scale`: real marks and titles of a folder, every engine, the database; then the model, held
against what was measured, and what it says of many machines. Numbers that nobody can measure here are arguments.
"""

import argparse
import gzip
import json
import os
import shutil
import sys
import time
from dataclasses import asdict, fields, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.corpus import FILES, read_titles
from benchmarks.scaled import stores
from benchmarks.scaled.model import Night, reckoned
from benchmarks.scaled.runs import Run, checked, fitted, runs
from benchmarks.substitutes import Part
from domain.listing_json import write_line
from flows import compile_rights
from flows.match_file import MatchJob
from flows.registry_file import RegistryFile
from matching.pictures.search import Budget

ENGINES = ("processes", "dask")
NIGHTS = (500_000, 10_000_000, 100_000_000, 1_000_000_000)
# What other measurements of ours say (docs/decisions/0013, 0018 and 0023, docs/operations.md): processor seconds.
CRAWL, CRAWL_SAME, PICTURE, PRINT, FACTS = 0.0044, 0.0013, 0.03, 0.02 * 0.5, 0.00023


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--listings", type=int, default=20_000)
    parser.add_argument("--queued", type=int, default=2_000, help="leads that are queued to see how fast")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--json", type=Path, default=Path("var/bench/scale.json"))
    for one in fields(Night):
        if one.name != "listings":
            parser.add_argument(f"--{one.name.replace('_', '-')}", type=type(one.default), default=one.default)
    return parser


def main() -> None:
    """Measures, reckons, prints and writes."""
    options = arguments().parse_args()
    console = Console() if sys.stdout.isatty() else Console(width=140)
    absent = [name for name in FILES if not (options.data / name).is_file()]
    if absent:
        console.print(f"benchmarks.scale is skipped: {options.data} has no {', '.join(absent)}")
        return
    began = time.monotonic()
    with TemporaryDirectory(prefix="markhound-scale-") as folder:
        result = measure(options, Path(folder))
    show(result, console)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")
    console.print(f"{time.monotonic() - began:.0f} s; load {result['load']:.1f}; written to {options.json}")


def measure(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Everything, as JSON can write it."""
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    job, compiled = _prepared(options, folder)
    found = runs(job, (options.listings // 4, options.listings), options.workers, folder)
    engines = {name: fitted(found, name, cores) for name in ENGINES}
    titles = read_titles(options.data, Part.ALL)[: options.listings]
    database = stores.measured(titles, options.queued)
    costs = {
        "crawl": CRAWL,
        "crawl_same": CRAWL_SAME,
        "picture": PICTURE,
        "print": PRINT,
        "facts": FACTS,
        "match": engines["dask"].listing,
        "asking": engines["dask"].asking,
        "carry": stores.carrying(folder),
        "history": database["known_cpu"],
        "queue": database["leads_cpu"],
    }
    chosen = Night(**{one.name: getattr(options, one.name) for one in fields(Night) if one.name != "listings"})
    nights = [asdict(night) | reckoned(night, costs, database) for night in _nights(chosen)]
    return {
        "load": load,
        "cores": cores,
        "registry": compiled,
        "runs": [run.to_json() for run in found],
        "engines": {name: asdict(engine) for name, engine in engines.items()},
        "model": checked(found, engines, cores),
        "database": database,
        "costs": costs,
        "nights": nights,
    }


def _nights(chosen: Night) -> list[Night]:
    """Of several sizes; and the first one of all, to which everything is new."""
    return [*(replace(chosen, listings=number) for number in NIGHTS), replace(chosen, changed=1.0)]


def _prepared(options: argparse.Namespace, folder: Path) -> tuple[MatchJob, dict[str, float]]:
    """The compiled registry and the listings, each title once."""
    registry = folder / "registry.csv"
    with gzip.open(options.data / FILES[0], "rb") as packed, registry.open("wb") as file:
        shutil.copyfileobj(packed, file)
    began = time.monotonic()
    rights = compile_rights.write(RegistryFile(registry), folder / "index" / "state")
    seconds = time.monotonic() - began
    titles = read_titles(options.data, Part.ALL)
    step = max(1, len(titles) // options.listings)  # over all of the file: its sources stand one after another
    with (folder / "listings.jsonl").open("w", encoding="utf-8") as file:
        for number, title in enumerate(titles[::step][: options.listings]):
            file.write(write_line(stores.listing(number, title.text), folder))
    size = sum(path.stat().st_size for path in (folder / "index").rglob("*") if path.is_file()) / 1e6
    job = MatchJob(
        folder / "index" / "state",
        folder,
        "listings.jsonl",
        date(2026, 11, 1),
        believe_seen_at=False,
        budget=Budget(0, 0),
    )
    return job, {"rights": rights, "compile": seconds, "mb": size}


def show(result: dict[str, Any], console: Console) -> None:
    """As tables."""
    table = Table(title=f"{result['registry']['rights']:,} rights, index of {result['registry']['mb']:.0f} MB")
    for name in (
        "engine",
        "workers",
        "listings",
        "seconds",
        "listings/s",
        "worker µs",
        "asking µs",
        "own MB",
        "mapped MB",
    ):
        table.add_column(name, justify="right")
    for one in result["runs"]:
        run = Run(**one)
        micros = (f"{seconds / run.listings * 1e6:,.0f}" for seconds in (run.working, run.asking))
        speed = f"{run.seconds:.1f}", f"{run.listings / run.seconds:,.0f}"
        cells = [*speed, *micros, f"{run.own:.0f}", f"{run.shared:.0f}"]
        table.add_row(run.engine, str(run.workers), f"{run.listings:,}", *cells)
    console.print(table)
    table = Table("engine", "workers", "listings", title="The model beside it, seconds")
    for name in ("processor", "model", "error", "clock", "model", "error"):
        table.add_column(name, justify="right")
    for one in result["model"]:
        cells = [f"{one['processor']:.1f}", f"{one['said_processor']:.1f}", f"{one['error']:+.0%}"]
        cells += [f"{one['clock']:.1f}", f"{one['said_clock']:.1f}", f"{one['error_clock']:+.0%}"]
        table.add_row(one["engine"], str(one["workers"]), f"{one['listings']:,}", *cells)
    console.print(table)
    database = result["database"]
    console.print(
        f"one PostgreSQL connection: {database['offers']:,.0f} new offers/s, {database['known']:,.0f} known ones/s, "
        f"{database['leads']:,.0f} leads/s"
    )
    console.print({name: f"{seconds * 1e6:,.0f} µs" for name, seconds in result["costs"].items()})
    _show_nights(result["nights"], console)


ROWS = (
    ("core-hours", "core_hours", 1),
    ("machines", "machines", 0),
    ("price", "price", 2),
    ("GB kept", "kept_gb", 0),
    ("hours of one process for a source", "source_hours", 2),
    ("hours of the process that joins sellers", "joining_hours", 2),
    ("GB of memory that it takes", "joining_gb", 1),
    ("connections that PostgreSQL must keep busy", "connections", 2),
    ("changed pages a second of each source", "asked_a_second", 2),
    ("hours until Prefect has recorded it", "records_hours", 3),
    ("share of a Dask scheduler", "dask_share", 4),
)


def _show_nights(nights: list[dict[str, Any]], console: Console) -> None:
    table = Table("", title="A night of so many listings")
    for night in nights:
        table.add_column(f"{night['listings']:,}\n{night['changed']:.0%} changed", justify="right")
    for title, name, digits in ROWS:
        table.add_row(title, *(f"{night[name]:,.{digits}f}" for night in nights))
    for part in nights[0]["parts"]:
        table.add_row(f"core-hours: {part}", *(f"{night['parts'][part]:,.1f}" for night in nights))
    console.print(table)


if __name__ == "__main__":
    main()
