"""The registry as a folder that matching processes open: rights, their pictures, and the compiled index of names.

    rights.jsonl   one right a line
    offsets.npy    where each line begins
    views.json     (number of the right, picture) of every registered picture
    text/          the compiled index (matching/text/compile.py)

Opening it maps files and reads nothing, so that every process starts at once and shares one copy in memory.
"""

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import overload

import numpy as np

from domain.right import Right
from domain.right_json import right_from, right_to
from matching.text.index import TextIndex

RIGHTS, OFFSETS, VIEWS, TEXT = "rights.jsonl", "offsets.npy", "views.json", "text"
KEPT = 20_000  # rights of a process that stay decoded; the marks of a night's listings are few


def write(rights: Iterable[Right], folder: Path) -> int:
    """Writes and compiles a snapshot atomically, picture paths relative to its folder. Gives the number of rights."""
    draft = folder.with_name(f"{folder.name}.{os.getpid()}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    base = folder.absolute()
    offsets = [0]
    views: list[tuple[int, str]] = []
    names: list[tuple[int, str]] = []
    with (draft / RIGHTS).open("wb") as file:
        for number, right in enumerate(rights):
            fields = right_to(right, base)
            offsets.append(offsets[-1] + file.write(json.dumps(fields, ensure_ascii=False).encode() + b"\n"))
            views += ((number, image) for image in fields["images"])
            names += ((number, name) for name in right.names)
    np.save(draft / OFFSETS, np.array(offsets, np.int64))
    (draft / VIEWS).write_text(json.dumps(views), encoding="utf-8")
    TextIndex.of(names).save(draft / TEXT)
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)
    return len(offsets) - 1


class RightsFile(Sequence[Right]):
    """The rights of a snapshot, decoded when asked for.

    Raises:
        FileNotFoundError: there is no snapshot in that folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()
        self._lines = np.memmap(folder / RIGHTS, np.uint8, "r")
        self._offsets = np.load(folder / OFFSETS, mmap_mode="r")
        self._one = lru_cache(maxsize=KEPT)(self._read)

    @property
    def views(self) -> list[tuple[int, str]]:
        """Number of the right and location of each registered picture."""
        stored = json.loads((self._folder / VIEWS).read_text(encoding="utf-8"))
        return [(number, os.path.normpath(self._folder / image)) for number, image in stored]

    def __len__(self) -> int:
        return len(self._offsets) - 1

    @overload
    def __getitem__(self, number: int) -> Right: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Right]: ...
    def __getitem__(self, number: int | slice) -> Right | Sequence[Right]:
        if isinstance(number, slice):
            return [self._one(one) for one in range(*number.indices(len(self)))]
        if not -len(self) <= number < len(self):
            raise IndexError(number)
        return self._one(number % len(self))

    def __iter__(self) -> Iterator[Right]:
        return (self._read(number) for number in range(len(self)))

    def _read(self, number: int) -> Right:
        line = self._lines[int(self._offsets[number]) : int(self._offsets[number + 1])]
        return right_from(json.loads(line.tobytes()), self._folder)
