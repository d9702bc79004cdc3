"""Descriptors as cells and codes: which descriptors are alike is then a look into a few cells and a count of bits.

Cells are those of an inverted multi-index (Babenko and Lempitsky 2012): both halves of a descriptor, after a turn that
spreads what they say, have their own centres, and each pair of centres is a cell. Within a cell a descriptor is 128
bits, on which side of the cell's centre it lies along each axis (Hamming embedding: Jégou, Douze and Schmid 2008).
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.pictures.descriptors import Floats

HALF = 64
MOST_CENTRES = 1_024
ROUNDS = 8
NEAREST = 4  # centres of each half whose pairs are tried
CELLS = 3  # cells that a descriptor is looked up in

Ints = NDArray[np.int64]
Codes = NDArray[np.uint64]

_TURN = np.linalg.qr(np.random.default_rng(20080901).normal(size=(2 * HALF, 2 * HALF)))[0].astype(np.float32)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Centres of cells.

    Attributes:
        centres: float32[2, k, 64].
    """

    centres: Floats

    @classmethod
    def learnt(cls, descriptors: Floats, cells: int) -> "Vocabulary":
        """About so many cells from a sample of float32[n, 128]; the same for the same sample."""
        few = max(1, min(int(np.sqrt(cells)), MOST_CENTRES, len(descriptors)))
        turned = descriptors @ _TURN
        return cls(np.stack([_centres(turned[:, :HALF], few), _centres(turned[:, HALF:], few)]))

    def save(self, folder: Path) -> None:
        """Writes it into a folder that exists."""
        np.save(folder / "centres.npy", self.centres)

    @classmethod
    def open(cls, folder: Path) -> "Vocabulary":
        """Reads it: it is small."""
        return cls(np.load(folder / "centres.npy"))

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return int(self.centres.shape[1]) ** 2

    def placed(self, descriptors: Floats, most: int = 1) -> tuple[Ints, Ints, Codes]:
        """The nearest cells of float32[n, 128], and the codes there.

        Returns:
            int64[m] row of the descriptor; int64[m] cell; uint64[m, 2] code.
        """
        turned = descriptors @ _TURN
        k = self.centres.shape[1]
        tried = min(NEAREST, k) if most > 1 else 1
        near = [_nearest(turned[:, half * HALF :][:, :HALF], self.centres[half], tried) for half in (0, 1)]
        together = (near[0][1][:, :, None] + near[1][1][:, None, :]).reshape(len(turned), -1)
        count = min(most, together.shape[1])
        best = np.argpartition(-together, count - 1, axis=1)[:, :count]
        row = np.repeat(np.arange(len(turned)), count)
        one, two = (np.take_along_axis(near[0][0], best // tried, 1), np.take_along_axis(near[1][0], best % tried, 1))
        one, two = one.ravel(), two.ravel()
        sides = np.hstack((turned[row, :HALF] > self.centres[0][one], turned[row, HALF:] > self.centres[1][two]))
        return row, one * k + two, np.packbits(sides, axis=1).view(np.uint64)


def _nearest(points: Floats, centres: Floats, count: int) -> tuple[Ints, Floats]:
    """Numbers of the nearest centres, and how near (the larger the nearer)."""
    near = points @ centres.T - 0.5 * (centres * centres).sum(axis=1)
    best = near.argmax(axis=1)[:, None] if count == 1 else np.argpartition(-near, count - 1, axis=1)[:, :count]
    return best, np.take_along_axis(near, best, 1)


def _centres(points: Floats, count: int) -> Floats:
    """k-means (Lloyd)."""
    chance = np.random.default_rng(0)
    centres = points[chance.choice(len(points), count, replace=False)].copy()
    for _ in range(ROUNDS):
        nearest = _nearest(points, centres, 1)[0].ravel()
        order = np.argsort(nearest, kind="stable")
        used, first = np.unique(nearest[order], return_index=True)
        sums = np.add.reduceat(points[order], first, axis=0)
        centres[used] = sums / np.diff(np.append(first, len(points)))[:, None]
    return centres
