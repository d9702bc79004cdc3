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
# What other measurements of ours say (docs/decisions/0013 and 0018, docs/operations.md): processor seconds.
CRAWL, CRAWL_SAME, PICTURE = 0.0044, 0.0013, 0.03
CONNECTIONS = 8.0  # to PostgreSQL that add up before its disk or its log does not follow; assumed, not measured


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--listings", type=int, default=20_000)
    parser.add_argument("--leads", type=int, default=2_000)
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
    load = os.getloadavg()[0]
    job, compiled = _prepared(options, folder)
    found = runs(job, (options.listings // 4, options.listings), options.workers, folder)
    engines = {name: fitted(found, name) for name in ENGINES}
    titles = read_titles(options.data, Part.ALL)[: options.listings]
    database = stores.measured(titles, options.leads) | {"connections": CONNECTIONS}
    costs = {
        "crawl": CRAWL,
        "crawl_same": CRAWL_SAME,
        "picture": PICTURE,
        "match": engines["dask"].listing,
        "asking": engines["dask"].asking,
        "carry": stores.carrying(folder),
        "history": database["known_cpu"],
        "queue": database["leads_cpu"],
    }
    chosen = Night(**{one.name: getattr(options, one.name) for one in fields(Night) if one.name != "listings"})
    nights = [
        asdict(night) | reckoned(night, costs, database) for night in (replace(chosen, listings=n) for n in NIGHTS)
    ]
    return {
        "load": load,
        "cores": os.cpu_count(),
        "registry": compiled,
        "runs": [run.to_json() for run in found],
        "engines": {name: asdict(engine) for name, engine in engines.items()},
        "model": checked(found, engines, os.cpu_count() or 1),
        "database": database,
        "costs": costs,
        "nights": nights,
    }


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
        cells = (
            f"{run.seconds:.1f}",
            f"{run.listings / run.seconds:,.0f}",
            *micros,
            f"{run.own:.0f}",
            f"{run.shared:.0f}",
        )
        table.add_row(run.engine, str(run.workers), f"{run.listings:,}", *cells)
    console.print(table)
    table = Table("engine", "workers", "listings", "measured s", "model s", "error", title="The model beside it")
    for one in result["model"]:
        cells = (f"{one['measured']:.1f}", f"{one['model']:.1f}", f"{one['error']:+.0%}")
        table.add_row(one["engine"], str(one["workers"]), f"{one['listings']:,}", *cells)
    console.print(table)
    database = result["database"]
    console.print(
        f"one PostgreSQL connection: {database['offers']:,.0f} new offers/s, {database['known']:,.0f} known ones/s, "
        f"{database['leads']:,.0f} leads/s"
    )
    console.print({name: f"{seconds * 1e6:,.0f} µs" for name, seconds in result["costs"].items()})
    _show_nights(result["nights"], console)


def _show_nights(nights: list[dict[str, Any]], console: Console) -> None:
    table = Table(title="A night of so many listings")
    table.add_column("")
    for night in nights:
        table.add_column(f"{night['listings']:,}", justify="right")
    rows: dict[str, list[str]] = {}
    for night in nights:
        for name in ("core_hours", "machines", "price", "database_hours", "of_one_source_hours", "prefect_records"):
            rows.setdefault(name.replace("_", " "), []).append(f"{night[name]:,.1f}".removesuffix(".0"))
        rows.setdefault("dask tasks a second", []).append(f"{night['dask_tasks_a_second']:,.2f}")
        rows.setdefault("GB kept", []).append(f"{night['bytes'] / 1e9:,.0f}")
        for name, hours in night["parts"].items():
            rows.setdefault(f"core hours: {name}", []).append(f"{hours:,.1f}")
    for name, cells in rows.items():
        table.add_row(name, *cells)
    console.print(table)


if __name__ == "__main__":
    main()
