"""Folded letters of many short texts, searched for a part: every place is looked at, a million of them in a few ms."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.text.batch import Batch, Tables
from matching.text.lane import I64
from matching.text.names import NameTable

PORTION = 20_000  # texts that are folded at once
U32 = NDArray[np.uint32]


@dataclass(frozen=True)
class LetterTable:
    """Texts, folded, one after the other.

    Attributes:
        letters: uint32[…], code points.
        at: int64[texts + 1], where each text's letters begin.
        row: int32[…], the text of each letter.
    """

    letters: U32
    at: I64
    row: NDArray[np.int32]

    @classmethod
    def of_names(cls, names: NameTable) -> "LetterTable":
        """The names of an index, whose letters are there already."""
        return cls(names.letters, names.letters_at, _rows(names.letters_at))

    def holding(self, part: U32) -> tuple[I64, I64]:
        """Which texts hold those letters one after the other, each once, and where in the text they first do."""
        size = len(part)
        if not size or size > len(self.letters):
            return np.zeros(0, np.int64), np.zeros(0, np.int64)
        at = np.flatnonzero(self.letters[: len(self.letters) - size + 1] == part[0])
        for nth in range(1, size):
            at = at[self.letters[at + nth] == part[nth]]
        row = self.row[at].astype(np.int64)
        inside = self.row[at + size - 1] == row
        at, row = at[inside], row[inside]
        first = np.ones(len(row), np.bool_)
        first[1:] = row[1:] != row[:-1]
        return row[first], (at - self.at[row])[first]

    def holding_all(self, parts: Iterable[U32]) -> I64:
        """Which texts hold each of those parts, in whatever order."""
        found: I64 | None = None
        for part in parts:
            rows, _ = self.holding(part)
            found = rows if found is None else np.intersect1d(found, rows, assume_unique=True)
        return np.zeros(0, np.int64) if found is None else found

    def size(self, row: I64) -> I64:
        """Letters of those texts."""
        sizes: I64 = self.at[row + 1] - self.at[row]
        return sizes

    def save(self, folder: Path, name: str, *, without: frozenset[str] = frozenset()) -> None:
        """Writes its arrays, but for those that lie elsewhere."""
        for field in fields(self):
            if field.name not in without:
                np.save(folder / f"{name}.{field.name}.npy", getattr(self, field.name))


@dataclass(frozen=True)
class OwnedLetters:
    """Texts and the right that each belongs to (uint32[texts])."""

    table: LetterTable
    owner: NDArray[np.uint32]

    def owners(self, rows: I64) -> I64:
        """Numbers of their rights."""
        return self.owner[rows].astype(np.int64)

    @classmethod
    def open(cls, folder: Path, name: str) -> "OwnedLetters":
        """Maps them."""
        parts = (mapped(folder / f"{name}.{field.name}.npy") for field in fields(LetterTable))
        return cls(LetterTable(*parts), mapped(folder / f"{name}.owner.npy"))


class LettersDraft:
    """Texts as they come, folded a few at a time, so that only their letters stay."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._waiting: list[str] = []
        self._owners = array("I")
        self._letters, self._sizes = [np.zeros(0, np.uint32)], [np.zeros(0, np.int64)]

    def add(self, right: int, text: str) -> None:
        """A text of that right."""
        self._owners.append(right)
        self._waiting.append(text)
        if len(self._waiting) == PORTION:
            self._fold()

    def save(self, folder: Path, name: str) -> None:
        """Writes all of them."""
        self._fold()
        at = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.concatenate(self._sizes))])
        LetterTable(np.concatenate(self._letters), at, _rows(at)).save(folder, name)
        np.save(folder / f"{name}.owner.npy", np.array(self._owners, np.uint32))

    def _fold(self) -> None:
        stream = Batch(self._waiting, self._tables).plain.stream
        self._letters.append(stream.letters.astype(np.uint32))
        self._sizes.append(np.bincount(stream.text, minlength=len(self._waiting)).astype(np.int64))
        self._waiting = []


def mapped(path: Path) -> NDArray[Any]:
    """An array as it lies in a file; a plain view, as numpy's class for maps is slow in small operations."""
    return np.asarray(np.load(path, mmap_mode="r"))


def _rows(at: I64) -> NDArray[np.int32]:
    return np.repeat(np.arange(len(at) - 1, dtype=np.int32), np.diff(at))
