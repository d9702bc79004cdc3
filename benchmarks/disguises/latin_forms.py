"""Latin names in other forms of the same letters, and with what no reader sees."""

import unicodedata
from random import Random

from benchmarks.kind import Script, kind
from benchmarks.letters import ZERO_WIDTH, between, latin, put, some
from benchmarks.substitutes import Substitutes

ACCENTS = {
    "a": "àáâäãå", "e": "èéêë", "i": "ìíîï", "o": "òóôöõ", "u": "ùúûü", "c": "çć", "n": "ñń", "s": "šś", "z": "žź",
    "y": "ýÿ",
}  # fmt: skip
BIDI_PAIRS = (("\u202a", "\u202c"), ("\u202d", "\u202c"), ("\u2066", "\u2069"), ("\u2068", "\u2069"))
BIDI_MARKS = "\u200e\u200f\u061c"


@kind(Script.LATIN, lossless=True)
def full_width(mark: str, random: Random, tables: Substitutes) -> str | None:
    """Ｎｉｋｅ, all letters or some."""
    found = latin(mark)
    chosen = found if random.random() < 0.7 else some(found, random) if found else []
    return "".join(chr(ord(char) + 0xFEE0) if n in chosen else char for n, char in enumerate(mark))


@kind(Script.LATIN, lossless=True)
def case(mark: str, random: Random, tables: Substitutes) -> str | None:
    """nIKe, NIKE, nike."""
    mixed = "".join(random.choice((char.upper(), char.lower())) for char in mark)
    return random.choice((mark.upper(), mark.lower(), mark.swapcase(), mixed))


@kind(Script.LATIN, lossless=True)
def accents(mark: str, random: Random, tables: Substitutes) -> str | None:
    """Níke, precomposed or combining; a name that has accents loses them."""
    bare = "".join(char for char in unicodedata.normalize("NFD", mark) if not unicodedata.combining(char))
    if bare != mark:
        return bare
    found = [n for n in latin(mark) if mark[n].lower() in ACCENTS]
    if not found:
        return None
    for at in some(found, random, 2):
        letter = random.choice(ACCENTS[mark[at].lower()])
        mark = put(mark, at, letter.upper() if mark[at].isupper() else letter)
    return random.choice((mark, unicodedata.normalize("NFD", mark)))


@kind(Script.LATIN, lossless=True)
def compatibility(mark: str, random: Random, tables: Substitutes) -> str | None:
    """Ⓝⓘⓚⓔ, 🄽🄸🄺🄴, ⁿⁱᵏᵉ and ligatures: forms that NFKC takes back."""
    style = random.choice(("circled", "squared", "modifier", "ligature"))
    for ligature, letters in (
        ("ﬃ", "ffi"),
        ("ﬀ", "ff"),
        ("ﬁ", "fi"),
        ("ﬂ", "fl"),
        ("ﬆ", "st"),
        ("ǉ", "lj"),
        ("ǆ", "dž"),
    ):
        if style == "ligature" and letters in mark:
            return mark.replace(letters, ligature)
    names = {
        "circled": "CIRCLED LATIN {case} LETTER {letter}",
        "squared": "SQUARED LATIN CAPITAL LETTER {letter}",
        "modifier": "MODIFIER LETTER SMALL {letter}",
        "ligature": "CIRCLED LATIN {case} LETTER {letter}",
    }
    return _renamed(mark, names[style])


@kind(Script.LATIN, lossless=True)
def mathematical(mark: str, random: Random, tables: Substitutes) -> str | None:
    """𝐍𝐢𝐤𝐞, 𝙽𝚒𝚔𝚎, 𝔑𝔦𝔨𝔢: mathematical alphanumerics."""
    style = random.choice(
        ("BOLD", "SANS-SERIF", "MONOSPACE", "BOLD ITALIC", "SANS-SERIF BOLD", "BOLD SCRIPT", "BOLD FRAKTUR")
    )
    return _renamed(mark, f"MATHEMATICAL {style} {{case}} {{letter}}")


@kind(Script.LATIN, lossless=True)
def zero_width(mark: str, random: Random, tables: Substitutes) -> str | None:
    """Characters without width between the letters."""
    return between(mark, ZERO_WIDTH, random, everywhere=0.3)


@kind(Script.LATIN)
def bidi(mark: str, random: Random, tables: Substitutes) -> str | None:
    """Marks of writing direction inside or around; now and then the name backwards under an override."""
    if random.random() < 0.15:
        return "\u202e" + mark[::-1] + "\u202c"
    if random.random() < 0.5:
        return between(mark, BIDI_MARKS, random, everywhere=0.2)
    at = random.randint(1, len(mark) - 1)
    before, after = random.choice(BIDI_PAIRS)
    return before + mark[:at] + after + before + mark[at:] + after


def _renamed(mark: str, name: str) -> str:
    """Letters exchanged for those of the Unicode name; a letter that has no such form stays."""
    made = []
    for char in mark:
        case = "CAPITAL" if char.isupper() else "SMALL"
        try:
            made.append(unicodedata.lookup(name.format(case=case, letter=char.upper())) if char.isascii() else char)
        except KeyError:
            made.append(char)
    return "".join(made)
