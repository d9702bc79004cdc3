"""New rights against a million listings that were seen, beside matching all of them again: `make bench-rematch`."""

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from rich.console import Console
from rich.table import Table

from benchmarks.command import ROOT
from benchmarks.corpus import FILES
from benchmarks.seen.build import Built, Sizes, build
from benchmarks.seen.plain import Plain, plain, spent
from flows import runs
from flows.rematch import Asked, Rematched, rematch
from flows.watch import Silent

WIDTH = 140
SECONDS, LISTINGS = 600, 1_000_000  # asked: so many seconds on two cores
Done = TypeVar("Done")


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rematch", description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="marks, titles, pictures")
    parser.add_argument("--listings", type=int, default=LISTINGS, help="that were seen, one picture each")
    parser.add_argument("--rights", type=int, default=1_000, help="that are new")
    parser.add_argument("--pictured", type=int, default=200, help="of these with a picture, half of them logos")
    parser.add_argument("--registry", type=int, default=320_000, help="rights of the registry that they came into")
    parser.add_argument("--pictures", type=int, default=5_000, help="kept pictures that are opened at most")
    parser.add_argument("--plain", type=int, default=20_000, help="listings that the plain way is timed with")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", type=Path, default=ROOT / "var" / "bench" / "rematch.json", help="where results go")
    return parser


def main() -> None:
    """Runs what the command line asks for."""
    options = arguments().parse_args()
    console = Console() if sys.stdout.isatty() else Console(width=WIDTH)
    absent = [name for name in (*FILES, "photos", "logos") if not (options.data / name).exists()]
    if absent:
        console.print(f"benchmarks.rematch is skipped: {options.data} has no {', '.join(absent)}")
        return
    with TemporaryDirectory(prefix="markhound-bench-") as folder:
        sizes = Sizes(options.listings, options.rights, options.pictured, options.registry, options.pictures)
        built, building = _timed(lambda: build(options.data, Path(folder), sizes, Random(options.seed)))
        asked = Asked(built.rights, options.pictures)
        first, ours = _timed(lambda: rematch(built.house, asked, Silent()))
        failed = [report.error for report in first.reports if report.error]
        if failed:
            raise SystemExit(f"the rematch failed: {failed[0]}")
        said = _said(built, first) | {"build": building, "rematch": ours}
        again, _ = _timed(lambda: rematch(built.house, asked, Silent())) if options.listings <= 50_000 else (None, None)
        said["second_new"] = again.reports[0].count("new") if again else None
        beside, _ = _timed(lambda: plain(built, first.run_id, options.plain, Path(folder)))
    said |= _beside(beside, said, options.listings)
    _show(said, console)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(said, ensure_ascii=False, indent=1), encoding="utf-8")
    console.print(f"written to {options.json}")


def _timed(work: Callable[[], Done]) -> tuple[Done, dict[str, float]]:
    """What it gives, its seconds by the clock, and processor seconds of this process and those that ended in it."""
    began, before = time.monotonic(), spent()
    done = work()
    return done, {"seconds": round(time.monotonic() - began, 1), "cpu": round(spent() - before, 1)}


def _said(built: Built, done: Rematched) -> dict[str, Any]:
    (report,) = done.reports
    shown = {key: report.count(key) for key in ("listings", "listings_with_matches", "matches", "new")}
    path = built.house.settings.runs_dir / done.run_id / report.source / "matches.jsonl"
    found = {json.loads(line)["listing_id"] for line in path.open(encoding="utf-8") if '"picture_' in line}
    opened = done.opened
    return {
        **shown,
        "rights": len(built.rights),
        "bytes_a_listing": round(built.bytes / max(1, report.count("listings"))),
        "form_bytes_a_listing": round(built.form_bytes / max(1, report.count("listings"))),
        "pictures_compared": opened.compared if opened else 0,
        "pictures_alike": opened.alike if opened else 0,
        "pictures_passed": opened.passed if opened else 0,
        "copies_planted": len(built.planted),
        "copies_found": len(found & built.planted),
        "largest_mb": round(max(resource.getrusage(who).ru_maxrss for who in (0, -1)) / 1024),
        "run_at": f"{datetime.now(UTC):%Y-%m-%d}",
        "kind": runs.REMATCH.strip("-"),
    }


def _beside(beside: Plain, said: dict[str, Any], listings: int) -> dict[str, Any]:
    text = beside.text_seconds * listings
    pictures = beside.picture_seconds * listings
    return {
        "plain_text_us": round(beside.text_seconds * 1e6),
        "plain_picture_ms": round(beside.picture_seconds * 1e3, 1),
        "plain_cpu": round(text + pictures),
        "plain_text_cpu": round(text),
        "plain_compile_cpu": round(beside.compile_seconds, 1),
        "pairs_both": beside.both,
        "pairs_plain_only": beside.plain_only,
        "pairs_rematch_only": beside.ours_only,
        "times_less_cpu": round((text + pictures) / max(1e-9, said["rematch"]["cpu"]), 1),
    }


def _show(said: dict[str, Any], console: Console) -> None:
    table = Table(title=f"{said['rights']:,} new rights against {said['listings']:,} listings that were seen")
    for column in ("", "asked", "rematch", "all again (estimated from a sample)"):
        table.add_column(column, justify="left" if not column else "right")
    asked = SECONDS * said["listings"] / LISTINGS
    ours = said["rematch"]
    table.add_row("seconds by the clock", f"{asked:,.0f}", f"{ours['seconds']:,.0f}", "")
    table.add_row("processor seconds", f"{2 * asked:,.0f}", f"{ours['cpu']:,.0f}", f"{said['plain_cpu']:,}")
    table.add_row("of these for names", "", "", f"{said['plain_text_cpu']:,}")
    table.add_row("bytes a listing, and of its picture's form", "",
                  f"{said['bytes_a_listing']} + {said['form_bytes_a_listing']}", "")  # fmt: skip
    table.add_row("matches", "", f"{said['matches']:,}", "")
    table.add_row("planted copies found", f"{said['copies_planted']:,}", f"{said['copies_found']:,}", "")
    pairs = f"{said['pairs_both']:,} in both"
    table.add_row("pairs by name on the sample", pairs, f"{said['pairs_rematch_only']:,} only here",
                  f"{said['pairs_plain_only']:,} only here")  # fmt: skip
    table.add_row("largest process, MB", "", f"{said['largest_mb']:,}", "")
    console.print(table)


if __name__ == "__main__":
    main()
