"""Codes that rights carry (classes, groups, figurative elements), looked up by their beginning and counted."""

import json
from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.lookup.letters import mapped

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Codes:
    """Codes of one kind.

    Attributes:
        words: each code once.
        code: int32[pairs], number of the code.
        owner: int32[pairs], number of the right that carries it.
    """

    words: tuple[str, ...]
    code: NDArray[np.int32]
    owner: NDArray[np.int32]

    def under(self, wanted: tuple[str, ...], rights: int, *, exactly: bool) -> Bools:
        """Which of so many rights carry one of those codes, or one that goes on from it at a dot or a dash."""
        numbers = [n for n, word in enumerate(self.words) if any(_is_under(word, one, exactly) for one in wanted)]
        carried = np.zeros(len(self.words), np.bool_)
        carried[numbers] = True
        found = np.zeros(rights, np.bool_)
        found[self.owner[carried[self.code]]] = True
        return found

    def counts(self, among: Bools) -> Mapping[str, int]:
        """How many of those rights carry each code, codes in their order."""
        counted = np.bincount(self.code[among[self.owner]], minlength=len(self.words)).tolist()
        return {word: count for word, count in zip(self.words, counted, strict=True) if count}

    @classmethod
    def open(cls, folder: Path, name: str) -> "Codes":
        """Maps them."""
        words = tuple(json.loads((folder / f"{name}.json").read_text(encoding="utf-8")))
        return cls(words, mapped(folder / f"{name}.code.npy"), mapped(folder / f"{name}.owner.npy"))


@dataclass(slots=True)
class CodesDraft:
    """Codes as they come."""

    numbers: dict[str, int] = field(default_factory=dict)
    code: "array[int]" = field(default_factory=lambda: array("i"))
    owner: "array[int]" = field(default_factory=lambda: array("i"))

    def add(self, right: int, words: tuple[str, ...]) -> None:
        """Those of one right."""
        for word in dict.fromkeys(words):
            self.code.append(self.numbers.setdefault(word, len(self.numbers)))
            self.owner.append(right)

    def save(self, folder: Path, name: str) -> None:
        """Writes them, codes in order: numbers by value, then the others by letters."""
        words = sorted(self.numbers, key=lambda word: (int(word) if word.isdecimal() else 10**9, word))
        place = np.zeros(len(words), np.int32)
        place[[self.numbers[word] for word in words]] = np.arange(len(words), dtype=np.int32)
        (folder / f"{name}.json").write_text(json.dumps(words, ensure_ascii=False), encoding="utf-8")
        np.save(folder / f"{name}.code.npy", place[np.array(self.code, np.int32)])
        np.save(folder / f"{name}.owner.npy", np.array(self.owner, np.int32))


def _is_under(word: str, wanted: str, exactly: bool) -> bool:
    """A similar group is under its class without a dot between them: 2501 under 25."""
    return word == wanted if exactly else word.startswith(wanted)
