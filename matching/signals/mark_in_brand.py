"""The mark in the listing's brand."""

from domain.signal import Role, Signal
from matching.mention import mention
from matching.no_brand import LONGEST, NO_BRAND
from matching.normalize import folded_name
from matching.pair import Pair, TextField
from matching.rule import Rule


def see(pair: Pair) -> Signal | None:
    """The listing's brand refers to the mark or one of its other names, plainly or disguised."""
    if folded_name(pair.listing.brand[:LONGEST]) in NO_BRAND:
        return None
    return mention(pair, TextField.BRAND)


RULE = Rule("mark_in_brand", Role.MAIN, see, lambda outline: outline.strength(TextField.BRAND), TextField.BRAND)
