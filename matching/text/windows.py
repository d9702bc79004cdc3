"""Windows that several lanes look at."""

import numpy as np

from matching.text.lane import I64, Letters
from matching.text.stream import Bools


def run_lengths(goes_on: Bools, inside: Bools) -> I64:
    """For each letter inside a run, how many letters the run still has, itself included; 0 outside.

    Args:
        goes_on: whether a letter continues the run of the one before it.
        inside: whether a letter belongs to a run at all.
    """
    ends = np.append(np.flatnonzero(~goes_on), len(goes_on))
    after = ends[np.searchsorted(ends, np.arange(len(goes_on)), side="right")]
    return np.where(inside, after - np.arange(len(goes_on)), 0).astype(np.int64)


def han_windows(letters: Letters, shortest: int, longest: int) -> tuple[I64, I64]:
    """Every window of that many Chinese characters, gaps or not."""
    stream = letters.stream
    left = run_lengths(stream.han & ~stream.starts & np.append(False, stream.han[:-1]), stream.han)
    starts = [np.flatnonzero(left >= size) for size in range(shortest, longest + 1)]
    sizes = [np.full(len(start), size) for start, size in zip(starts, range(shortest, longest + 1), strict=True)]
    start = np.concatenate(starts).astype(np.int64)
    return start, start + np.concatenate(sizes)
