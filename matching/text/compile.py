"""The compiled index: names of a registry and their keys in every lane, as arrays in a folder.

Arrays are plain .npy files, so that every process maps the same pages; opening costs a few file handles. A folder is
made under a draft name and renamed at the end.
"""

import json
import os
import shutil
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.catalogue import collect
from matching.text import lanes as lane_folder
from matching.text.batch import Batch, Tables, make_tables
from matching.text.hashing import U64
from matching.text.lane import Lane, NameKeys
from matching.text.names import PORTION, NameTable, make_names
from matching.text.stream import FoldTable, make_fold_table

VERSION = 3
META = "index.json"
Arrays = dict[str, NDArray[np.generic]]
Room = Callable[[int, type[np.generic]], NDArray[Any]]  # gives an array of that many of a kind
FIRST_BITS = 4  # of a key: those that share them are sorted together
BOUNDS = np.arange(1, 2**FIRST_BITS, dtype=np.uint64)
SOME = 1_000_000  # keys that are put into a filter at once
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
class TextTables:
    """All of the index."""

    names: NameTable
    lanes: dict[str, LaneTable]
    fold: FoldTable


@cache
def all_lanes() -> dict[str, Lane]:
    """Every lane by name."""
    return collect(lane_folder, Lane)


def compile_names(names: Iterable[tuple[int, str]]) -> TextTables:
    """Tables of these names, each given with the number of its right."""
    fold = make_fold_table()
    tables = make_tables(fold)
    table, unique = make_names(*_apart(names), tables)
    lanes = {name: _lane_table(_keys(lane, unique, tables)) for name, lane in all_lanes().items()}
    return TextTables(table, lanes, fold)


def compile_into(
    folder: Path, names: Iterable[tuple[int, str]], on_lane: Callable[[int, int], None] = lambda done, of: None
) -> None:
    """The same into a folder, which is there whole or not at all; of the lanes' tables one at a time is in memory.

    Args:
        folder: where to.
        names: each given with the number of its right.
        on_lane: told how many lanes are done, and of how many.
    """
    fold = make_fold_table()
    tables = make_tables(fold)
    with _draft(folder) as draft:
        table, unique = make_names(*_apart(names), tables)
        _write(draft, _name_arrays(table) | _fold_arrays(fold))
        del table
        for name, lane in all_lanes().items():
            whole = _lane_table(_keys(lane, unique, tables), _on_disk(draft, name))
            _write(draft, {f"{name}.bits": whole.bits})
            on_lane(list(all_lanes()).index(name) + 1, len(all_lanes()))


def _apart(names: Iterable[tuple[int, str]]) -> tuple[NDArray[np.uint32], list[str]]:
    """Numbers and spellings; pairs of them would take twice the memory."""
    owners, spellings = array("I"), []
    for owner, name in names:
        owners.append(owner)
        spellings.append(name)
    return np.array(owners, np.uint32), spellings


def _keys(lane: Lane, names: list[str], tables: Tables) -> Iterator[NameKeys]:
    """A lane's keys of the names, some names at a time, names in order."""
    for first in range(0, len(names), PORTION):
        found = lane.of_names(Batch(names[first : first + PORTION], tables))
        order = np.argsort(found.name, kind="stable")
        yield NameKeys(found.key[order], found.name[order] + np.uint32(first))


def _lane_table(keys: Iterable[NameKeys], room: Room = np.empty) -> LaneTable:
    """Sorts the keys of a lane, of one key the names in order; few at a time, those that share their first bits."""
    parts: list[list[NameKeys]] = [[] for _ in range(2**FIRST_BITS)]
    for one in keys:
        first = one.key >> np.uint64(64 - FIRST_BITS)
        order = np.argsort(first, kind="stable")
        for part, which in zip(parts, np.split(order, np.searchsorted(first[order], BOUNDS)), strict=True):
            part.append(NameKeys(one.key[which], one.name[which]))
    merged = [_merged(part) for part in parts]
    size = sum(len(one.key) for one in merged)
    key, name, filled = room(size, np.uint64), room(size, np.uint32), 0
    for number, one in enumerate(merged):
        key[filled : filled + len(one.key)], name[filled : filled + len(one.key)] = one.key, one.name
        filled += len(one.key)
        merged[number] = NameKeys(key[:0], name[:0])  # what is written need not be kept
    return LaneTable(key, name, _filter(key))


def _merged(part: list[NameKeys]) -> NameKeys:
    """Portions as one, sorted by key and then by name, each pair once. The portions are given back."""
    none = NameKeys(np.zeros(0, np.uint64), np.zeros(0, np.uint32))
    key, name = (np.concatenate([getattr(one, what) for one in part or [none]]) for what in ("key", "name"))
    part.clear()
    order = np.argsort(key, kind="stable")
    key, name = key[order], name[order]
    fresh = np.ones(len(key), np.bool_)
    fresh[1:] = (key[1:] != key[:-1]) | (name[1:] != name[:-1])
    return NameKeys(key[fresh], name[fresh])


def _filter(key: U64) -> NDArray[np.uint8]:
    """A one for every key's first bits (`LaneTable.bits`)."""
    power = max(10, int(max(len(key), 1) * BITS_PER_KEY - 1).bit_length())
    bits = np.zeros(2**power // 8, np.uint8)
    for at in range(0, len(key), SOME):
        slot = key[at : at + SOME] >> np.uint64(64 - power)
        flag = np.uint8(1) << (slot & np.uint64(7)).astype(np.uint8)
        np.bitwise_or.at(bits, (slot >> np.uint64(3)).astype(np.int64), flag)
    return bits


def _on_disk(draft: Path, lane: str) -> Room:
    """Room for keys and their names in the files that `open_tables` maps, so that they take no memory of their own."""

    def room(size: int, kind: type[np.generic]) -> NDArray[Any]:
        path = draft / f"{lane}.{'keys' if kind is np.uint64 else 'names'}.npy"
        if size:
            return np.lib.format.open_memmap(path, "w+", kind, (size,))
        np.save(path, np.zeros(0, kind))  # nothing cannot be mapped
        return np.zeros(0, kind)

    return room


@contextmanager
def _draft(folder: Path) -> Iterator[Path]:
    """A folder to write to that takes the place of the other when all is written."""
    draft = folder.with_name(f"{folder.name}.{os.getpid()}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    yield draft
    meta = {"version": VERSION, "lanes": sorted(all_lanes())}
    (draft / META).write_text(json.dumps(meta), encoding="utf-8")
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)


def save(tables: TextTables, folder: Path) -> None:
    """Writes the tables; the folder is there whole or not at all."""
    with _draft(folder) as draft:
        _write(draft, _name_arrays(tables.names) | _fold_arrays(tables.fold))
        for name, table in tables.lanes.items():
            _write(draft, _lane_arrays(name, table))


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


def _write(draft: Path, arrays: Arrays) -> None:
    for name, values in arrays.items():
        np.save(draft / f"{name}.npy", values)


def _name_arrays(names: NameTable) -> Arrays:
    return {f"name.{field.name}": getattr(names, field.name) for field in fields(NameTable)}


def _fold_arrays(fold: FoldTable) -> Arrays:
    return {"fold.codes": fold.codes, "fold.expansions": fold.expansions}


def _lane_arrays(name: str, table: LaneTable) -> Arrays:
    return {f"{name}.keys": table.keys, f"{name}.names": table.names, f"{name}.bits": table.bits}
