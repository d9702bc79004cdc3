"""Matching a town, block by block on several processes, into arrays."""

import multiprocessing
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from numpy.typing import NDArray

from benchmarks.town import infringing, lawful
from benchmarks.town.house import Offers, circumstances, hides
from benchmarks.town.pairs import Pairs
from benchmarks.town.stock import TODAY
from benchmarks.town.town import BLOCK, Town
from domain.listing import Listing
from domain.match import Match
from flows import compile_rights
from flows.match_file import open_matcher
from matching.gathered import GOODS
from matching.match import Matcher
from matching.rule import rules
from matching.score import QUALIFIERS, shown, summed

TOP = 8  # rights of a listing: more than a queue takes, so that another scorer may choose others
LEAST = 0.02  # by the readable table; what it puts lower comes to no queue, and would fill the memory
BATCH = 250  # listings that are matched together
KINDS = (*infringing.KINDS, *lawful.KINDS, "background")

_TOWN: Town | None = None
_MATCHER: Matcher | None = None
_PLACES: dict[str, int] = {}


@dataclass(frozen=True, slots=True)
class Row:
    """One pair of a block."""

    listing: int
    right: int
    seller: str
    kind: int
    met: bool
    true: bool
    score: float
    price: float
    goods: str
    hides: bool
    strengths: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of a block."""

    rows: Sequence[Row]
    missed: Counter[int]
    offered: Counter[int]
    sellers: Counter[str]
    seconds: float


class Looking:
    """A town's registry, compiled, and processes that match with it.

    Args:
        town: whose blocks are matched.
        workers: processes.
    """

    def __init__(self, town: Town, workers: int) -> None:
        self._town = town
        self._workers = workers
        self._stack = ExitStack()

    def __enter__(self) -> "Looking":
        snapshot = Path(self._stack.enter_context(TemporaryDirectory(prefix="markhound-town-"))) / "rights"
        compile_rights.write(iter(self._town.stock.rights), snapshot)
        # Forked, so that the town's real titles are read once; nothing here has threads of its own yet.
        context = multiprocessing.get_context("fork")
        self._pool = self._stack.enter_context(context.Pool(self._workers, _begin, (self._town, snapshot)))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def pairs(self, blocks: range) -> Pairs:
        """Matches those blocks of the town."""
        return _gathered(self._town, self._pool.imap(_block, blocks), len(blocks) * BLOCK)

    def matches(self, listings: Sequence[Listing]) -> list[list[Match]]:
        """Matches other listings with the town's registry."""
        parts = [listings[at : at + BATCH] for at in range(0, len(listings), BATCH)]
        return [matches for part in self._pool.imap(_matches, parts) for matches in part]


def look(town: Town, blocks: range, workers: int) -> Pairs:
    """Matches those blocks of a town."""
    with Looking(town, workers) as looking:
        return looking.pairs(blocks)


def _begin(town: Town, snapshot: Path) -> None:
    global _TOWN, _MATCHER
    _TOWN, _MATCHER = town, open_matcher(snapshot)
    _PLACES.update({right.right_id: place for place, right in enumerate(town.stock.rights)})


def _block(number: int) -> Looked:
    assert _TOWN is not None
    offers = _TOWN.block(number)
    began = time.process_time()
    found: list[list[Match]] = []
    for start in range(0, len(offers), BATCH):
        found += _matches([listing for listing, _, _ in offers[start : start + BATCH]])
    seconds = time.process_time() - began
    rows, missed, offered = [], Counter[int](), Counter[int]()
    for at, ((listing, truth, _), matches) in enumerate(zip(offers, found, strict=True)):
        kind = KINDS.index(truth.kind)
        offered[kind] += 1
        missed[kind] += truth.infringes and truth.right_id not in {match.right_id for match in matches}
        for nth, match in enumerate(matches):
            met = match.right_id == truth.right_id
            strengths = tuple((signal.name, signal.strength) for signal in match.signals)
            goods = next((signal.listing_value for signal in match.signals if signal.name == GOODS), "")
            rows.append(
                Row(number * BLOCK + at, _PLACES[match.right_id], listing.seller.seller_id, kind, met,
                    met and truth.infringes, match.score, float(listing.price or 0), goods, not nth and hides(match),
                    strengths)
            )  # fmt: skip
    sellers = Counter(listing.seller.seller_id for listing, _, _ in offers)
    return Looked(rows, missed, offered, sellers, seconds)


def _matches(listings: Sequence[Listing]) -> list[list[Match]]:
    assert _MATCHER is not None
    return _MATCHER.match([(listing, TODAY) for listing in listings], TOP, LEAST)


def _gathered(town: Town, blocks: Iterator[Looked], listings: int) -> Pairs:
    names = list(rules())
    columns = {name: at for at, name in enumerate(names)}
    sellers: dict[str, int] = {}
    goods: dict[str, int] = {}
    missed, offered, shops, seconds = Counter[int](), Counter[int](), Counter[str](), 0.0
    strengths, numbers, flags, floats = [], [], [], []
    for block in blocks:
        strength = np.zeros((len(block.rows), len(names)), np.float32)
        for at, row in enumerate(block.rows):
            for name, value in row.strengths:
                strength[at, columns[name]] = value
        strengths.append(strength)
        numbers.append(
            np.array(
                [
                    (r.listing, r.right, sellers.setdefault(r.seller, len(sellers)), r.kind,
                     goods.setdefault(r.goods, len(goods)))
                    for r in block.rows
                ],
                np.int64,
            ).reshape(-1, 5)
        )  # fmt: skip
        flags.append(np.array([(row.met, row.true, row.hides) for row in block.rows], np.bool_).reshape(-1, 3))
        floats.append(np.array([(row.score, row.price) for row in block.rows], np.float64).reshape(-1, 2))
        missed.update(block.missed)
        offered.update(block.offered)
        shops.update(block.sellers)
        seconds += block.seconds
    listing, right, seller, kind, good = np.concatenate(numbers).T
    met, true, hidden = np.concatenate(flags).T
    table, price = np.concatenate(floats).T
    known = circumstances(
        town, Offers(list(sellers), shops, seller, right, good, price, hidden, np.isin(listing, listing[hidden]))
    )
    return Pairs(
        signals=np.array([*names, *known]),
        kinds=np.array(KINDS),
        strength=np.hstack([np.concatenate(strengths), *(column[:, None] for column in known.values())]),
        listing=listing,
        right=right,
        seller=seller,
        kind=kind,
        met=met,
        true=true,
        table=_weighed(table, known),
        listings=listings,
        missed=np.array([missed[at] for at in range(len(KINDS))], np.int64),
        offered=np.array([offered[at] for at in range(len(KINDS))], np.int64),
        seconds=seconds,
    )


def _weighed(table: NDArray[np.float64], known: Mapping[str, NDArray[np.float32]]) -> NDArray[np.float64]:
    """The readable table's scores with circumstances; those of pages come rounded, so hardly a digit is lost."""
    odds = summed(table)
    for name, strength in known.items():
        odds += QUALIFIERS[name] * strength
    return shown(odds)
