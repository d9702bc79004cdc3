"""Pictures measured on real photos and logos, altered here: `python -m benchmarks.pictures --json out.json`."""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from benchmarks.command import ROOT
from benchmarks.measures import threshold
from benchmarks.pictured import speed
from benchmarks.pictured.alterations import ALTERATIONS, LOGOS_ONLY, in_photo, jpeg, opened
from benchmarks.pictured.corpus import Part, pictures
from benchmarks.pictured.tools import Answer, Ours, Tool, plain_tools
from matching.pictures.compile import compile_pictures
from matching.pictures.decode import decode

WIDTH = 160  # columns where stdout is no terminal
FOLDERS = ("photos", "logos")
SHELVES = "grocery"
REAL = 100  # registered photos, and as many logos, of which larger registries are made up
BEHIND = 100  # photos in which others are set
IN_PHOTO = "logo in a photo"

Case = tuple[str, int, bytes]  # kind, number of the reference, file


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pictures", description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of photos and logos")
    parser.add_argument("--references", type=int, default=300, help="registered photos, and as many logos")
    parser.add_argument("--copies", type=int, default=30, help="altered copies of each kind, of photos and of logos")
    parser.add_argument("--clean", type=int, default=1_000, help="photos of other things")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--lookups", type=int, default=1_000_000, help="hashes that lookups are timed with")
    parser.add_argument("--growth", type=int, nargs="*", default=[2_000, 20_000], help="references of the part lane")
    parser.add_argument("--json", type=Path, default=ROOT / "var" / "bench" / "pictures.json", help="where results go")
    return parser


def main() -> None:
    """Runs what the command line asks for."""
    options = arguments().parse_args()
    console = Console() if sys.stdout.isatty() else Console(width=WIDTH)
    absent = [name for name in FOLDERS if not (options.data / name).is_dir()]
    if absent:
        console.print(f"benchmarks.pictures is skipped: {options.data} has no {', '.join(absent)}")
        return
    rng = Random(options.seed)
    photos, logos = (pictures(options.data / name, Part.CHECK, rng) for name in FOLDERS)
    n = options.references
    references, behind = photos[:n] + logos[:n], photos[n : n + BEHIND]
    others = photos[n + BEHIND :][: options.clean]
    # Several photos of groceries show one shelf: nothing says which of them are clean, so they are counted apart.
    shelves = [path.read_bytes() for path in others if path.name.startswith(SHELVES)]
    clean = [path.read_bytes() for path in others if not path.name.startswith(SHELVES)]
    files = [path.read_bytes() for path in references]
    began = time.process_time()
    index = compile_pictures(len(files), lambda number: decode(files[number]))
    with TemporaryDirectory(prefix="markhound-bench-") as folder:
        index.save(Path(folder) / "pictures")
        size = sum(path.stat().st_size for path in (Path(folder) / "pictures").rglob("*") if path.is_file())
    built = {"references": len(files), "built, s": time.process_time() - began, "on disk, MB": size / 1e6}
    cases = list(_cases(references, n, behind, options.copies, rng))
    tools: list[Tool] = [Ours(index), *plain_tools([jpeg(opened(path), 95) for path in references])]
    said = [_trial(tool, cases, clean, shelves) for tool in tools]
    _show_trials(said, console)
    shop = [path.read_bytes() for path in photos[:150]]
    figures = [
        built,
        speed.decoding(shop),
        speed.lookups(options.lookups),
        *speed.growth(shop[:40], files[:REAL] + files[-REAL:], options.growth),
    ]
    _show_figures(figures, console)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps({"trials": said, "figures": figures}, indent=1), encoding="utf-8")
    console.print(f"written to {options.json}")


def _cases(references: Sequence[Path], photos: int, behind: Sequence[Path], copies: int, rng: Random) -> Iterator[Case]:
    for what, first in (("photo", 0), ("logo", photos)):
        for kind, alter in (ALTERATIONS | (LOGOS_ONLY if what == "logo" else {})).items():
            for number in rng.sample(range(first, first + photos), min(copies, photos)):
                yield f"{what}: {kind}", number, jpeg(alter(opened(references[number]), rng, behind))
    for number in rng.sample(range(photos, 2 * photos), min(2 * copies, photos)):
        yield IN_PHOTO, number, jpeg(in_photo(references[number], rng, behind))


def _trial(tool: Tool, cases: Sequence[Case], clean: Sequence[bytes], shelves: Sequence[bytes]) -> dict[str, object]:
    """What a tool finds of each kind where it is wrong on one clean picture in a thousand, and as it is set."""
    began = time.process_time()
    answers = [tool.ask(data) for data in clean]
    limit = threshold([answer.score for answer in answers])
    found: dict[str, list[bool]] = {}
    as_set: dict[str, list[bool]] = {}
    for kind, number, data in cases:
        answer: Answer = tool.ask(data)
        found.setdefault(kind, []).append(answer.reference == number and answer.score >= limit)
        as_set.setdefault(kind.partition(":")[0], []).append(answer.reference == number)
    recall = {kind: sum(hits) / len(hits) for kind, hits in found.items()}
    for what in ("photo", "logo"):
        kinds = [share for kind, share in recall.items() if kind.startswith(f"{what}: ")]
        recall[f"all of {what}s"] = sum(kinds) / len(kinds)
    if isinstance(tool, Ours):  # the plain tools always name a nearest one
        recall |= {f"{what}, as it is set": sum(hits) / len(hits) for what, hits in as_set.items()}
    return {
        "tool": tool.name,
        "threshold": limit,
        "clean": len(clean),
        "clean that fire as it is set": sum(answer.score > 0 for answer in answers) if isinstance(tool, Ours) else None,
        "shelves": len(shelves),
        "shelves at the threshold": sum(tool.ask(data).score >= limit for data in shelves),
        "recall": recall,
        "ms a picture": 1e3 * (time.process_time() - began) / (len(clean) + len(cases)),
    }


def _show_trials(said: Sequence[dict[str, object]], console: Console) -> None:
    table = Table(title="found at one false alarm in 1,000 clean photos, %")
    table.add_column("")
    for one in said:
        table.add_column(str(one["tool"]), justify="right")
    recalls = [one["recall"] for one in said]
    assert all(isinstance(recall, dict) for recall in recalls)
    for kind in recalls[0]:  # type: ignore[attr-defined]
        shares = [recall.get(kind) for recall in recalls]  # type: ignore[attr-defined]
        table.add_row(kind, *("" if share is None else f"{100 * share:.0f}" for share in shares))
    for name in [name for name in said[0] if name not in ("tool", "recall")]:
        table.add_row(name, *(f"{one[name]:.4g}" if one[name] is not None else "" for one in said))
    console.print(table)


def _show_figures(figures: Sequence[speed.Figures], console: Console) -> None:
    table = Table(title="speed and memory, processor time of one core")
    table.add_column("")
    table.add_column("", justify="right")
    for one in figures:
        for name, value in one.items():
            table.add_row(name, f"{value:,.4g}")
        table.add_section()
    console.print(table)


if __name__ == "__main__":
    main()
