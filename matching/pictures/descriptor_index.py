"""An inverted file of descriptors: for those of a picture, those of registered pictures that look the same."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.pictures.descriptors import MIRROR, NEGATIVE, Floats
from matching.pictures.vocabulary import CELLS, Codes, Ints, Vocabulary

FAR = 28  # bits of 128; true pairs mostly differ by less than 20, chance ones within a cell by 45 ± 8
HALF_FAR = 18  # of the first 64
CROWD = 40  # times the average; a fuller cell holds what is everywhere, such as edges of letters and cloth
LEAST_CROWD = 200
SHOWN = ((False, False), (True, False), (False, True), (True, True))  # (mirrored, inverted)

ARRAYS = ("codes", "owners", "frames", "cell_first")


@dataclass(frozen=True, slots=True)
class Alike:
    """Descriptors of a picture beside those of registered pictures that look the same.

    Attributes:
        point: int64[n], number of the picture's descriptor.
        shown: int64[n], place in `SHOWN`: how the picture is shown when they look the same.
        entry: int64[n], number of the registered descriptor.
        owner: int64[n], number of the registered picture.
        weight: float64[n], 0..1, how alike.
    """

    point: Ints
    shown: Ints
    entry: Ints
    owner: Ints
    weight: NDArray[np.float64]


class DescriptorIndex:
    """Compiled descriptors.

    Args:
        vocabulary: of the cells.
        codes: uint64[2, entries], in the order of the cells.
        owners: int32[entries], number of the registered picture.
        frames: float32[entries, numbers], where each lies.
        first: int64[cells + 1], where each cell begins.
    """

    def __init__(
        self, vocabulary: Vocabulary, codes: Codes, owners: NDArray[np.int32], frames: Floats, first: Ints
    ) -> None:
        self._vocabulary, self._codes, self._owners, self._frames, self._first = (
            vocabulary, codes, owners, frames, first,
        )  # fmt: skip
        self._crowd = max(LEAST_CROWD, CROWD * len(owners) // vocabulary.cells)

    def __len__(self) -> int:
        return len(self._owners)

    @classmethod
    def of(
        cls, vocabulary: Vocabulary, cells: Ints, codes: Codes, owners: NDArray[np.int32], frames: Floats
    ) -> "DescriptorIndex":
        """Orders entries by cell; `codes` is uint64[entries, 2]."""
        order = np.argsort(cells, kind="stable")
        first = np.searchsorted(cells[order], np.arange(vocabulary.cells + 1))
        return cls(vocabulary, np.ascontiguousarray(codes[order].T), owners[order], frames[order], first)

    def save(self, folder: Path) -> None:
        """Writes it into a folder that exists."""
        self._vocabulary.save(folder)
        np.save(folder / "codes.npy", self._codes)
        np.save(folder / "owners.npy", self._owners)
        np.save(folder / "frames.npy", self._frames)
        np.save(folder / "cell_first.npy", self._first)

    @classmethod
    def open(cls, folder: Path) -> "DescriptorIndex":
        """Maps it."""
        return cls(
            Vocabulary.open(folder), *(np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in ARRAYS)
        )

    @property
    def frames(self) -> Floats:
        """float32[entries, numbers]."""
        return self._frames

    def alike(self, descriptors: Floats) -> Alike:
        """What looks like float32[n, 128] descriptors of a picture, of its mirror image and of their negatives."""
        asked = np.concatenate([_as_shown(descriptors, *shown) for shown in SHOWN])
        row, cell, code = self._vocabulary.placed(asked, CELLS)
        row, entry, far = self._near(row, cell, code)
        shown, point = np.divmod(row, max(1, len(descriptors)))
        return Alike(point, shown, entry, self._owners[entry].astype(np.int64), np.exp(-((far / FAR) ** 2)))

    def _near(self, row: Ints, cell: Ints, code: Codes) -> tuple[Ints, Ints, Ints]:
        begin = self._first[cell].astype(np.int64)
        length = self._first[cell + 1] - begin
        length[length > self._crowd] = 0
        asked = np.repeat(np.arange(len(row)), length)
        entry = np.arange(len(asked)) + np.repeat(begin - np.cumsum(length) + length, length)
        half = np.bitwise_count(self._codes[0][entry] ^ code[:, 0].copy()[asked])
        close = np.flatnonzero(half <= HALF_FAR)
        asked, entry = asked[close], entry[close]
        far = half[close] + np.bitwise_count(self._codes[1][entry] ^ code[:, 1].copy()[asked])
        close = np.flatnonzero(far <= FAR)
        return row[asked[close]], entry[close], far[close].astype(np.int64)


def _as_shown(descriptors: Floats, mirrored: bool, inverted: bool) -> Floats:
    if inverted:
        descriptors = descriptors[:, NEGATIVE]
    return descriptors[:, MIRROR] if mirrored else descriptors
