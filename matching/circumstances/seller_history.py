"""What reviewers decided about the seller's other offers."""

from domain.signal import Role, Signal
from matching.circumstance import CircumstanceRule, Circumstances

NAME = "seller_history"
DOUBT = 2.0  # decisions of each kind that everybody is taken to have already, so that one decision says little


def see(known: Circumstances) -> Signal | None:
    """Reviewers confirmed other offers of this seller (for), or dismissed them (against)."""
    shop = known.shop
    if shop is None or not (shop.confirmed or shop.dismissed):
        return None
    strength = (shop.confirmed - shop.dismissed) / (shop.confirmed + shop.dismissed + 2 * DOUBT)
    if strength == 0:
        return None
    seller = known.listing.seller
    return Signal(
        name=NAME,
        role=Role.QUALIFIER,
        strength=strength,
        listing_value=seller.name or seller.seller_id,
        right_value="",
        detail=f"Of this seller's other offers, reviewers confirmed {shop.confirmed} and dismissed {shop.dismissed}.",
    )


RULE = CircumstanceRule(NAME, see)
