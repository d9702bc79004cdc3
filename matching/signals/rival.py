"""Another right that the same listing refers to more clearly."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from domain.match import Match
from domain.signal import Role, Signal
from matching.rule import Rule, silent

Number = TypeVar("Number", float, NDArray[np.float64])
TINY = 1e-12  # two that are certain share equally
SEEN = frozenset({"picture_copy", "picture_part"})  # a picture refers to its own right, whatever the texts name


def share(best: Number, own: Number) -> Number:
    """The best match's share of the odds of both, 0.5..1: as clear as they are themselves, near 0 and near 1 alike.

    Args:
        best, own: scores, 0..1; `best` is not less.
    """
    of_best, of_own = best * (1 - own) + TINY, own * (1 - best) + TINY
    return of_best / (of_best + of_own)


def compare(match: Match, best: Match) -> Signal | None:
    """The listing refers to another right more clearly, and most listings are about one."""
    if any(signal.name in SEEN for signal in match.signals):
        return None
    named = best.signals[0]
    return Signal(
        name="rival",
        role=Role.QUALIFIER,
        strength=-share(best.score, match.score),
        listing_value=named.listing_value,
        right_value=named.right_value,
        detail=f"The listing refers more clearly to “{named.right_value}” (right {best.right_id}).",
    )


RULE = Rule("rival", Role.QUALIFIER, silent, most=0.0, compare=compare)
