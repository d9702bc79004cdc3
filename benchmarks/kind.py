"""What a disguise is."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from benchmarks.substitutes import Substitutes


class Script(StrEnum):
    """Which marks a disguise is for: those without Chinese characters, those of nothing else, or any."""

    LATIN = "latin"
    HAN = "han"
    ANY = "any"


Make = Callable[[str, Random, Substitutes], str | None]


@dataclass(frozen=True, slots=True)
class Kind:
    """One way of hiding a name.

    Attributes:
        name: as in the report.
        script: of the marks that it is for.
        make: mark text, randomness, tables -> disguised text; None where it does not apply.
        shortest: letters that a mark must have.
        lossless: whether Unicode's own folding (NFKC, casefold, no format characters or accents) gives the mark back.
        overall: whether it counts in the overall figure.
    """

    name: str
    script: Script
    make: Make
    shortest: int = 3
    lossless: bool = False
    overall: bool = True

    def apply(self, mark: str, random: Random, tables: Substitutes) -> str | None:
        """The disguised mark; None where the kind does not apply or would change nothing."""
        letters = [char for char in mark if char.isalpha()]
        if len(letters) < self.shortest or (self.script is not Script.ANY and script_of(mark) is not self.script):
            return None
        made = self.make(mark, random, tables)
        return None if made == mark else made


def kind(script: Script, shortest: int = 3, *, lossless: bool = False, overall: bool = True) -> Callable[[Make], Kind]:
    """Makes a kind of a function, by its name."""

    def named(make: Make) -> Kind:
        return Kind(make.__name__, script, make, shortest, lossless, overall)

    return named


def is_han(char: str) -> bool:
    """Whether it is a Chinese character."""
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf"


def script_of(mark: str) -> Script:
    """A mark's script; a mark of both, or of another script, is ANY and takes no disguise of letters."""
    letters = [char for char in mark if char.isalpha()]
    if letters and len(letters) == len(mark) and all(is_han(char) for char in letters):
        return Script.HAN
    latin = all(char.isascii() or "\u00c0" <= char <= "\u024f" for char in letters)
    return Script.LATIN if letters and latin else Script.ANY
