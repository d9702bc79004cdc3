"""Other offers of the shop that hide or copy."""

import math

from domain.signal import Role, Signal
from matching.circumstance import CircumstanceRule, Circumstances

NAME = "shop_hides"
DEALER = 0.2  # share of offers that hide or copy in a shop that deals in copies: many are described honestly
LEAST_CHANCE = 0.002  # share of other shops' offers that look so; a night without any must not make one offer a proof
SURE = 6.0  # natural logarithm of the likelihood ratio from which more says no more


def see(known: Circumstances) -> Signal | None:
    """More of the shop's other offers tonight hide a name, copy, or speak of copies than chance would give it."""
    shop = known.shop
    if shop is None or not shop.hiding:
        return None
    others = max(shop.offers - 1, shop.hiding)
    chance = min(max(shop.by_chance, LEAST_CHANCE), DEALER)
    # How much likelier such a shop is among dealers in copies than among all: a likelihood ratio of two binomials.
    ratio = shop.hiding * math.log(DEALER / chance) + (others - shop.hiding) * math.log((1 - DEALER) / (1 - chance))
    if ratio <= 0:
        return None
    return Signal(
        name=NAME,
        role=Role.QUALIFIER,
        strength=min(1.0, ratio / SURE),
        listing_value=known.listing.seller.name or known.listing.seller.seller_id,
        right_value="",
        detail=f"Tonight {shop.hiding} of {others} other offers of this shop seem to hide a name or to copy; of all "
        f"offers {chance:.1%} do.",
    )


RULE = CircumstanceRule(NAME, see)
