"""Which seller shows which fact, as numbers: one file a source and night, small enough for half a million listings.

Sellers and facts are keyed digests. Nothing in the file says who or what they are; a place in the listings file does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

NAME = "facts.npy"
ROW = np.dtype([("fact", "<u8"), ("seller", "<u8"), ("place", "<u8")])
"""A fact, a seller, and the byte of listings.jsonl at which a listing of that seller says it."""

AT_ONCE = 1_000_000  # rows that are looked through at a time


@dataclass(frozen=True, slots=True)
class Holdings:
    """Who holds the facts that were asked for.

    Attributes:
        facts, sellers, places, files: one entry a fact and seller; `files` numbers the file that it is from.
        market: sellers of all files.
    """

    facts: NDArray[np.uint64]
    sellers: NDArray[np.uint64]
    places: NDArray[np.uint64]
    files: NDArray[np.int64]
    market: int


def seller_key(seller: str, salt: bytes) -> int:
    """64 bits that stand for a seller of one installation."""
    return int.from_bytes(
        blake2b(seller.encode("utf-8", "surrogatepass"), digest_size=8, key=salt[:64]).digest(), "little"
    )


def write(rows: Iterable[tuple[int, int, int]], path: Path) -> int:
    """Writes rows, each fact of a seller once, at its first place; how many. The file is there whole or not at all."""
    found = np.fromiter(rows, dtype=ROW)
    order = np.lexsort((found["place"], found["seller"], found["fact"]))
    fact, seller = found["fact"][order], found["seller"][order]
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (fact[1:] != fact[:-1]) | (seller[1:] != seller[:-1])
    first = order[new]
    draft = path.with_name(f"{path.name}.part")
    with draft.open("wb") as file:
        np.save(file, found[first])
    draft.replace(path)
    return len(first)


def read(path: Path) -> NDArray[Any] | None:
    """The rows, mapped; None where there is no such file, or a damaged one."""
    try:
        found = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return found if found.dtype == ROW and found.ndim == 1 else None


def holdings(files: Sequence[NDArray[Any]], wanted: NDArray[np.uint64]) -> Holdings:
    """All rows that hold one of those facts.

    Args:
        files: as `read` gives them.
        wanted: facts, in order, each once.
    """
    parts: list[NDArray[Any]] = []
    numbers: list[NDArray[np.int64]] = []
    sellers: list[NDArray[np.uint64]] = []
    for number, rows in enumerate(files):
        for start in range(0, len(rows), AT_ONCE):
            piece = np.asarray(rows[start : start + AT_ONCE])
            sellers.append(np.unique(piece["seller"]))
            kept = piece[_among(piece["fact"], wanted)]
            parts.append(kept)
            numbers.append(np.full(len(kept), number, dtype=np.int64))
    every = np.concatenate(parts) if parts else np.empty(0, dtype=ROW)
    market = len(np.unique(np.concatenate(sellers))) if sellers else 0
    of = np.concatenate(numbers) if numbers else np.empty(0, dtype=np.int64)
    return Holdings(every["fact"], every["seller"], every["place"], of, market)


def _among(values: NDArray[np.uint64], wanted: NDArray[np.uint64]) -> NDArray[np.bool_]:
    if not len(wanted):
        return np.zeros(len(values), dtype=np.bool_)
    at = np.minimum(np.searchsorted(wanted, values), len(wanted) - 1)
    return np.asarray(wanted[at] == values)
