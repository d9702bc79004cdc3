"""A price far under what such offers usually cost."""

import math

from domain.signal import Role, Signal
from matching.circumstance import CircumstanceRule, Circumstances

NAME = "price_low"
BEGINS = 0.5  # of the usual price: sales and second-hand goods reach that
SURE = 0.05  # of it: from here down the price could not say more
USUAL_SWING = 2.0  # spreads below the usual price that such prices reach by themselves
LEAST_SPREAD = 0.25  # prices that all shops copy from one another must not make a tenth less an alarm


def see(known: Circumstances) -> Signal | None:
    """The price is far under what offers that refer to this right, for such goods, usually cost."""
    usual, price = known.usual, known.listing.price
    if usual is None or price is None or price <= 0 or known.listing.currency != usual.currency:
        return None
    under = math.log(usual.middle) - math.log(float(price))
    begins = max(-math.log(BEGINS), USUAL_SWING * max(usual.spread, LEAST_SPREAD))
    if under <= begins:
        return None
    strength = min(1.0, (under - begins) / (-math.log(SURE) + math.log(BEGINS)) + 0.1)
    share = math.exp(-under)
    return Signal(
        name=NAME,
        role=Role.QUALIFIER,
        strength=strength,
        listing_value=f"{price} {usual.currency}",
        right_value=f"{usual.middle:.2f} {usual.currency}",
        detail=f"The price is {share:.0%} of what {usual.offers} such offers usually cost.",
    )


RULE = CircumstanceRule(NAME, see)
