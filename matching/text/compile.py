"""The compiled index: names of a registry and their keys in every lane, as arrays in a folder.

Arrays are plain .npy files, so that every process maps the same pages; opening costs a few file handles. A folder is
made under a draft name and renamed at the end.
"""

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from domain.catalogue import collect
from matching.text import lanes as lane_folder
from matching.text import words
from matching.text.background import Costs, costs, load
from matching.text.batch import Batch, Tables, make_tables
from matching.text.hashing import U64
from matching.text.lane import Lane
from matching.text.stream import FoldTable, make_fold_table
from matching.text.words import cut_into_words

VERSION = 2
META = "index.json"
BITS_PER_KEY = 12  # of a lane's filter: one key in some ten passes that is not there


@dataclass(frozen=True)
class LaneTable:
    """Keys of one lane.

    Attributes:
        keys: uint64[n], sorted.
        names: uint32[n], the name of each key.
        bits: uint8[2^k / 8], a one for every key's first k bits.
    """

    keys: U64
    names: NDArray[np.uint32]
    bits: NDArray[np.uint8]

    def present(self, keys: U64) -> NDArray[np.int64]:
        """Which keys may be in the table."""
        shift = np.uint64(64 - int(len(self.bits) * 8).bit_length() + 1)
        slot = keys >> shift
        found = (self.bits[(slot >> np.uint64(3)).astype(np.int64)] >> (slot & np.uint64(7)).astype(np.uint8)) & 1
        return np.flatnonzero(found)


@dataclass(frozen=True)
class NameTable:
    """Every folded name once, and whose it is.

    Attributes:
        length: uint16[names], letters.
        bits: float32[names], how dear the name is in ordinary text.
        word_bits: float32[names], bits of the cheapest Chinese words that make it up.
        usual, lead: float32[names], how usual it is as one word, and as a brand (matching/text/words.py).
        known: float32[names], mean over its letters of how usual their Latin words are.
        key: uint64[names], hash of its first 64 letters.
        first: int64[names + 1], where each name's owners begin in `owner` and `spelling`.
        owner: uint32[entries], number of the right.
        spelling_at: int64[entries + 1], where each spelling begins in `spelling`.
        spelling: uint8[…], UTF-8 of the names as registered, one after the other.
        letters_at: int64[names + 1], where each name's folded letters begin in `letters`.
        letters: uint32[…], folded letters of the names, one after the other.
    """

    length: NDArray[np.uint16]
    bits: NDArray[np.float32]
    word_bits: NDArray[np.float32]
    usual: NDArray[np.float32]
    lead: NDArray[np.float32]
    known: NDArray[np.float32]
    key: U64
    first: NDArray[np.int64]
    owner: NDArray[np.uint32]
    spelling_at: NDArray[np.int64]
    spelling: NDArray[np.uint8]
    letters_at: NDArray[np.int64]
    letters: NDArray[np.uint32]

    def entries(self, name: int) -> Iterator[tuple[int, str]]:
        """Number of the right and spelling of each owner of a name."""
        for entry in range(int(self.first[name]), int(self.first[name + 1])):
            raw = self.spelling[int(self.spelling_at[entry]) : int(self.spelling_at[entry + 1])]
            yield int(self.owner[entry]), raw.tobytes().decode()


@dataclass(frozen=True)
class TextTables:
    """All of the index."""

    names: NameTable
    lanes: dict[str, LaneTable]
    fold: FoldTable


@cache
def all_lanes() -> dict[str, Lane]:
    """Every lane by name."""
    return collect(lane_folder, Lane)


def compile_names(names: Sequence[tuple[int, str]]) -> TextTables:
    """Tables of these names, each given with the number of its right."""
    fold = make_fold_table()
    tables = make_tables(fold)
    table, unique = _names([owner for owner, _ in names], [name for _, name in names], tables)
    batch = Batch(unique, tables)
    lanes = {}
    for lane in all_lanes().values():
        found = lane.of_names(batch)
        lanes[lane.name] = _lane_table(found.key, found.name)
    return TextTables(table, lanes, fold)


