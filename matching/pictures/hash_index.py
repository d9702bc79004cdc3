"""Hashes of 64 bits, millions of them: all within a distance, exactly those that comparing one by one would find.

Multi-index hashing (Norouzi, Punjani and Fleet 2012): two hashes that differ in at most 8 bits differ in at most two
bits in the first or in at most one bit in another of their four quarters, so few of 65,536 buckets a quarter are
looked into.
"""

from itertools import combinations
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.pictures.spectrum import Bits

FAR = 8  # bits of 64; unrelated pictures differ by 32 ± 4
QUARTERS = 4
WIDTH = 16
BUCKETS = 1 << WIDTH
SPREAD = (2, 1, 1, 1)  # bits looked around in each quarter; sums to FAR + 1 - QUARTERS, so that no pair escapes
AT_ONCE = 256  # hashes looked up together: enough to hide the calls, few enough to stay in the cache

Ints = NDArray[np.int64]


def _around(distance: int) -> NDArray[np.uint64]:
    flips = [
        sum(1 << bit for bit in chosen) for size in range(distance + 1) for chosen in combinations(range(WIDTH), size)
    ]
    return np.array(flips, np.uint64)


_FLIPS = tuple(_around(distance) for distance in SPREAD)


class HashIndex:
    """Compiled hashes.

    Args:
        order: int32[4, entries], the entries in the order of each quarter.
        first: int32[4, 65537], where each bucket begins in that order.
        sorted_bits: uint64[4, entries], the hashes in that order.
    """

    def __init__(self, order: NDArray[np.int32], first: NDArray[np.int32], sorted_bits: Bits) -> None:
        self._order, self._first, self._bits = order, first, sorted_bits

    def __len__(self) -> int:
        return int(self._order.shape[1])

    @classmethod
    def of(cls, hashes: Bits) -> "HashIndex":
        """Indexes uint64[entries] in memory."""
        order = np.empty((QUARTERS, len(hashes)), np.int32)
        first = np.empty((QUARTERS, BUCKETS + 1), np.int32)
        for quarter in range(QUARTERS):
            bucket = _quarter(hashes, quarter)
            order[quarter] = np.argsort(bucket, kind="stable")
            first[quarter] = np.searchsorted(bucket[order[quarter]], np.arange(BUCKETS + 1))
        return cls(order, first, hashes[order])

    def save(self, folder: Path) -> None:
        """Writes it into a folder that exists."""
        np.save(folder / "hash_order.npy", self._order)
        np.save(folder / "hash_first.npy", self._first)
        np.save(folder / "hash_bits.npy", self._bits)

    @classmethod
    def open(cls, folder: Path) -> "HashIndex":
        """Maps it."""
        return cls(
            *(np.asarray(np.load(folder / f"hash_{name}.npy", mmap_mode="r")) for name in ("order", "first", "bits"))
        )

    def near(self, wanted: Bits) -> tuple[Ints, Ints, Ints]:
        """Everything within `FAR` bits of some hashes.

        Args:
            wanted: uint64[n].

        Returns:
            int64[found] three times: which of `wanted`, the entry, bits that differ; each pair once.
        """
        found = [self._near(wanted[start : start + AT_ONCE], start) for start in range(0, len(wanted), AT_ONCE)]
        if not found:
            return (np.empty(0, np.int64),) * 3
        which, entry, far = (np.concatenate(part) for part in zip(*found, strict=True))
        return which, entry, far

    def _near(self, wanted: Bits, start: int) -> tuple[Ints, Ints, Ints]:
        keys, fars = [], []
        for quarter in range(QUARTERS):
            bucket = (_quarter(wanted, quarter)[:, None] ^ _FLIPS[quarter][None, :]).astype(np.int64).ravel()
            begin = self._first[quarter][bucket].astype(np.int64)
            length = self._first[quarter][bucket + 1] - begin
            which = np.repeat(np.repeat(np.arange(len(wanted)), len(_FLIPS[quarter])), length)
            place = np.arange(len(which)) + np.repeat(begin - np.cumsum(length) + length, length)
            far = np.bitwise_count(self._bits[quarter][place] ^ wanted[which])
            close = np.flatnonzero(far <= FAR)
            keys.append((which[close] + start) * len(self) + self._order[quarter][place[close]])
            fars.append(far[close])
        key, once = np.unique(np.concatenate(keys), return_index=True)
        return key // max(1, len(self)), key % max(1, len(self)), np.concatenate(fars)[once].astype(np.int64)


def _quarter(hashes: Bits, quarter: int) -> NDArray[np.uint64]:
    cut: NDArray[np.uint64] = (hashes >> np.uint64(quarter * WIDTH)) & np.uint64(BUCKETS - 1)
    return cut
