"""Which Nice classes hold goods that buyers take to come from the same house, and why.

`related.tsv` is ours: pairs of classes that Chinese practice searches together and that share makers, shops or
buyers. The likeness is how much of "the same goods" such a pair amounts to, 0..1: an order, not a measurement. Classes
of one similar group are compared by the group, not by this table.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

DATA = Path(__file__).with_name("related.tsv")


@dataclass(frozen=True, slots=True)
class Relation:
    """How alike the goods of two classes are, 0..1, and the reason."""

    likeness: float
    reason: str


@cache
def relations() -> Mapping[tuple[int, int], Relation]:
    """Relations by pair of classes, both ways round."""
    found: dict[tuple[int, int], Relation] = {}
    for line in DATA.read_text(encoding="utf-8").splitlines()[1:]:
        one, other, likeness, reason = line.split("\t")
        found[int(one), int(other)] = found[int(other), int(one)] = Relation(float(likeness), reason)
    return MappingProxyType(found)
