"""One thing that speaks for or against a lead, with both values that were compared."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """`MAIN` can raise a lead by itself; `QUALIFIER` only moves one up or down."""

    MAIN = "main"
    QUALIFIER = "qualifier"


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of characters in the original text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Region:
    """Rectangle in a picture, in pixels from its upper left corner."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Signal:
    """What one rule saw.

    Attributes:
        name: of the rule, one file in matching/signals/.
        role: main or qualifier.
        strength: 0..1 for mains; -1..1 for qualifiers, negative speaks for lawful use.
        listing_value: what stands in the listing, as written there.
        right_value: what stands in the right.
        detail: one sentence for the reviewer.
        span: where in the listing's text, for text signals.
        region: where in the listing's picture, for picture signals.
        right_region: where in the right's picture, for signals that compare two.
    """

    name: str
    role: Role
    strength: float
    listing_value: str
    right_value: str
    detail: str
    span: Span | None = None
    region: Region | None = None
    right_region: Region | None = None


def mains_first(signal: Signal) -> tuple[bool, float]:
    """What signals of a match are sorted by: mains come first, among equals what speaks most strongly."""
    return signal.role is not Role.MAIN, -abs(signal.strength)
