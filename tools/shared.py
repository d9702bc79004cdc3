"""How much of two characters is made of the same parts, by strokes."""

from functools import cache
from pathlib import Path

from tools import unihan

SWAPPED = 0.6  # the same parts in other places: 部陪
INSIDE = 0.9  # one is a part of the other: 青清
FEWEST = 2  # a part of one stroke says nothing


class Parts:
    """Characters as trees of parts."""

    def __init__(self, decomposition: Path) -> None:
        self.made = unihan.decomposition(decomposition)
        self.common = cache(self._common)
        self.size = cache(self._size)
        self.inside = cache(self._inside)

    def children(self, part: str) -> tuple[str, ...]:
        """The parts of a part, none if it is whole."""
        made = self.made.get(part)
        return made.parts if made and part not in made.parts else ()

    def _size(self, part: str) -> int:
        """Number of strokes."""
        known = unihan.strokes().get(part) if len(part) == 1 else None
        return known or sum(self.size(child) for child in self.children(part)) or 1

    def _common(self, one: str, other: str) -> float:
        """Strokes that both share, less where they sit elsewhere."""
        if one == other:
            size = self.size(one)
            return float(size) if size >= FEWEST else 0.0
        if min(self.size(one), self.size(other)) < FEWEST:
            return 0.0
        mine, yours = self.children(one), self.children(other)
        best = 0.0
        for child in mine:
            best = max(best, INSIDE * self.common(child, other))
        for child in yours:
            best = max(best, INSIDE * self.common(one, child))
        if len(mine) == len(yours) > 1:
            alike = self.made[one].way[0] == self.made[other].way[0]
            straight = sum(self.common(a, b) for a, b in zip(mine, yours, strict=True))
            crossed = sum(self.common(a, b) for a, b in zip(mine, reversed(yours), strict=True))
            best = max(best, straight if alike else straight * SWAPPED, crossed * SWAPPED)
        return best

    def overlap(self, one: str, other: str) -> float:
        """0 (nothing shared) to 1 (same parts in the same places): Dice's coefficient over strokes."""
        return 2 * self.common(one, other) / (self.size(one) + self.size(other))

    def _inside(self, part: str) -> frozenset[str]:
        """All parts at every depth, itself included."""
        return frozenset({part}).union(*(self.inside(child) for child in self.children(part)))
