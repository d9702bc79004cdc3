"""Folding of text: what a reader would take for the same letter becomes the same letter.

Each character is folded by itself, so every folded character knows which original one it came from, and the cost is
linear in the text. In order: compatibility forms and case (Unicode NFKC, casefold), accents off (NFD without marks),
look-alikes of other scripts (Unicode TR39's idea, table below), traditional to simplified Chinese (OpenCC t2s).
Invisible characters vanish; white space and symbols become gaps.
"""

import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache

from opencc import OpenCC

from matching.tables.confusables import LOOKALIKES
from matching.tables.variants import VARIANTS

FILLERS = "\u115f\u1160\u3164\uffa0"  # letters by category (Hangul fillers), invisible on every screen

_SIMPLIFY = OpenCC("t2s")


class Gap(IntEnum):
    """What stands before a folded character in the original."""

    NONE = 0
    SPACE = 1
    SYMBOL = 2


@dataclass(frozen=True, slots=True)
class Folded:
    """A text's letters and digits.

    Attributes:
        letters: folded letters and digits, nothing else.
        origins: for each of them, the index of the original character.
        gaps: for each of them, what was left out before it (a `Gap`).
        length: number of original characters.
    """

    letters: str
    origins: tuple[int, ...]
    gaps: bytes
    length: int

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original half-open range of folded characters start to end."""
        return self.origins[start], self.origins[end - 1] + 1


def is_han(char: str) -> bool:
    """Whether it is a Chinese character (Unified Ideographs and extensions A to H)."""
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf" or "\U00020000" <= char <= "\U000323af"


@cache
def fold_char(char: str) -> str:
    """The letters that a character folds to: "" if invisible, " " if white space, "." if a symbol."""
    category = unicodedata.category(char)
    if char.isspace() or category.startswith("Z"):
        return " "
    if category in ("Cf", "Cc", "Mn", "Me", "Cn", "Co", "Cs") or char in FILLERS:
        return ""
    if char.casefold() in LOOKALIKES:  # before NFKC, which makes another letter of some
        return LOOKALIKES[char.casefold()]
    letters = []
    for part in unicodedata.normalize("NFD", unicodedata.normalize("NFKC", char).casefold()):
        if unicodedata.combining(part) or unicodedata.category(part) == "Cf":
            continue
        letter = LOOKALIKES.get(part, part)
        if letter.isalnum():
            letters.append(_usual(letter) if is_han(letter) else letter)
    return "".join(letters) or "."


class _Letters(dict[int, str]):
    """What `str.translate` needs: folded letters by code point, each made when first met."""

    def __missing__(self, point: int) -> str:
        form = fold_char(chr(point))
        self[point] = "" if form in (" ", ".") else form
        return self[point]


_LETTERS = _Letters()


def fold_letters(text: str) -> str:
    """The letters of a folded text, without where they stood: a tenth of the work."""
    return text.translate(_LETTERS)


@lru_cache(maxsize=20_000)
def folded_name(name: str) -> str:
    """The folded letters of a name or a brand field, remembered: the same ones are asked for over and over."""
    return fold_letters(name)


def _usual(char: str) -> str:
    """The usual simplified writing of a Chinese character."""
    simple: str = _SIMPLIFY.convert(char)
    return VARIANTS.get(simple, simple)


def fold(text: str) -> Folded:
    """Folds a text."""
    forms = [fold_char(char) for char in text]
    joined = "".join(forms)
    if len(joined) == len(forms) and "" not in forms and joined.isalnum():  # one letter each, which is usual in names
        return Folded(joined, tuple(range(len(forms))), bytes(len(forms)), len(forms))
    return _fold_with_gaps(forms)


def _fold_with_gaps(forms: list[str]) -> Folded:
    letters: list[str] = []
    origins: list[int] = []
    gaps = bytearray()
    gap = Gap.NONE
    for index, form in enumerate(forms):
        if form in ("", " ", "."):
            gap = max(gap, Gap.SPACE if form == " " else Gap.SYMBOL if form else Gap.NONE)
            continue
        for letter in form:
            letters.append(letter)
            origins.append(index)
            gaps.append(gap)
            gap = Gap.NONE
    return Folded("".join(letters), tuple(origins), bytes(gaps), len(forms))
