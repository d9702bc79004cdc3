"""Makes matching/tables/sound.npz: readings of Han characters and how alike syllables sound.

    python -m tools.make_sound

Readings are pypinyin's, in its order; where the standard table of characters lists a character (Unihan kTGHZ2013,
kXHC1983), readings that no living dictionary has are left out, lest 重 sound like 同.
"""

import unicodedata
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
from pypinyin.pinyin_dict import pinyin_dict

from tools import unihan

OUT = Path(__file__).resolve().parent.parent / "matching" / "tables" / "sound.npz"
INITIALS = ("zh", "ch", "sh", *"bpmfdtnlgkhjqxrzcsyw")
SAME, DIALECT, TWO_DIALECTS, NEAR = 1.0, 0.9, 0.85, 0.7

# Initials and finals that dialects do not keep apart.
DIALECT_INITIALS = (("z", "zh"), ("c", "ch"), ("s", "sh"), ("n", "l"), ("r", "l"), ("f", "h"))
DIALECT_FINALS = (
    ("an", "ang"), ("en", "eng"), ("in", "ing"), ("ian", "iang"), ("uan", "uang"),
)  # fmt: skip
# Whole syllables: h before u, f and w (胡福, 黄王, 花发); the first of each is the class.
DIALECT_SYLLABLES = (
    ("hu", "fu", "wu"), ("hua", "fa", "wa"), ("huai", "wai"), ("huan", "fan", "wan"), ("huang", "fang", "wang"),
    ("hui", "fei", "wei"), ("hun", "fen", "wen"), ("hong", "feng", "weng"), ("huo", "fo", "wo"), ("hou", "fou"),
)  # fmt: skip
# Further sounds that an ear takes for each other when the other half of the syllable agrees.
NEAR_INITIALS = (
    ("b", "p"), ("d", "t"), ("g", "k", "h"), ("j", "q", "x"), ("z", "c", "s", "zh", "ch", "sh"), ("j", "zh", "z"),
    ("q", "ch", "c"), ("x", "sh", "s"), ("n", "l", "r"), ("f", "h", "w"), ("m", "n"), ("y", ""), ("w", ""),
)  # fmt: skip
NEAR_FINALS = (
    ("e", "o", "uo"), ("a", "ia", "ua"), ("ai", "ei"), ("ao", "ou", "iao"), ("ei", "ui"), ("ou", "iu"), ("ie", "ve"),
    ("i", "v"), ("u", "v"), ("an", "uan"), ("ian", "van"), ("en", "un"), ("in", "vn"), ("in", "en"), ("ing", "eng"),
    ("ong", "iong"), ("ong", "eng"), ("ang", "uang"), ("an", "ian"), ("ang", "iang"), ("ai", "uai"),
)  # fmt: skip


def toneless(reading: str) -> str:
    """hǎo -> hao, lǜ -> lv."""
    plain = unicodedata.normalize("NFD", reading.strip())
    plain = plain.replace("u\u0308", "v").replace("ê", "e")
    letters = "".join(c for c in plain if c.isascii() and c.isalpha())
    return "en" if letters in ("n", "ng") else letters  # 嗯


@cache
def split(syllable: str) -> tuple[str, str]:
    """Initial and final; u after j, q, x, y is written v, as it sounds."""
    initial = next((i for i in INITIALS if syllable.startswith(i)), "")
    final = syllable[len(initial) :]
    if initial in ("j", "q", "x", "y") and final.startswith("u"):
        final = "v" + final[1:]
    return initial, final


def pairs(*groups: tuple[tuple[str, ...], ...]) -> set[tuple[str, str]]:
    """Every two members of one group, both ways round."""
    return {(a, b) for some in groups for group in some for a, b in product(group, repeat=2) if a != b}


DIALECT_I, DIALECT_F = pairs(DIALECT_INITIALS), pairs(DIALECT_FINALS)
DIALECT_S = {(a, b) for first, *others in DIALECT_SYLLABLES for c in others for a, b in ((first, c), (c, first))}
NEAR_I, NEAR_F = pairs(NEAR_INITIALS, DIALECT_INITIALS), pairs(NEAR_FINALS, DIALECT_FINALS)


def merged(syllable: str) -> str:
    """The class of a syllable for an ear that hears none of the dialect differences."""
    for first, *others in DIALECT_SYLLABLES:
        if syllable in others:
            syllable = first
    initial, final = split(syllable)
    initial = {"zh": "z", "ch": "c", "sh": "s", "n": "l", "r": "l"}.get(initial, initial)
    if final.endswith("ng") and final not in ("ong", "iong"):
        final = final[:-1]
    return initial + final


def likeness(one: str, other: str) -> float:
    """1 the same, 0.9 one dialect difference, 0.85 two, 0.7 initial or final near, 0 otherwise."""
    if one == other:
        return SAME
    (i, f), (j, g) = split(one), split(other)
    same = (i == j) + (f == g)
    dialect = ((i, j) in DIALECT_I) + ((f, g) in DIALECT_F)
    if (one, other) in DIALECT_S or (dialect == 1 and same == 1):
        return DIALECT
    if dialect == len("if"):
        return TWO_DIALECTS
    if merged(one) == merged(other) or (f == g and (i, j) in NEAR_I) or (i == j and (f, g) in NEAR_F):
        return NEAR
    return 0.0


def living() -> dict[str, set[str]]:
    """Toneless readings that dictionaries of today's language give."""
    found: dict[str, set[str]] = {}
    for char, _, value in unihan.fields("Readings", "kTGHZ2013", "kXHC1983"):
        for entry in value.split():
            found.setdefault(char, set()).update(toneless(r) for r in entry.split(":")[1].split(","))
    return found


def readings() -> dict[str, tuple[str, ...]]:
    """Character -> toneless readings, most usual first."""
    alive, found = living(), {}
    for code, text in sorted(pinyin_dict.items()):
        every = tuple(dict.fromkeys(r for r in map(toneless, text.split(",")) if set(r) & set("aeiouv")))
        used = tuple(r for r in every if r in alive.get(chr(code), every))
        if every:
            found[chr(code)] = used or every[:1]
    return found


def main() -> None:
    """Collects, compares, writes."""
    table = readings()
    syllables = sorted({r for some in table.values() for r in some})
    ids = {syllable: index for index, syllable in enumerate(syllables, start=1)}
    classes = sorted({merged(s) for s in syllables})
    alike = [[round(100 * likeness(a, b)) for b in syllables] for a in syllables]
    np.savez_compressed(
        OUT,
        syllables=np.asarray(syllables),
        merged=np.asarray([classes.index(merged(s)) + 1 for s in syllables], np.uint16),
        alike=np.asarray(alike, np.uint8),
        chars=np.diff(np.asarray([ord(c) for c in table], np.uint32), prepend=np.uint32(0)),
        counts=np.asarray([len(r) for r in table.values()], np.uint8),
        readings=np.asarray([ids[r] for some in table.values() for r in some], np.uint16),
    )
    print(f"{OUT.name}: {len(table)} characters, {len(syllables)} syllables, {len(classes)} classes,"
          f" {OUT.stat().st_size // 1024} kB")  # fmt: skip


if __name__ == "__main__":
    main()
