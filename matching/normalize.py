"""Folding of text: what a reader would take for the same letter becomes the same letter.

Each character is folded by itself, so every folded character knows which original one it came from, and the cost is
linear in the text. In order: compatibility forms and case (Unicode NFKC, casefold), accents off (NFD without marks),
look-alikes of other scripts (Unicode TR39's idea, table below), traditional to simplified Chinese (OpenCC t2s).
Invisible characters vanish; white space and symbols become gaps.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import cache

from opencc import OpenCC

# Letters of other scripts that look like a Latin one, case folded; those that NFKC and accents do not already fold.
LOOKALIKES = {
    # Cyrillic
    "а": "a", "в": "b", "с": "c", "ԁ": "d", "е": "e", "ѐ": "e", "һ": "h", "н": "h", "і": "i", "ј": "j", "к": "k",
    "ӏ": "l", "м": "m", "о": "o", "р": "p", "ԛ": "q", "г": "r", "ѕ": "s", "т": "t", "ц": "u", "ѵ": "v", "ԝ": "w",
    "х": "x", "у": "y", "ү": "y", "п": "n", "и": "u", "я": "r", "ь": "b", "э": "e", "ɡ": "g",
    # Greek
    "α": "a", "β": "b", "ϲ": "c", "ε": "e", "η": "n", "ι": "i", "κ": "k", "μ": "m", "ν": "v", "ο": "o", "ρ": "p",
    "σ": "o", "τ": "t", "υ": "u", "χ": "x", "ω": "w", "γ": "y", "ζ": "z", "δ": "d",
    # Armenian, Cherokee (whose case folds to capitals), Latin extensions, letter-like signs
    "օ": "o", "ո": "n", "ս": "u", "հ": "h", "ց": "g", "Ꭺ": "a", "Ꭼ": "e", "Ꮃ": "w", "Ꮇ": "m", "Ꮋ": "h", "Ꮪ": "s",
    "Ꮮ": "l", "Ꮲ": "p", "Ꮯ": "c", "Ꮐ": "g", "Ꭰ": "d", "Ꭱ": "r", "Ꭲ": "i", "ı": "i", "ł": "l", "ø": "o", "đ": "d",
    "ħ": "h", "ŧ": "t", "ƙ": "k", "ɑ": "a", "ɩ": "i", "ʟ": "l", "ɴ": "n", "ʀ": "r", "ʏ": "y", "ɪ": "i", "ᴀ": "a",
    "ʙ": "b", "ᴄ": "c", "ᴅ": "d", "ᴇ": "e", "ɢ": "g", "ʜ": "h", "ᴊ": "j", "ᴋ": "k", "ᴍ": "m", "ᴏ": "o", "ᴘ": "p",
    "ᴛ": "t", "ᴜ": "u", "ᴠ": "v", "ᴡ": "w", "ᴢ": "z", "æ": "ae", "œ": "oe",
}  # fmt: skip

# Digits and signs that stand for letters. Both sides are folded, so i, l and 1 may all become one letter.
LEET = str.maketrans({"0": "o", "1": "i", "l": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b"})
LEET_SIGNS = {"@": "a", "$": "s", "!": "i", "|": "i", "€": "e", "£": "l"}
_LEET_HINT = re.compile(r"[^\W\d_][0-9@$!|€£]|[0-9@$!|€£][^\W\d_]")

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
            letters.append(_SIMPLIFY.convert(letter) if is_han(letter) else letter)
    return "".join(letters) or "."


def fold(text: str, signs: dict[str, str] | None = None) -> Folded:
    """Folds a text; `signs` are symbols that count as letters."""
    letters: list[str] = []
    origins: list[int] = []
    gaps = bytearray()
    gap = Gap.NONE
    for index, char in enumerate(text):
        form = signs[char] if signs and char in signs else fold_char(char)
        if form in ("", " ", "."):
            gap = max(gap, Gap.SPACE if form == " " else Gap.SYMBOL if form else Gap.NONE)
            continue
        for letter in form:
            letters.append(letter)
            origins.append(index)
            gaps.append(gap)
            gap = Gap.NONE
    return Folded("".join(letters), tuple(origins), bytes(gaps), len(text))


def fold_leet(text: str) -> Folded | None:
    """The text with digits and signs read as letters; None where none touches a letter."""
    if not _LEET_HINT.search(text):
        return None
    folded = fold(text, LEET_SIGNS)
    return Folded(folded.letters.translate(LEET), folded.origins, folded.gaps, folded.length)
