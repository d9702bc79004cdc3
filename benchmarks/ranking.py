"""The order of the queue measured on a generated town: `python -m benchmarks.ranking --listings 1000000`."""

import argparse
import json
import pickle
import sys
import time
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from benchmarks.command import ROOT
from benchmarks.corpus import FILES
from benchmarks.substitutes import Part
from benchmarks.town import printed
from benchmarks.town.genuine import Genuine, Offered, genuine
from benchmarks.town.look import Looking
from benchmarks.town.measure import BUDGET, MILLION, NAMES, Measured, measure, reliability
from benchmarks.town.pairs import Pairs
from benchmarks.town.stock import stock
from benchmarks.town.town import BLOCK, Town
from domain.match import Match
from matching.additive import Additive, shipped
from matching.score import SCORER, scorer, scorers

WIDTH = 160  # columns where stdout is no terminal
TEXT = "text alone"
BEST = ", one a listing"

Scores = dict[str, NDArray[np.float64]]


def arguments() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ranking", description=__doc__)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of marks and titles")
    parser.add_argument(
        "--listings", type=int, default=MILLION, help="of the town, in thousands; 0.2 % of them infringe"
    )
    parser.add_argument("--rights", type=int, default=320_000, help="of its registry")
    parser.add_argument("--genuine", type=int, default=4_000, help="real brand-shop titles that are offered as genuine")
    parser.add_argument(
        "--part", type=Part, choices=[Part.TUNE, Part.CHECK], default=Part.CHECK, help="half of the town"
    )
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--keep", type=Path, help="keep what was matched in this file, and take it from there if it is there"
    )
    parser.add_argument("--json", type=Path, default=ROOT / "var" / "bench" / "ranking.json", help="where results go")
    return parser


def scores(pairs: Pairs) -> Scores:
    """Every scorer's scores of the same pairs."""
    found: Scores = {
        TEXT: np.max([pairs.column(name) for name in NAMES], axis=0).astype(np.float64),
        SCORER: pairs.table.astype(np.float64),
    }
    for name in shipped():
        fitted = scorer(name)
        assert isinstance(fitted, Additive)
        found[name] = fitted.calibrated(fitted.odds(pairs.compared(fitted), len(pairs.true)))
        found[name + BEST] = np.where(_best(pairs, found[name]), found[name], 0.0)
    return found


def _best(pairs: Pairs, score: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether each pair is the best of its listing: what is left of a queue that shows a listing once."""
    order, first = pairs.by_listing(score)
    found = np.zeros(len(order), np.bool_)
    found[order[first]] = True
    return found


def rescoring(pairs: Pairs, most: int = 20_000) -> dict[str, float]:
    """Microseconds of processor time that a scorer takes for a pair, one by one as in a match."""
    from domain.signal import Role, Signal
    from matching.rule import rules

    roles = {name: rule.role for name, rule in rules().items()}
    rows = Random(1).sample(range(len(pairs.true)), min(most, len(pairs.true)))
    names = [str(name) for name in pairs.signals]
    made = [
        [
            Signal(name, roles.get(name, Role.QUALIFIER), float(value), "", "", "")
            for name, value in zip(names, pairs.strength[row].tolist(), strict=True)
            if value
        ]
        for row in rows
    ]
    took = {}
    for name in (SCORER, *shipped()):
        one = scorer(name)
        began = time.process_time()
        for signals in made:
            one.score(signals)
        took[name] = (time.process_time() - began) / len(made) * 1e6
    return took


def main() -> None:
    """Runs what the command line asks for."""
    options = arguments().parse_args()
    console = Console() if sys.stdout.isatty() else Console(width=WIDTH)
    absent = [name for name in FILES if not (options.data / name).is_file()]
    if absent:
        console.print(f"benchmarks.ranking is skipped: {options.data} has no {', '.join(absent)}")
        return
    began = time.monotonic()
    stocked = stock(options.data, options.part, options.seed, options.rights)
    town = Town.of(stocked, options.listings, options.seed)
    offered = genuine(stocked, options.genuine, Random(options.seed))
    pairs, matched = _matched(town, offered, options)
    found = scores(pairs)
    measured = {name: measure(pairs, score, name in shipped()) for name, score in found.items()}
    limits = {name: _limit(score, pairs.listings) for name, score in found.items() if name in scorers()}
    leads = Genuine.of(offered, matched, limits)
    took = rescoring(pairs)
    printed.show(pairs, measured, console)
    printed.show_rest(leads, took, pairs, console)
    folder = options.json.parent
    folder.mkdir(parents=True, exist_ok=True)
    said = _json(pairs, measured, found, leads, took) | {"part": options.part, "seed": options.seed}
    options.json.write_text(json.dumps(said, ensure_ascii=False, indent=1), encoding="utf-8")
    leads.write(folder / "ranking-genuine.tsv")
    printed.write_first(town, pairs, found, folder / "ranking-first.tsv")
    console.print(f"{time.monotonic() - began:.0f} s; written to {options.json} and beside it")


def _matched(town: Town, offered: list[Offered], options: argparse.Namespace) -> tuple[Pairs, list[list[Match]]]:
    """The pairs of the town, and the matches of genuine titles; matched once where they are to be kept."""
    if options.keep and options.keep.is_file():
        found: tuple[Pairs, list[list[Match]]] = pickle.loads(options.keep.read_bytes())  # noqa: S301 (written below)
        return found
    with Looking(town, options.workers) as looking:
        pairs = looking.pairs(range(max(1, options.listings // BLOCK)))
        matched = looking.matches([one.listing for one in offered])
    if options.keep:
        options.keep.write_bytes(pickle.dumps((pairs, matched)))
    return pairs, matched


def _limit(score: NDArray[np.float64], listings: int) -> float:
    """The score of the last pair that the reviewers of a million listings get to see."""
    last = max(1, round(BUDGET * listings / MILLION))
    return float(np.sort(score)[::-1][min(last, len(score)) - 1])


def _json(
    pairs: Pairs, measured: dict[str, Measured], found: Scores, leads: Genuine, took: dict[str, float]
) -> dict[str, object]:
    return {
        "listings": pairs.listings,
        "pairs": len(pairs.true),
        "true": pairs.all_true,
        "missed": int(pairs.missed.sum()),
        "scorers": {name: one.to_json() for name, one in measured.items()},
        "reliability": {name: reliability(pairs.true, score) for name, score in found.items() if name in shipped()},
        "genuine": leads.to_json(),
        "microseconds a pair": took,
        "match, microseconds a listing": pairs.seconds / pairs.listings * 1e6,
    }


if __name__ == "__main__":
    main()