def _names(owners: list[int], spellings: list[str], tables: Tables) -> tuple[NameTable, list[str]]:
    letters = Batch(spellings, tables).plain
    start, end = letters.bounds
    size = end - start
    # Names without letters cannot be found by text; very long ones are told apart by their first letters only.
    key = letters.hashes(start, np.minimum(end, start + 64)) ^ size.astype(np.uint64)
    kept = np.flatnonzero(size > 0)
    cost, cuts = costs(load(), letters), cut_into_words(letters, words.load())
    _, first, name = np.unique(key[kept], return_index=True, return_inverse=True)
    # Best known first: where too many names share a key, those are looked at.
    known = cuts.lead(start[kept[first]], end[kept[first]])
    rank = np.argsort(-known, kind="stable")
    first, name = first[rank], np.argsort(rank)[name]
    order = np.argsort(name, kind="stable")
    entry = kept[order]
    encoded = [spellings[i].encode("utf-8", "replace") for i in entry]
    at = np.concatenate([[0], np.cumsum([len(e) for e in encoded])]).astype(np.int64)
    unique = kept[first]
    begin, stop = start[unique], end[unique]
    table = NameTable(
        length=np.minimum(size[unique], 65535).astype(np.uint16),
        bits=_bits(cost, begin, stop),
        word_bits=cuts.inside(begin, stop),
        usual=cuts.usual(begin, stop),
        lead=cuts.lead(begin, stop),
        key=letters.hashes(begin, np.minimum(stop, begin + 64)),
        known=((cost.known[stop] - cost.known[begin]) / (stop - begin)).astype(np.float32),
        first=np.concatenate([[0], np.cumsum(np.bincount(name, minlength=len(unique)))]).astype(np.int64),
        owner=np.array(owners, np.uint32)[entry],
        spelling_at=at,
        spelling=np.frombuffer(b"".join(encoded), np.uint8),
        letters_at=np.concatenate([[0], np.cumsum(size[unique])]).astype(np.int64),
        letters=_gather(letters.stream.letters, start[unique], size[unique]),
    )
    return table, [spellings[i] for i in unique]


def _gather(letters: NDArray[np.uint32], start: NDArray[np.int64], size: NDArray[np.int64]) -> NDArray[np.uint32]:
    nth = np.arange(int(size.sum())) - np.repeat(np.cumsum(size) - size, size)
    gathered: NDArray[np.uint32] = letters[np.repeat(start, size) + nth]
    return gathered


def _bits(cost: Costs, start: NDArray[np.int64], end: NDArray[np.int64]) -> NDArray[np.float32]:
    inner = cost.so_far[end] - cost.so_far[np.minimum(start + 1, end)]
    return (cost.alone[start] + inner).astype(np.float32)


def _lane_table(key: U64, name: NDArray[np.uint32]) -> LaneTable:
    order = np.argsort(key, kind="stable")
    key, name = key[order], name[order]
    repeated = np.zeros(len(key), np.bool_)
    repeated[1:] = (key[1:] == key[:-1]) & (name[1:] == name[:-1])
    key, name = key[~repeated], name[~repeated]
    power = max(10, int(max(len(key), 1) * BITS_PER_KEY - 1).bit_length())
    slot = key >> np.uint64(64 - power)
    bits = np.zeros(2**power // 8, np.uint8)
    np.bitwise_or.at(
        bits, (slot >> np.uint64(3)).astype(np.int64), np.uint8(1) << (slot & np.uint64(7)).astype(np.uint8)
    )
    return LaneTable(key, name, bits)


def save(tables: TextTables, folder: Path) -> None:
    """Writes the tables; the folder is there whole or not at all."""
    draft = folder.with_name(f"{folder.name}.{os.getpid()}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for name, array in _arrays(tables).items():
        np.save(draft / f"{name}.npy", array)
    meta = {"version": VERSION, "lanes": sorted(tables.lanes)}
    (draft / META).write_text(json.dumps(meta), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)


def open_tables(folder: Path) -> TextTables:
    """Maps the tables of a folder.

    Raises:
        FileNotFoundError: there is no index.
        ValueError: another version made it; compile it again.
    """
    meta = json.loads((folder / META).read_text(encoding="utf-8"))
    if meta["version"] != VERSION:
        raise ValueError(f"the index in {folder.name} is of version {meta['version']}; compile it again")

    def one(name: str) -> NDArray[np.generic]:
        # A plain view of the map: numpy's own class for maps makes every small operation some µs slower.
        return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))

    lanes = {
        lane: LaneTable(*(one(f"{lane}.{part}") for part in ("keys", "names", "bits")))  # type: ignore[arg-type]
        for lane in meta["lanes"]
    }
    names = NameTable(*(one(f"name.{field.name}") for field in fields(NameTable)))  # type: ignore[arg-type]
    return TextTables(names, lanes, FoldTable(one("fold.codes"), one("fold.expansions")))  # type: ignore[arg-type]


def _arrays(tables: TextTables) -> dict[str, NDArray[np.generic]]:
    names = tables.names
    arrays: dict[str, NDArray[np.generic]] = {
        **{f"name.{field.name}": getattr(names, field.name) for field in fields(NameTable)},
        "fold.codes": tables.fold.codes,
        "fold.expansions": tables.fold.expansions,
    }
    for lane, table in tables.lanes.items():
        arrays |= {f"{lane}.keys": table.keys, f"{lane}.names": table.names, f"{lane}.bits": table.bits}
    return arrays
