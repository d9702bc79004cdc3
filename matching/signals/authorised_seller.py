"""The seller may use the right."""

from functools import lru_cache

from domain.signal import Role, Signal
from matching.normalize import fold_letters
from matching.pair import Pair
from matching.rule import Rule

LONGEST = 1_000  # characters of a seller's name; hostile pages put megabytes there


def see(pair: Pair) -> Signal | None:
    """The seller is the holder of the right, or may use it on the day of the offer, so that the use is lawful."""
    seller = pair.listing.seller
    if not (seller.seller_id or seller.name):
        return None
    mine = {_letters(value): value for value in (seller.seller_id, seller.name) if value}
    seen_at = pair.listing.seen_at
    for name in pair.right.users(seen_at.date() if seen_at else None):
        letters = _letters(name)
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


@lru_cache(maxsize=10_000)
def _letters(name: str) -> str:
    return fold_letters(name[:LONGEST])


RULE = Rule("authorised_seller", Role.QUALIFIER, see, most=0.0)
