"""Another registered name at the same place."""

from domain.signal import Role, Signal, Span
from matching.pair import Pair
from matching.rule import Rule


def see(pair: Pair) -> Signal | None:
    """Another registered name stands at that place, letter by letter, so the text may mean that one."""
    instead = pair.instead
    if not instead or pair.best is None or pair.pictures:
        return None
    field, hit = pair.best
    return Signal(
        name="other_mark",
        role=Role.QUALIFIER,
        strength=-hit.other_chance,
        listing_value=getattr(pair.listing, field)[hit.start : hit.end],
        right_value=hit.name,
        detail=f"“{instead}”, which is registered too, stands there as it is registered.",
        span=Span(hit.start, hit.end),
    )


RULE = Rule("other_mark", Role.QUALIFIER, see, most=0.0)
