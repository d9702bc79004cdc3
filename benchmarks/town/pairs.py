"""The pairs of a town as arrays: what each signal said of each, and the truth."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.additive import Additive
from matching.signals.rival import share

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Pairs:
    """Pairs that were matched.

    Attributes:
        signals: names, in the order of the columns of `strength`.
        kinds: names of the kinds of offers.
        strength: float32[pairs, signals], 0 where a signal is silent.
        listing: int64[pairs], number of the listing; block times 1,000 and more.
        right: int64[pairs], place of the right in the registry.
        seller: int64[pairs], a number a seller.
        kind: int64[pairs], place of the listing's kind in `kinds`.
        met: bool[pairs], whether the listing is about that right.
        true: bool[pairs], whether it infringes it.
        table: float64[pairs], score of the readable table, circumstances and all.
        listings: how many were looked at.
        missed: int64[kinds], true pairs that no index proposed, by kind; nothing can rank them.
        offered: int64[kinds], listings of each kind.
        seconds: of processor time that matching took.
    """

    signals: NDArray[np.str_]
    kinds: NDArray[np.str_]
    strength: Floats
    listing: Ints
    right: Ints
    seller: Ints
    kind: Ints
    met: NDArray[np.bool_]
    true: NDArray[np.bool_]
    table: NDArray[np.float64]
    listings: int
    missed: Ints
    offered: Ints
    seconds: float

    @property
    def all_true(self) -> int:
        """True pairs, those that nothing proposed among them."""
        return int(self.true.sum() + self.missed.sum())

    def column(self, name: str) -> Floats:
        """Strengths of one signal; zeros where no such signal was read."""
        at = np.flatnonzero(self.signals == name)
        found: Floats = self.strength[:, at[0]] if len(at) else np.zeros(len(self.true), np.float32)
        return found

    def strengths(self) -> dict[str, Floats]:
        """Strengths by signal."""
        return {str(name): self.strength[:, at] for at, name in enumerate(self.signals)}

    def by_listing(self, score: NDArray[np.float64]) -> tuple[Ints, NDArray[np.bool_]]:
        """Pairs listing by listing, the best first, and whether each of them, in that order, is its listing's best."""
        order = np.lexsort((self.right, -score, self.listing))
        first = np.ones(len(order), np.bool_)
        first[1:] = self.listing[order][1:] != self.listing[order][:-1]
        return order, first

    def compared(self, scorer: Additive) -> dict[str, Floats]:
        """Strengths by signal, `rival` as that scorer's own order of each listing's rights gives it."""
        found = self.strengths() | {"rival": np.zeros(len(self.true), np.float32)}
        score = scorer.calibrated(scorer.odds(found, len(self.true)))
        order, first = self.by_listing(score)
        best = score[order][np.flatnonzero(first)][np.cumsum(first) - 1]
        rival = np.where(first, 0.0, -share(best, score[order]))
        found["rival"][order] = rival
        return found

    def save(self, path: Path) -> None:
        """Writes them, for looking again without matching again."""
        path.parent.mkdir(parents=True, exist_ok=True)
        parts: dict[str, Any] = {part.name: np.asarray(getattr(self, part.name)) for part in fields(self)}
        np.savez_compressed(path, **parts)

    @classmethod
    def load(cls, path: Path) -> "Pairs":
        """Reads what `save` wrote."""
        with np.load(path, allow_pickle=False) as found:
            parts: dict[str, Any] = {part.name: found[part.name] for part in fields(cls)}
        return cls(**parts | {"listings": int(parts["listings"]), "seconds": float(parts["seconds"])})
