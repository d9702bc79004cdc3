"""The results as tables, and the first of each queue as a list to be read."""

import csv
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks.town.genuine import AS_QUEUED, Genuine
from benchmarks.town.measure import BUDGET, DEPTHS, TOP, Measured
from benchmarks.town.pairs import Pairs
from benchmarks.town.town import BLOCK, Town

ASKED = {
    "precision in the first 1,000": "≥ 95 %",
    "recall in the first 3,000": "≥ 85 %",
    "AUC given the mark": "≥ 0.95",
}
FIRST = 300  # false leads of each queue that are listed


def show(pairs: Pairs, measured: Mapping[str, Measured], console: Console) -> None:
    """The figures side by side."""
    console.print(
        f"{pairs.listings:,} listings, {pairs.all_true:,} infringing pairs ({pairs.missed.sum():,} not proposed), "
        f"{len(pairs.true):,} pairs; depths are those of a million listings"
    )
    table = _table("", "asked", *measured)
    for depth in DEPTHS:
        asked = ASKED["precision in the first 1,000"] if depth == TOP else ""
        cells = []
        for one in measured.values():
            low, high = one.depths[depth][0].interval
            cells.append(f"{one.depths[depth][0].value:.1%} ({low:.1%}–{high:.1%})")
        table.add_row(f"precision in the first {depth:,}", asked, *cells)
    for depth in DEPTHS:
        asked = ASKED["recall in the first 3,000"] if depth == BUDGET else ""
        table.add_row(
            f"recall in the first {depth:,}", asked, *(f"{one.depths[depth][1]:.1%}" for one in measured.values())
        )
    table.add_row("AUC given the mark", ASKED["AUC given the mark"], *(f"{one.auc:.4f}" for one in measured.values()))
    table.add_row("ties in the first 1,000", "< 1 %", *(f"{one.ties:.2%}" for one in measured.values()))
    for name in dict.fromkeys(name for one in measured.values() for name in one.ece):
        cells = [f"{one.ece[name]:.4f}" if name in one.ece else "" for one in measured.values()]
        table.add_row(f"ECE, {name}", "≤ 0.03", *cells)
    console.print(table)
    _show_kinds(measured, console)


def _show_kinds(measured: Mapping[str, Measured], console: Console) -> None:
    table = _table("infringing, found in the first 3,000", "of", *measured)
    for kind, share in next(iter(measured.values())).found.items():
        table.add_row(kind, f"{share.of:,}", *(f"{one.found[kind].value:.1%}" for one in measured.values()))
    console.print(table)
    table = _table("false leads in the first 1,000, by kind of offer", "", *measured)
    for kind in dict.fromkeys(kind for one in measured.values() for kind in one.wrong):
        table.add_row(kind, "", *(str(one.wrong.get(kind, 0)) for one in measured.values()))
    console.print(table)


def show_rest(leads: Genuine, took: Mapping[str, float], pairs: Pairs, console: Console) -> None:
    """Genuine titles, and what scoring costs."""
    table = _table("false leads per 1,000 genuine titles", "", "sold by the brand's shop", "no seller named")
    for name in dict.fromkeys(name for name, _, _ in leads.leads):
        for said in ("reviewed", f"from {AS_QUEUED}"):
            cells = (f"{leads.per_thousand(name, said, own):.1f}" for own in (True, False))
            table.add_row(name, said, *cells)
    console.print(table)
    listing = pairs.seconds / pairs.listings * 1e6
    each = len(pairs.true) / pairs.listings
    costs = ", ".join(
        f"{name} {us:.1f} µs a pair ({us * each / listing:.1%} of the match)" for name, us in took.items()
    )
    console.print(f"match {listing:.0f} µs a listing of processor time; scoring: {costs}")


def write_first(town: Town, pairs: Pairs, found: Mapping[str, NDArray[np.float64]], path: Path) -> None:
    """The first false leads of each queue with their titles, and the last true ones that are missing."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t")
        writer.writerow(("scorer", "what", "place", "score", "kind", "title", "seller", "price", "right", "signals"))
        for name, score in found.items():
            order = np.argsort(-score, kind="stable")
            wrong = [(at, row) for at, row in enumerate(order[:TOP].tolist()) if not pairs.true[row]][:FIRST]
            missing = [(at, row) for at, row in enumerate(order.tolist()) if at >= BUDGET and pairs.true[row]][:FIRST]
            for what, rows in (("false", wrong), ("missing", missing)):
                for at, row in rows:
                    writer.writerow([name, what, at, round(float(score[row]), 4), *_told(town, pairs, row)])


def _told(town: Town, pairs: Pairs, row: int) -> list[str]:
    block, at = divmod(int(pairs.listing[row]), BLOCK)
    listing, truth, _ = town.block(block)[at]
    right = town.stock.rights[int(pairs.right[row])]
    spoken = "; ".join(
        f"{name} {value:+.2f}" for name, value in zip(pairs.signals, pairs.strength[row].tolist(), strict=True) if value
    )
    said = f"{right.mark_text} {'/'.join(right.aliases)}"
    return [truth.kind, listing.title, listing.seller.name, str(listing.price), said, spoken]


def _table(*heads: str) -> Table:
    table = Table()
    for number, head in enumerate(heads):
        table.add_column(head, justify="left" if number == 0 else "right")
    return table
