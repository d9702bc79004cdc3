"""When rights are in force, for many of them at once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from domain.right import Right

Days = NDArray[np.int32]


def bounds(right: Right) -> tuple[int, int]:
    """First and last day on which the right is in force, as ordinals; the last before the first where it never is."""
    first = right.registered_on or date.min
    last = right.expires_on or date.max
    # Whether its status lets it be in force at all, asked of the right itself on a day within its term.
    return (first.toordinal(), last.toordinal()) if first <= last and right.in_force(first) else (1, 0)


@dataclass(frozen=True)
class Validity:
    """Terms of rights.

    Attributes:
        days: int32[rights, 2], from `bounds`.
    """

    days: Days

    @classmethod
    def of(cls, rights: Iterable[Right]) -> "Validity":
        """Terms of these rights."""
        return cls(np.array([bounds(right) for right in rights], np.int32).reshape(-1, 2))

    def holds(self, rights: NDArray[np.int64], on: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether each of the rights is in force on its day (an ordinal)."""
        term = self.days[rights]
        within: NDArray[np.bool_] = (term[:, 0] <= on) & (on <= term[:, 1])
        return within
