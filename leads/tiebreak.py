"""What decides between leads of one score and one harm: how much there is to see, so that their order means something.

Scores saturate: where one rule fires, hundreds of leads have the same one, and the order of what a reviewer sees would
be that in which they came in. Between those the one goes first whose signals say more, of whose title the mark is a
greater part, of which more were sold, and that costs less.
"""

import math
from collections.abc import Sequence

from domain.listing import Listing
from domain.signal import Role, Signal
from leads.harm import sold

SIGNALS, TITLE, SOLD, PRICE = 0.5, 0.3, 0.15, 0.05  # what each can give; together 1


def evidence(listing: Listing, signals: Sequence[Signal]) -> float:
    """0..1, more is first."""
    said = sum(signal.strength for signal in signals)
    price = float(listing.price) if listing.price is not None and listing.price > 0 else math.inf
    return (
        SIGNALS * (0.5 + math.atan(said) / math.pi)
        + TITLE * _covered(listing.title, signals)
        + SOLD * min(math.log10(1 + sold(listing)) / 8, 1.0)
        + PRICE / (1 + math.log1p(price))
    )


def _covered(title: str, signals: Sequence[Signal]) -> float:
    """The part of the title that main signals of it stand on; those of other fields lie beyond or count the same."""
    spans = [signal.span for signal in signals if signal.role is Role.MAIN and signal.span is not None]
    covered = {place for span in spans for place in range(span.start, min(span.end, len(title)))}
    return len(covered) / len(title) if title else 0.0
