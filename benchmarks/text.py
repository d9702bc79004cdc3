"""Text matching measured on real titles and marks: `python -m benchmarks.text --marks 10000 --json out.json`."""

import argparse
import json
import sys
import time
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from rich.console import Console

from benchmarks import growth, printed, report
from benchmarks.command import ROOT
from benchmarks.corpus import FILES, Corpus, read_marks, read_titles
from benchmarks.disguises import kinds
from benchmarks.substitutes import Part, substitutes
from benchmarks.trial import Sizes, trial

WIDTH = 160  # columns where stdout is no terminal


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.text", description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of marks and titles")
    parser.add_argument("--marks", type=int, nargs="+", default=[10_000], help="sizes of the registry")
    parser.add_argument("--titles", type=int, default=4_000, help="titles with a hidden brand; half as many plain ones")
    parser.add_argument("--clean", type=int, default=10_000, help="titles without a brand, and as many as they come")
    parser.add_argument("--speed", type=int, default=10_000, help="titles of the run that is timed")
    parser.add_argument(
        "--part", type=Part, choices=list(Part), default=Part.CHECK, help="half of marks and characters"
    )
    parser.add_argument("--kinds", nargs="+", choices=sorted(kinds()), help="only these disguises")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--fields", action="store_true", help="brand and category fields too, not the title only")
    parser.add_argument("--plain-seconds", type=float, default=40, help="for each plain tool; 0 leaves them out")
    parser.add_argument("--growth", type=int, nargs="*", help="time a title with ever more marks (32k, 320k, 3.2M)")
    parser.add_argument("--json", type=Path, default=ROOT / "var" / "bench" / "text.json", help="where results go")
    return parser


def main() -> None:
    """Runs what the command line asks for."""
    options = arguments().parse_args()
    console = Console() if sys.stdout.isatty() else Console(width=WIDTH)
    absent = [name for name in FILES if not (options.data / name).is_file()]
    if absent:
        console.print(f"benchmarks.text is skipped: {options.data} has no {', '.join(absent)}")
        return
    began = time.monotonic()
    marks, titles = read_marks(options.data), read_titles(options.data, options.part)
    results = []
    with TemporaryDirectory(prefix="markhound-bench-") as folder:
        if options.growth is not None:
            sizes = options.growth or growth.SIZES
            steps = growth.measure(marks, titles, sizes, Path(folder), Random(options.seed))
            growth.show(steps, console)
            results = [step.to_json() for step in steps]
        for size in [] if options.growth is not None else options.marks:
            corpus = Corpus(marks, titles, options.part, Random(options.seed))
            tables = substitutes(options.part, (title.text for title in titles), corpus.aliases())
            chosen = [kind for name, kind in kinds().items() if not options.kinds or name in options.kinds]
            counts = (min(size, len(marks)), options.titles, options.clean, options.speed, options.plain_seconds)
            done = trial(corpus, chosen, tables, Sizes(*counts, fields=options.fields), Path(folder))
            said = report.to_json(done, kinds()) | {"part": options.part, "seed": options.seed}
            printed.show(said, console)
            results.append(said)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")
    console.print(f"{time.monotonic() - began:.0f} s; written to {options.json}")


if __name__ == "__main__":
    main()
