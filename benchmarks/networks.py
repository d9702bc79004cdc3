"""Planted rings among honest sellers: who is put together, beside connected components of whatever is shared.

Each market is written as a night's listings and goes through the two stages of a night as it would there. The seeds are
others than those that the weights were fitted on (1 to 4).
"""

import argparse
import json
import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.ringed.market import Market, Shop
from benchmarks.ringed.membership import Membership, membership
from domain.listing import Listing
from domain.listing_json import write_line
from domain.match import Match
from domain.network import GroupKind
from domain.right import Right, RightKind, RightStatus
from domain.signal import Role, Signal
from domain.source import Source
from flows import facts_file
from flows.facts_stage import facts
from flows.house import House, open_house
from flows.networks_stage import join_sellers
from flows.runs import Run
from flows.watch import Silent
from leads.grouping import Links
from leads.store import Found
from settings import Settings

SEEDS = (11, 12, 13)
HONEST, RINGS = 10_000, 50
LARGE = 5  # times as many sellers: half a million listings
AT = datetime(2026, 11, 27, 20, tzinfo=UTC)
NAIVE = (0, 60, 10)  # holders from which on the naive way leaves a fact out, 0 for never


@dataclass(frozen=True, slots=True)
class Result:
    """One market: how it was grouped by each way, and what ours took: processor seconds, MB resident at most."""

    seed: int
    listings: int
    sellers: int
    ways: dict[str, Membership]
    facts_seconds: float
    join_seconds: float
    peak_mb: float

    def to_json(self) -> dict[str, Any]:
        """For the results."""
        ways = {name: one.to_json() for name, one in self.ways.items()}
        return {name: getattr(self, name) for name in self.__slots__} | {"ways": ways}


def measure(seed: int, times: int = 1, *, naive: bool = True) -> Result:
    """One market through the stages."""
    with TemporaryDirectory(prefix="networks-") as folder:
        base = Path(folder)
        house = open_house(Settings(data_dir=base / "data", database_url="", picture_memory=0))
        run = Run("20261127T200000Z-aaaaaa", base / "data" / "runs" / "20261127T200000Z-aaaaaa", AT)
        source = Source("made", "feed", ("feed.jsonl",))
        run.source(source.name).mkdir(parents=True)
        shops, listings = _written(Market(seed, HONEST * times, RINGS * times), house, run, source)
        began = time.process_time()
        facts(house, source, run, Silent())
        noted = time.process_time()
        join_sellers(house, run)
        ended = time.process_time()
        ring_of = {f"made/{shop.name}": shop.ring for shop in shops.values()}
        raised = [one.sellers for one in house.leads.networks.find(10**6) if one.kind is not GroupKind.MASS]
        ways = {"markhound": membership([one for one in raised if len(one) > 1], ring_of)}
        if naive:
            suspected = {f"made/{shop.name}" for shop in shops.values() if shop.rights}
            for most in NAIVE:
                called = f"any shared fact of at most {most} sellers" if most else "any shared fact"
                ways[called] = membership(_components(run.source("made"), house, ring_of, suspected, most), ring_of)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Result(seed, listings, len(shops), ways, noted - began, ended - noted, peak)


def _written(market: Market, house: House, run: Run, source: Source) -> tuple[dict[str, Shop], int]:
    """Writes the listings of a night, and queues a lead for each right of a shop."""
    shops: dict[str, Shop] = {}
    found: list[Found] = []
    count = 0
    folder = run.source(source.name)
    with (folder / "listings.jsonl").open("w", encoding="utf-8") as lines:
        for shop, listing in market.listings():
            lines.write(write_line(listing, folder))
            count += 1
            if shop.name not in shops:
                found += [_lead(listing, right) for right in shop.rights]
            shops[shop.name] = shop
    house.leads.queue(found, run.run_id, AT)
    return shops, count


def _lead(listing: Listing, right_id: str) -> Found:
    right = Right(right_id, RightKind.TRADEMARK, f"Mark {right_id}", holder="Made Works", status=RightStatus.REGISTERED)
    signal = Signal("mark_in_title", Role.MAIN, 0.9, "", "", "The title refers to it.")
    return Found(listing, right, Match(listing.listing_id, right_id, 0.9, "made", (signal,)))


def _components(
    folder: Path, house: House, ring_of: dict[str, int], suspected: set[str], most: int
) -> list[list[str]]:  # fmt: skip
    """Connected components of sellers that share any fact, those with a lead in them."""
    rows = facts_file.read(folder / facts_file.NAME)
    assert rows is not None
    salt = house.leads.networks.salt()
    names = {facts_file.seller_key(name, salt): name for name in ring_of}
    holders: dict[int, list[int]] = {}
    for fact, seller in zip(rows["fact"].tolist(), rows["seller"].tolist(), strict=True):
        holders.setdefault(fact, []).append(seller)
    links = Links()
    for among in holders.values():
        if not most or len(among) <= most:
            for seller in among[1:]:
                links.join(names[among[0]], names[seller])
    parts: dict[str, list[str]] = {}
    for name in ring_of:
        parts.setdefault(links.root(name), []).append(name)
    return [part for part in parts.values() if len(part) > 1 and suspected & set(part)]


def show(results: Sequence[Result], console: Console) -> None:
    """Prints what was measured."""
    for one in results:
        title = (
            f"seed {one.seed}: {one.listings:,} listings of {one.sellers:,} sellers; "
            f"facts {one.facts_seconds:.0f} s, joining {one.join_seconds:.1f} s of processor, {one.peak_mb:.0f} MB"
        )
        table = Table(title=title, title_justify="left")
        for column in ("way", "precision", "recall", "groups", "largest", "two rings", "no ring", "rings found"):
            table.add_column(column)
        for name, way in one.ways.items():
            counts = (way.groups, way.largest, way.mixed, way.honest, way.rings)
            table.add_row(name, f"{way.precision:.4f}", f"{way.recall:.3f}", *(f"{number:,}" for number in counts))
        console.print(table)


def main() -> None:
    """`python -m benchmarks.networks --json var/bench/networks.json`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--seeds", type=int, nargs="+", default=SEEDS)
    parser.add_argument("--large", action="store_true", help="a market of half a million listings too (two minutes)")
    asked = parser.parse_args()
    results = [measure(seed) for seed in asked.seeds]
    if asked.large:
        results.append(measure(asked.seeds[0], LARGE, naive=False))
    show(results, Console(width=120))
    asked.json.parent.mkdir(parents=True, exist_ok=True)
    asked.json.write_text(json.dumps([one.to_json() for one in results], indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
