"""A crawl measured beside a bare Scrapy spider: `python -m benchmarks.crawl --listings 2000 --json out.json`."""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.command import PROGRAM, ROOT
from benchmarks.crawled.measured import Cost, run
from benchmarks.crawled.profiled import profile

MOST_PARTS = 16  # of the table; the file has them all
SOURCE = """[sources.bench]
platform = "jsonld"
start = ["{url}/"]
private_hosts = ["{host}"]
min_listings = {listings}
[sources.bench.politeness]
delay = 0
concurrency = 16
obey_robots = false
max_requests = 0
[sources.bench.options]
follow_pattern = "^/list/"
product_pattern = "^/p/"
"""
CRAWL = (
    "from pathlib import Path; from crawlers.run import crawl; from crawlers.sources import load;"
    "(source,) = load(Path('sources.toml'));"
    "report = crawl(source, Path('run'), user_agent='markhound-bench/1 (loopback)');"
    "assert not report.error, report.error; print(dict(report.counts))"
)


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crawl", description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of marks and titles")
    parser.add_argument("--listings", type=int, default=20_000, help="pages of the shop, one picture each")
    parser.add_argument("--crawl-only", action="store_true", help="leave the sweep out")
    parser.add_argument("--json", type=Path, default=ROOT / "var" / "bench" / "crawl.json", help="where results go")
    return parser


@contextmanager
def shop(listings: int, titles: Path) -> Iterator[str]:
    """The shop's address while it is open."""
    command = [sys.executable, "-m", "benchmarks.crawled.shop", str(listings), str(titles)]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        yield child.stdout.readline().strip()
    finally:
        child.kill()
        child.wait()


def measure(options: argparse.Namespace, base: Path) -> dict[str, Any]:
    """Every run's cost, and the sweep's stages."""
    costs: dict[str, Cost] = {}
    stages: list[dict[str, Any]] = []
    with shop(options.listings, options.data / "titles_zh.csv.gz") as url:
        house = base / "house"
        house.mkdir()
        host = url.partition("://")[2]
        (house / "sources.toml").write_text(SOURCE.format(url=url, host=host, listings=options.listings), "utf-8")
        bare = ["-m", "benchmarks.crawled.bare", f"{url}/"]
        costs["bare spider, pages only"] = run(bare, base / "bare")
        costs["bare spider, with pictures"] = run([*bare, "pictures"], base / "bare")
        costs["crawl and capture"] = run(["-c", CRAWL], house)
        parts = profile(house)
        if not options.crawl_only:
            names = {"MARKHOUND_DATA_DIR": str(house / "data"), "MARKHOUND_WORKERS": "2"}
            registry = str(options.data / "registry_320k.csv.gz")
            costs["registry import (once)"] = run(["-c", PROGRAM, "registry", "import", registry], house, names)
            costs["sweep"] = run(["-c", PROGRAM, "scan", "bench"], house, names)
            stages = _stages(house)
            costs["sweep, second night"] = run(["-c", PROGRAM, "scan", "bench"], house, names)
            stages += [stage | {"stage": f"{stage['stage']}, second night"} for stage in _stages(house)]
    return {
        "listings": options.listings,
        "costs": {name: asdict(cost) for name, cost in costs.items()},
        "stages": stages,
        "parts": parts,
    }


def _stages(house: Path) -> list[dict[str, Any]]:
    newest = max((house / "data" / "runs").glob("*/report.json"))
    stages = json.loads(newest.read_text(encoding="utf-8"))["stages"]
    return [stage for stage in stages if stage["source"] == "bench"]


def show(result: dict[str, Any], console: Console) -> None:
    """Costs with ratios, where the crawl's CPU time goes, and where the sweep's time goes."""
    bare = result["costs"]["bare spider, with pictures"]
    table = Table(title=f"{result['listings']:,} listings, one picture each")
    for name in ("", "wall s", "CPU s", "listings/s", "bare's share of its CPU", "of its wall", "largest process MB"):
        table.add_column(name, justify="right" if name else "left")
    for name, cost in result["costs"].items():
        rate = result["listings"] / cost["wall"]
        shares = (f"{bare['cpu'] / cost['cpu']:.0%}", f"{bare['wall'] / cost['wall']:.0%}")
        table.add_row(
            name, f"{cost['wall']:.1f}", f"{cost['cpu']:.1f}", f"{rate:.0f}", *shares, f"{cost['largest']:.0f}"
        )
    console.print(table)
    whole = sum(result["parts"].values())
    parts = Table("part", "share", "own s under a profiler", title="Where the crawl's CPU time goes")
    for name, seconds in list(result["parts"].items())[:MOST_PARTS]:
        parts.add_row(name, f"{seconds / whole:.1%}", f"{seconds:.2f}")
    console.print(parts)
    if result["stages"]:
        times = Table("stage", "seconds", "counts", title="Where the sweep's time goes")
        for stage in result["stages"]:
            counts = ", ".join(f"{name} {number:,}" for name, number in stage["counts"].items() if number)
            times.add_row(stage["stage"], f"{stage['seconds']:.1f}", counts[:110])
        console.print(times)


def main() -> None:
    """Runs what the command line asks for."""
    options = arguments().parse_args()
    console = Console() if sys.stdout.isatty() else Console(width=160)
    absent = [name for name in ("titles_zh.csv.gz", "registry_320k.csv.gz") if not (options.data / name).is_file()]
    if absent:
        console.print(f"benchmarks.crawl is skipped: {options.data} has no {', '.join(absent)}")
        return
    began = time.monotonic()
    with TemporaryDirectory(prefix="markhound-bench-") as folder:
        result = measure(options, Path(folder))
    show(result, console)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")
    console.print(f"{time.monotonic() - began:.0f} s; written to {options.json}")


if __name__ == "__main__":
    main()
