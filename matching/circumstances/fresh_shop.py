"""A new shop that is full at once."""

from domain.signal import Role, Signal
from matching.circumstance import CircumstanceRule, Circumstances

NAME = "fresh_shop"
DAYS = 60  # a shop is new for so long
LARGE = 3.0  # times what shops of its source have
LEAST = 20  # offers


def see(known: Circumstances) -> Signal | None:
    """The shop was first seen a few weeks ago and has far more offers than others, as shops that are soon closed do."""
    shop = known.shop
    if shop is None or shop.days is None or shop.days > DAYS:
        return None
    if shop.offers < max(LEAST, LARGE * shop.usual_offers):
        return None
    return Signal(
        name=NAME,
        role=Role.QUALIFIER,
        strength=1 - shop.days / (2 * DAYS),
        listing_value=known.listing.seller.name or known.listing.seller.seller_id,
        right_value="",
        detail=f"The shop was first seen {shop.days} day(s) ago and has {shop.offers} offers; the usual shop of its "
        f"source has {shop.usual_offers:.0f}.",
    )


RULE = CircumstanceRule(NAME, see)
