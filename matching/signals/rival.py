"""Another right that the same listing refers to more clearly."""

from domain.match import Match
from domain.signal import Role, Signal
from matching.rule import Rule, silent

SEEN = frozenset({"picture_copy", "picture_part"})  # a picture refers to its own right, whatever the texts name


def compare(match: Match, best: Match) -> Signal | None:
    """The listing refers to another right more clearly, and most listings are about one."""
    if any(signal.name in SEEN for signal in match.signals):
        return None
    named = best.signals[0]
    return Signal(
        name="rival",
        role=Role.QUALIFIER,
        strength=-best.score / (best.score + match.score),
        listing_value=named.listing_value,
        right_value=named.right_value,
        detail=f"The listing refers more clearly to “{named.right_value}” (right {best.right_id}).",
    )


RULE = Rule("rival", Role.QUALIFIER, silent, most=0.0, compare=compare)
