"""The picture of an offer that reviewers confirmed."""

from domain.signal import Role, Signal
from matching.circumstance import CircumstanceRule, Circumstances

NAME = "confirmed_picture"


def see(known: Circumstances) -> Signal | None:
    """The offer shows, first of all, the very picture of another offer that reviewers confirmed for the same right."""
    if not known.confirmed_with:
        return None
    return Signal(
        name=NAME,
        role=Role.QUALIFIER,
        strength=1.0,
        listing_value=known.listing.images[0] if known.listing.images else "",
        right_value=known.confirmed_with,
        detail=f"Its first picture is that of the offer {known.confirmed_with}, which reviewers confirmed.",
    )


RULE = CircumstanceRule(NAME, see)
