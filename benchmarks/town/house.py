"""What the town's house knows beyond each page, as the weigh stage of a sweep gathers it, brought to the pairs.

The signals are those of matching/circumstances/; what they are told is gathered from the pairs of the whole town, and
from what the town says of its shops: what was decided about them before, and since when they are there. No pictures.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from benchmarks.town.people import Shop as Known
from benchmarks.town.town import Town
from domain.listing import Listing, Seller
from domain.match import Match
from domain.signal import Signal
from matching.circumstance import Circumstances, Shop, Usual, circumstance_rules, floor
from matching.gathered import CLEAR, ENOUGH, HIDING, MOST, usual_of

CURRENCY = "CNY"
QUEUED = 0.5  # the shipped MARKHOUND_MIN_SCORE
OF_PRICE = "price_low"  # the one signal that looks at the pair; the others look at the seller


@dataclass(frozen=True)
class Offers:
    """What the pairs say that circumstances are gathered from.

    Attributes:
        sellers: ids, by number.
        offered: listings of each seller, those without pairs too.
        seller, right, goods: int64[pairs], numbers; goods of the words in which `goods_class` names them.
        price: float64[pairs], 0 where unknown.
        hides: bool[pairs], whether this is the likeliest right of an offer that seems to hide or copy it.
        hiding: bool[pairs], whether the pair's offer does.
    """

    sellers: Sequence[str]
    offered: Mapping[str, int]
    seller: NDArray[np.int64]
    right: NDArray[np.int64]
    goods: NDArray[np.int64]
    price: NDArray[np.float64]
    hides: NDArray[np.bool_]
    hiding: NDArray[np.bool_]


def hides(match: Match) -> bool:
    """Whether a match of an offer is kept for the weigh stage, and seems to hide or copy."""
    kept = match.score >= floor(QUEUED)
    return kept and any(signal.name in HIDING and signal.strength >= CLEAR for signal in match.signals)


def circumstances(town: Town, offers: Offers) -> dict[str, NDArray[np.float32]]:
    """Strengths of every signal of circumstances, float32[pairs]."""
    rules = circumstance_rules()
    found = {name: np.zeros(len(offers.seller), np.float32) for name in rules}
    shops = _shops(town, offers)
    for name, rule in rules.items():
        if name != OF_PRICE:
            # Of an offer that hides itself, one less of the shop's others does.
            of_seller = [[_strength(rule.see(_about(shop))) for shop in some] for some in (shops, map(_other, shops))]
            found[name] = np.array(of_seller, np.float32)[offers.hiding.astype(np.int64), offers.seller]
    see = rules[OF_PRICE].see
    for group, usual in _usual(offers):
        for at in group[offers.price[group] < usual.middle].tolist():
            found[OF_PRICE][at] = _strength(see(_about(None, usual, float(offers.price[at]))))
    return found


def _shops(town: Town, offers: Offers) -> list[Shop]:
    holders: dict[int, set[str]] = defaultdict(set)
    for seller, right in set(
        zip(offers.seller[offers.hides].tolist(), offers.right[offers.hides].tolist(), strict=True)
    ):
        if town.stock.rights[right].holder:
            holders[seller].add(town.stock.rights[right].holder)
    usual = float(np.median(list(offers.offered.values()))) if offers.offered else 0.0
    hiding = np.bincount(offers.seller[offers.hides], minlength=len(offers.sellers)).tolist()
    share = offers.hides.sum() / max(1, sum(offers.offered.values()))
    made = []
    for number, name in enumerate(offers.sellers):
        known = town.people.known.get(name, Known(Seller(name)))
        own = tuple(sorted(holders.get(number, ())))
        offered = offers.offered[name]
        made.append(
            Shop(known.confirmed, known.dismissed, own, offered, usual, known.days, hiding[number], float(share))
        )
    return made


def _other(shop: Shop) -> Shop:
    return replace(shop, hiding=max(0, shop.hiding - 1))


def _usual(offers: Offers) -> list[tuple[NDArray[np.int64], Usual]]:
    """Pairs of a right and one kind of goods that are priced, with what such offers usually cost."""
    priced = np.flatnonzero(offers.price > 0)
    order = priced[np.lexsort((offers.goods[priced], offers.right[priced]))]
    if not len(order):
        return []
    keys = np.stack([offers.right[order], offers.goods[order]])
    ends = np.flatnonzero((keys[:, 1:] != keys[:, :-1]).any(axis=0)) + 1
    found = []
    for group in np.split(order, ends):
        usual = usual_of(offers.price[group[:MOST]].tolist(), CURRENCY) if len(group) >= ENOUGH else None
        if usual is not None:
            found.append((group, usual))
    return found


def _about(shop: Shop | None, usual: Usual | None = None, price: float = 0.0) -> Circumstances:
    listing = Listing("", "", "", price=Decimal(str(price)), currency=CURRENCY)
    return Circumstances(listing, Match("", "", 0.0, "", ()), shop, usual)


def _strength(signal: Signal | None) -> float:
    return signal.strength if signal else 0.0
