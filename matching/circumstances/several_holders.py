"""One shop that hides or copies the rights of several holders."""

from domain.signal import Role, Signal
from matching.circumstance import CircumstanceRule, Circumstances

NAME = "several_holders"
LEAST = 3  # holders: a shop that sells the goods of one or two may know them
NAMED = 4  # of them stand in the sentence's value


def see(known: Circumstances) -> Signal | None:
    """Offers of this shop seem to hide or copy the rights of several holders who have nothing to do with each other."""
    shop = known.shop
    if shop is None or len(shop.holders) < LEAST:
        return None
    # A shop of ten thousand offers has some that look so by chance.
    beyond = 1 - shop.by_chance * shop.offers / len(shop.holders)
    if beyond <= 0:
        return None
    more = len(shop.holders) - NAMED
    return Signal(
        name=NAME,
        role=Role.QUALIFIER,
        strength=beyond * (1 - LEAST / (2 * len(shop.holders))),
        listing_value=known.listing.seller.name or known.listing.seller.seller_id,
        right_value="; ".join(shop.holders[:NAMED]) + (f"; {more} more" if more > 0 else ""),
        detail=f"Tonight offers of this shop seem to hide or copy the rights of {len(shop.holders)} holders.",
    )


RULE = CircumstanceRule(NAME, see)
