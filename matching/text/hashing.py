"""Hashes of windows of letters, for whole arrays at once.

A window's hash is a polynomial in a fixed odd base over 64-bit words (Rabin and Karp's rolling hash) of letters that
were first mixed (Steele, Lea and Flood's SplitMix64 finaliser), so that windows of any length grow letter by letter.
Two of the some 10^8 windows of a night collide with any of 10^7 names with a chance of about 10^-4 in all.
"""

import numpy as np
from numpy.typing import NDArray

U64 = NDArray[np.uint64]

BASE = np.uint64(0x9E3779B97F4A7C15 | 1)
_M1, _M2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def mix(values: NDArray[np.unsignedinteger], salt: int = 0) -> U64:
    """SplitMix64's finaliser of each value."""
    z = values.astype(np.uint64) + np.uint64((salt * 0x9E3779B97F4A7C15 + 0x632BE59BD9B4E019) % 2**64)
    z = (z ^ (z >> np.uint64(30))) * _M1
    z = (z ^ (z >> np.uint64(27))) * _M2
    mixed: U64 = z ^ (z >> np.uint64(31))
    return mixed


def powers(count: int) -> U64:
    """BASE to the power of 0 … count - 1."""
    return _geometric(int(BASE), max(count, 1))


def prefixes(mixed: U64) -> U64:
    """h[i]: hash of the first i mixed letters of the whole array; one longer than the array."""
    # h[i] = sum of mixed[j] * BASE^(i-1-j), without a loop over letters: BASE^i * sum of mixed[j] * BASE^-(j+1).
    count = len(mixed)
    inverse = pow(int(BASE), -1, 2**64)
    falling = _geometric(inverse, count + 1)
    rising = _geometric(int(BASE), count + 1)
    out = np.zeros(count + 1, np.uint64)
    np.cumsum(mixed * falling[1:], out=out[1:], dtype=np.uint64)
    return out * rising


def windows(prefix: U64, start: NDArray[np.int64], end: NDArray[np.int64], power: U64) -> U64:
    """Hashes of the windows start to end (half-open).

    Args:
        prefix: from `prefixes`.
        start, end: of each window.
        power: from `powers`, longer than the longest window.
    """
    found: U64 = prefix[end] - prefix[start] * power[end - start]
    return found


def _geometric(base: int, count: int) -> U64:
    """base to the power of 0 … count - 1, by doubling."""
    out = np.ones(count, np.uint64)
    filled = 1
    while filled < count:
        take = min(filled, count - filled)
        out[filled : filled + take] = out[:take] * np.uint64(pow(base, filled, 2**64))
        filled += take
    return out
