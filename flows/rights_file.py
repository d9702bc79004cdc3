"""The registry as a folder that matching processes open: rights, their pictures, and the compiled index of names.

    rights.jsonl   one right a line, what its register leaves open left out
    offsets.npy    where each line begins
    validity.npy   when each right is in force (matching/validity.py)
    views.json     (number of the right, picture) of every registered picture
    text/          the compiled index of names (matching/text/compile.py)
    pictures/      the compiled index of pictures (matching/pictures/compile.py)
    pictures.id    digest of that index

Opening it maps files and reads nothing, so that every process starts at once and shares one copy in memory.
"""

import json
import multiprocessing
import os
import shutil
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b, file_digest
from pathlib import Path
from typing import overload

import numpy as np

from domain.right import Right
from domain.right_json import right_from, right_to
from flows.picture_file import read_picture
from matching.pictures.compile import compile_pictures
from matching.pictures.search import readable
from matching.text.index import TextIndex
from matching.validity import Validity, bounds

RIGHTS, OFFSETS, VALIDITY, VIEWS = "rights.jsonl", "offsets.npy", "validity.npy", "views.json"
TEXT, PICTURES, PICTURES_ID = "text", "pictures", "pictures.id"
FEW = 20_000  # rights that are compiled in this process: starting another would take longer
KEPT = 20_000  # rights of a process that stay decoded; the marks of a night's listings are few


def write(rights: Iterable[Right], folder: Path, *, in_this_process: bool = False) -> int:
    """Writes and compiles a snapshot atomically, picture paths relative to its folder. Gives the number of rights.

    Many are compiled in a process of its own, unless that is not wanted.
    """
    draft = folder.with_name(f"{folder.name}.{os.getpid()}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    count = _write_rights(rights, draft, folder.absolute())
    if count > FEW and not in_this_process:
        _in_a_child(draft)
    else:
        _compile(draft)
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)
    return count


def _write_rights(rights: Iterable[Right], draft: Path, base: Path) -> int:
    """Everything but the index, as the rights come, so that memory stays flat."""
    offsets = array("q", [0])
    terms = array("i")
    views: list[tuple[int, str]] = []
    with (draft / RIGHTS).open("wb") as file:
        for number, right in enumerate(rights):
            fields = right_to(right, base)
            known = {name: value for name, value in fields.items() if value}
            offsets.append(offsets[-1] + file.write(json.dumps(known, ensure_ascii=False).encode() + b"\n"))
            views += ((number, image) for image in fields["images"])
            terms.extend(bounds(right))
    np.save(draft / OFFSETS, np.array(offsets, np.int64))
    np.save(draft / VALIDITY, np.array(terms, np.int32).reshape(-1, 2))
    (draft / VIEWS).write_text(json.dumps(views), encoding="utf-8")
    return len(offsets) - 1


def _in_a_child(draft: Path) -> None:
    """Compiles in a process of its own, which gives its memory back when it ends."""
    child = multiprocessing.get_context("spawn").Process(target=_compile, args=(draft,))
    child.start()
    child.join()
    if child.exitcode:
        raise RuntimeError(f"the indexes could not be compiled: its process ended with {child.exitcode}")


def _compile(draft: Path) -> None:
    names = ((number, name) for number, right in enumerate(RightsFile(draft)) for name in right.names)
    TextIndex.compile(draft / TEXT, names)
    views = RightsFile(draft).views
    compile_pictures(len(views), lambda number: readable(read_picture(views[number][1]))).save(draft / PICTURES)
    (draft / PICTURES_ID).write_text(_digest(draft / PICTURES), encoding="ascii")


def _digest(folder: Path) -> str:
    """Of all files below a folder; a gigabyte takes about a second."""
    whole = blake2b(digest_size=16)
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        with path.open("rb") as file:
            whole.update(f"{path.relative_to(folder)} ".encode() + file_digest(file, blake2b).digest())
    return whole.hexdigest()


class RightsFile(Sequence[Right]):
    """The rights of a snapshot, decoded when asked for.

    Raises:
        FileNotFoundError: there is no snapshot in that folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()
        path = folder / RIGHTS
        # A view of the map gives slices fast; nothing cannot be mapped.
        self._lines = np.memmap(path, np.uint8, "r").data if path.stat().st_size else memoryview(b"")
        self._offsets = np.asarray(np.load(folder / OFFSETS, mmap_mode="r"))
        self._count = len(self._offsets) - 1
        self._one = lru_cache(maxsize=KEPT)(self._read)

    @property
    def validity(self) -> Validity:
        """When each right is in force."""
        return Validity(np.load(self._folder / VALIDITY, mmap_mode="r"))

    @property
    def views(self) -> list[tuple[int, str]]:
        """Number of the right and location of each registered picture."""
        stored = json.loads((self._folder / VIEWS).read_text(encoding="utf-8"))
        return [(number, os.path.normpath(self._folder / image)) for number, image in stored]

    @property
    def pictures_id(self) -> str:
        """Tells the compiled index of pictures from any other."""
        try:
            return (self._folder / PICTURES_ID).read_text(encoding="ascii")
        except FileNotFoundError:  # a snapshot that an earlier version wrote
            return _digest(self._folder / PICTURES)

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, number: int) -> Right: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Right]: ...
    def __getitem__(self, number: int | slice) -> Right | Sequence[Right]:
        if isinstance(number, slice):
            return [self._one(one) for one in range(*number.indices(self._count))]
        if not -self._count <= number < self._count:
            raise IndexError(number)
        return self._one(number % self._count)

    def __iter__(self) -> Iterator[Right]:
        return (self._read(number) for number in range(len(self)))

    def _read(self, number: int) -> Right:
        first, last = self._offsets[number : number + 2].tolist()
        return right_from(json.loads(bytes(self._lines[first:last])), self._folder)
