"""The registry as a folder that matching processes open: rights, their pictures, and the compiled index of names.

    rights.jsonl   one right a line, what its register leaves open left out
    spans.npy      where each right's line begins and ends
    validity.npy   when each right is in force (matching/validity.py)
    views.json     (number of the right, picture) of every registered picture
    text/          the compiled index of names (matching/text/compile.py)
    pictures/      the compiled index of pictures (matching/pictures/compile.py)
    pictures.id    digest of that index
    lookup/        what else one searches by (matching/lookup/compile.py)
    registers.json the versions of registers that it was made of
    made_at        the folder that it was made in, where this is a copy (flows/shared_store.py)

flows/compile_rights.py makes it.

Opening it maps files and reads nothing, so that every process starts at once and shares one copy in memory.
"""

import json
import os
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b, file_digest
from pathlib import Path
from typing import overload

import numpy as np

from domain.right import Right
from domain.right_json import right_from, right_to
from matching.validity import Validity, bounds

RIGHTS, SPANS, VALIDITY, VIEWS = "rights.jsonl", "spans.npy", "validity.npy", "views.json"
TEXT, PICTURES, PICTURES_ID, LOOKUP, REGISTERS = "text", "pictures", "pictures.id", "lookup", "registers.json"
MADE_AT = "made_at"
KEPT = 20_000  # rights of a process that stay decoded; the marks of a night's listings are few


def write_rights(rights: Iterable[Right], folder: Path, base: Path, *, sort: bool = False) -> int:
    """Writes everything but the indexes, as the rights come, so that memory stays flat. Gives their number.

    Args:
        rights: once through.
        folder: there already.
        base: what picture paths are relative to.
        sort: whether rights are numbered by id instead of as they come; their ids are in memory then.
    """
    spans, terms = array("q", [0]), array("i")
    ids: list[str] = []
    views: list[tuple[int, str]] = []
    with (folder / RIGHTS).open("wb") as file:
        for number, right in enumerate(rights):
            fields = right_to(right, base)
            known = {name: value for name, value in fields.items() if value}
            spans.append(spans[-1] + file.write(json.dumps(known, ensure_ascii=False).encode() + b"\n"))
            views += ((number, image) for image in fields["images"])
            terms.extend(bounds(right))
            if sort:
                ids.append(right.right_id)
    ends = np.array(spans, np.int64)
    order = np.array(sorted(range(len(ids)), key=ids.__getitem__) if sort else range(len(ends) - 1), np.int64)
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    np.save(folder / SPANS, np.stack([ends[:-1], ends[1:]], axis=1)[order])
    np.save(folder / VALIDITY, np.array(terms, np.int32).reshape(-1, 2)[order])
    placed = sorted(((int(place[number]), nth, image) for nth, (number, image) in enumerate(views)))
    (folder / VIEWS).write_text(json.dumps([(number, image) for number, _, image in placed]), encoding="utf-8")
    return len(order)


def folder_digest(folder: Path) -> str:
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
        self._base = _base(self._folder)
        path = folder / RIGHTS
        # A view of the map gives slices fast; nothing cannot be mapped.
        self._lines = np.memmap(path, np.uint8, "r").data if path.stat().st_size else memoryview(b"")
        self._spans = np.asarray(np.load(folder / SPANS, mmap_mode="r"))
        self._count = len(self._spans)
        self._one = lru_cache(maxsize=KEPT)(self._read)

    @property
    def validity(self) -> Validity:
        """When each right is in force."""
        return Validity(np.load(self._folder / VALIDITY, mmap_mode="r"))

    @property
    def views(self) -> list[tuple[int, str]]:
        """Number of the right and location of each registered picture."""
        stored = json.loads((self._folder / VIEWS).read_text(encoding="utf-8"))
        return [(number, os.path.normpath(self._base / image)) for number, image in stored]

    @property
    def registers(self) -> tuple[str, ...]:
        """The versions of registers that it was made of: "trademarks@12"; none where it was made of a file."""
        return tuple(json.loads((self._folder / REGISTERS).read_text(encoding="utf-8")))

    @property
    def pictures_id(self) -> str:
        """Tells the compiled index of pictures from any other."""
        return (self._folder / PICTURES_ID).read_text(encoding="ascii")

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
        first, last = self._spans[number].tolist()
        return right_from(json.loads(bytes(self._lines[first:last])), self._base)


def _base(folder: Path) -> Path:
    """What the picture paths of a snapshot are relative to: itself, or where it was copied from."""
    try:
        return Path((folder / MADE_AT).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return folder
