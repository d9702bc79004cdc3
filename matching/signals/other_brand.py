"""Another brand in the brand field."""

from rapidfuzz.fuzz import partial_ratio

from domain.signal import Role, Signal
from matching.no_brand import LONGEST, NO_BRAND
from matching.normalize import folded_name
from matching.pair import Pair, TextField
from matching.rule import Rule

LEAST = 2  # letters of a brand
ALIKE = 60  # percent, from which the field may hold the mark in disguise


def see(pair: Pair) -> Signal | None:
    """The brand field names another brand, so the text may name the mark without saying that the goods are its."""
    listing, best = pair.listing, pair.best
    if not listing.brand or best is None or pair.pictures or pair.hits(TextField.BRAND):
        return None
    letters = folded_name(listing.brand[:LONGEST])
    if len(letters) < LEAST or letters in NO_BRAND:
        return None
    if any(partial_ratio(letters, folded_name(name[:LONGEST])) >= ALIKE for name in pair.right.names):
        return None
    brand = listing.brand[:LONGEST]
    return Signal(
        name="other_brand",
        role=Role.QUALIFIER,
        strength=-1.0,
        listing_value=brand,
        right_value=best[1].name,
        detail=f"The brand field names “{brand}”.",
    )


RULE = Rule("other_brand", Role.QUALIFIER, see, most=0.0)
