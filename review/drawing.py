"""A group of sellers as a small graph: places of dots and lines, in units of the drawing."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from domain.network import FactKind, Tie

WIDTH, HEIGHT, MARGIN = 560, 400, 40
MOST = 40  # dots that can be told apart; the tables beside the drawing have all

_CLASS = {
    FactKind.LICENCE: "licence",
    FactKind.ADDRESS: "address",
    FactKind.PICTURE: "goods",
    FactKind.TEMPLATE: "goods",
    FactKind.RIGHT: "goods",
}
CLASSES = ("licence", "contact", "address", "goods")
"""Ways to draw a line, the strongest reason first; by colour and by dashes."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A seller: its number in the table, and where it stands."""

    number: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """A pair of sellers by their numbers, from where to where, by its strongest class and how broad (1 to 4)."""

    one: int
    other: int
    ends: tuple[float, float, float, float]
    of: str
    broad: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """All of it; `left_out` sellers have no dot."""

    dots: tuple[Dot, ...]
    lines: tuple[Line, ...]
    left_out: int

    @property
    def classes(self) -> tuple[str, ...]:
        """Those that are drawn, for the legend."""
        return tuple(one for one in CLASSES if any(line.of == one for line in self.lines))


def draw_group(sellers: Sequence[str], ties: Sequence[Tie]) -> Drawing:
    """Sellers on an ellipse in their order, a line for each pair that is tied."""
    shown = sellers[:MOST]
    dots = {seller: _dot(number, len(shown)) for number, seller in enumerate(shown)}
    pairs: dict[tuple[str, str], list[Tie]] = {}
    for tie in ties:
        if tie.one in dots and tie.other in dots:
            pairs.setdefault((tie.one, tie.other), []).append(tie)
    lines = tuple(_line(dots[one], dots[other], among) for (one, other), among in pairs.items())
    return Drawing(tuple(dots.values()), lines, len(sellers) - len(shown))


def _dot(number: int, of: int) -> Dot:
    turn = 2 * math.pi * number / max(of, 1) - math.pi / 2
    x = WIDTH / 2 + (WIDTH / 2 - MARGIN) * math.cos(turn)
    y = HEIGHT / 2 + (HEIGHT / 2 - MARGIN) * math.sin(turn)
    return Dot(number + 1, round(x, 1), round(y, 1))


def _line(one: Dot, other: Dot, among: Sequence[Tie]) -> Line:
    classes = {_CLASS.get(tie.kind, "contact") for tie in among}
    broad = min(4.0, max(1.0, 2.0 * sum(tie.strength for tie in among)))
    first = next(name for name in CLASSES if name in classes)
    return Line(one.number, other.number, (one.x, one.y, other.x, other.y), first, round(broad, 1))
