"""The seller may use the right."""

from domain.signal import Role, Signal
from matching.normalize import fold
from matching.pair import Pair
from matching.rule import Rule


def see(pair: Pair) -> Signal | None:
    """The seller is the holder of the right or one of its authorised sellers, so that the use is lawful."""
    seller = pair.listing.seller
    mine = {fold(value).letters: value for value in (seller.seller_id, seller.name) if value}
    for name in (*pair.right.authorised_sellers, pair.right.holder):
        letters = fold(name).letters
        if letters and letters in mine:
            return Signal(
                name="authorised_seller",
                role=Role.QUALIFIER,
                strength=-1.0,
                listing_value=mine[letters],
                right_value=name,
                detail=f"The seller “{mine[letters]}” is authorised by the holder.",
            )
    return None


RULE = Rule("authorised_seller", Role.QUALIFIER, see)
