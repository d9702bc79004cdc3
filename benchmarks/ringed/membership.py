"""How well groups are the planted rings: over pairs of sellers."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Membership:
    """One way of grouping, over all pairs of sellers that it puts into one group.

    Attributes:
        precision: share of those pairs that are of one ring.
        recall: share of all pairs of one ring that are among them.
        groups, largest: how many groups there are, and sellers of the largest.
        mixed: groups with sellers of two rings.
        honest: groups without a seller of a ring.
        rings: rings of which more than half stands in one group.
    """

    precision: float
    recall: float
    groups: int
    largest: int
    mixed: int
    honest: int
    rings: int

    def to_json(self) -> dict[str, Any]:
        """For the results."""
        return asdict(self)


def membership(groups: Sequence[Collection[str]], ring_of: Mapping[str, int]) -> Membership:
    """Compares groups with rings.

    Args:
        groups: sellers; none in two of them.
        ring_of: by seller of the whole market, -1 for none.
    """
    sizes = Counter(ring for ring in ring_of.values() if ring >= 0)
    inside = [Counter(ring_of[seller] for seller in group if ring_of[seller] >= 0) for group in groups]
    right = sum(_pairs(number) for among in inside for number in among.values())
    put = sum(_pairs(len(group)) for group in groups)
    found = {ring for among in inside for ring, number in among.items() if 2 * number > sizes[ring]}
    return Membership(
        precision=right / put if put else 1.0,
        recall=right / sum(map(_pairs, sizes.values())),
        groups=len(groups),
        largest=max(map(len, groups), default=0),
        mixed=sum(len(among) > 1 for among in inside),
        honest=sum(not among for among in inside),
        rings=len(found),
    )


def _pairs(number: int) -> int:
    return number * (number - 1) // 2
