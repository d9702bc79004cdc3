"""What the matches of one run say together: prices of offers that refer to a right, and what its shops offer."""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from hashlib import blake2b
from heapq import heapify, heappushpop
from statistics import median

from domain.listing import Listing
from domain.match import Match
from matching.circumstance import Usual

ENOUGH = 8  # offers: the median of fewer is hardly more than one of them
MOST = 200  # prices kept of a right, currency and class; a sample by content, so that every run keeps the same
DEAREST = 10**12  # beyond it a price is a slip or a joke
GOODS = "goods_class"
HIDING = frozenset({"counterfeit_words", "picture_copy", "picture_part", "disguise", "evasive_contact"})
"""Signals of an offer that hides or copies. A shop that names many brands openly is a shop."""
CLEAR = 0.5  # strength from which they say so

PriceKey = tuple[str, str, str]
"""right_id, currency, classes of the goods as `goods_class` read them."""


class Gathered:
    """Gathers offers one by one; memory grows with shops and with rights that are referred to."""

    def __init__(self) -> None:
        self._prices: dict[PriceKey, list[tuple[int, float]]] = defaultdict(list)
        self._offers: Counter[str] = Counter()
        self._hidden: dict[str, set[str]] = defaultdict(set)
        self._hiding: dict[str, set[str]] = defaultdict(set)
        self._offered = self._hid = 0

    def count(self, seller: str) -> None:
        """Takes in an offer of that seller, "" for unknown, whether or not it matches."""
        if seller:
            self._offers[seller] += 1
            self._offered += 1

    def add(self, listing: Listing, matches: Sequence[Match]) -> None:
        """Takes in the matches of an offer."""
        seller = seller_of(listing)
        for match in matches:
            if (key := price_key(listing, match)) and listing.price is not None:
                self._keep(key, listing.listing_id, float(listing.price))
        # The likeliest right only: what hides one name lifts every other that the listing seems to hold.
        best = max(matches, key=lambda match: match.score, default=None)
        if seller and best and any(one.name in HIDING and one.strength >= CLEAR for one in best.signals):
            self._hidden[seller].add(best.right_id)
            self._hiding[seller].add(listing.listing_id)
            self._hid += 1

    def usual(self, key: PriceKey, before: Sequence[float] = ()) -> Usual | None:
        """What offers of that kind cost: those known from before if they are enough, else those of this run."""
        prices = before if len(before) >= ENOUGH else [price for _, price in self._prices.get(key, ())]
        return usual_of(prices, key[1])

    def offers(self, seller: str) -> int:
        """How many offers a shop has."""
        return self._offers[seller]

    def hiding(self, seller: str, listing_id: str) -> int:
        """How many offers of a shop, that one not counted, seem to hide or copy."""
        own: Collection[str] = self._hiding.get(seller, ())
        return len(own) - (listing_id in own)

    @property
    def by_chance(self) -> float:
        """Share of all offers that seem to hide or copy, 0..1."""
        return self._hid / max(1, self._offered)

    @property
    def usual_offers(self) -> float:
        """The median number of offers of a shop; 0 where no page names its seller."""
        return float(median(self._offers.values())) if self._offers else 0.0

    @property
    def hidden(self) -> Mapping[str, frozenset[str]]:
        """Ids of the rights that a shop's offers hide or copy, by shop."""
        return {seller: frozenset(rights) for seller, rights in self._hidden.items()}

    def _keep(self, key: PriceKey, listing_id: str, price: float) -> None:
        place = -int.from_bytes(blake2b(listing_id.encode("utf-8", "surrogatepass"), digest_size=6).digest())
        kept = self._prices[key]
        if len(kept) < MOST:
            kept.append((place, price))
            if len(kept) == MOST:
                heapify(kept)
        else:
            heappushpop(kept, (place, price))


def price_key(listing: Listing, match: Match) -> PriceKey | None:
    """Which offers its price is compared with; None where it says none that anybody would pay."""
    if listing.price is None or not 0 < listing.price < DEAREST:
        return None
    goods = next((one.listing_value[:40] for one in match.signals if one.name == GOODS), "")
    return (match.right_id, listing.currency[:8], goods)


def seller_of(listing: Listing) -> str:
    """A seller within its source: the marketplace's id, else the name, else ""."""
    return listing.seller.seller_id or listing.seller.name


def usual_of(prices: Sequence[float], currency: str) -> Usual | None:
    """The usual price of such offers; None where they are too few."""
    if len(prices) < ENOUGH:
        return None
    middle = median(prices)
    spread = 1.4826 * median(abs(math.log(price / middle)) for price in prices)
    return Usual(middle, spread, len(prices), currency)
