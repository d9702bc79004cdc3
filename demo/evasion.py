"""How sellers who hide write a mark: each takes the name and returns a form that a buyer still reads."""

from collections.abc import Callable
from random import Random

from demo.rights import Planted

# Cyrillic letters that look like the Latin ones (Unicode UTS 39 lists them as confusable).
_TWINS = str.maketrans("aeopcyxiHKBOTEM", "аеорсухіНКВОТЕМ")
_LEET = {"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "t": "7", "l": "1"}


def homoglyph(name: str, rng: Random) -> str:
    """Two letters or more replaced by Cyrillic twins."""
    places = [i for i, letter in enumerate(name) if letter.translate(_TWINS) != letter]
    chosen = set(rng.sample(places, min(len(places), rng.randint(2, 3))))
    return "".join(c.translate(_TWINS) if i in chosen else c for i, c in enumerate(name))


def spaced(name: str, rng: Random) -> str:
    """A space between all letters."""
    return " ".join(rng.choice((name, name.upper())))


def full_width(name: str, rng: Random) -> str:
    """Full-width forms."""
    shown = rng.choice((name, name.upper()))
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in shown)


def zero_width(name: str, rng: Random) -> str:
    """Invisible characters between the letters."""
    return "".join(c + rng.choice("\u200b\u200c\u2060") for c in name[:-1]) + name[-1]


def leet(name: str, rng: Random) -> str:
    """Two letters written as digits."""
    places = [i for i, letter in enumerate(name) if i and letter in _LEET]
    chosen = set(rng.sample(places, min(len(places), 2)))
    return "".join(_LEET[c] if i in chosen else c for i, c in enumerate(name))


def mask(name: str, rng: Random) -> str:
    """One inner letter replaced by a star."""
    at = rng.randint(1, len(name) - 2)
    return name[:at] + rng.choice("*＊") + name[at + 1 :]


def inserted_symbol(name: str, rng: Random) -> str:
    """Symbols between the letters: all of a short name, one place of a long one."""
    symbol = rng.choice("·/|~^")
    if not name.isascii():
        return symbol.join(name)
    at = rng.randint(2, len(name) - 2)
    return rng.choice((rng.choice(".-·_").join(name), name[:at] + rng.choice("·-_/") + name[at:]))


def typo(name: str, rng: Random) -> str:
    """One slip: a letter doubled, dropped, swapped or replaced."""
    at = rng.randint(2, len(name) - 2)
    slips = (
        name[:at] + name[at] + name[at:],
        name[:at] + name[at + 1 :],
        name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :],
        name[:at] + rng.choice("aeiou".replace(name[at], "")) + name[at + 1 :],
    )
    return rng.choice([slip for slip in slips if slip != name])


LATIN: dict[str, Callable[[str, Random], str]] = {
    "homoglyph": homoglyph,
    "full_width": full_width,
    "leet": leet,
    "typo": typo,
}
"""Evasions of Latin names."""

EITHER: dict[str, Callable[[str, Random], str]] = {
    "spaced": spaced,
    "zero_width": zero_width,
    "mask": mask,
    "inserted_symbol": inserted_symbol,
}
"""Evasions of names in either script."""

TABLED = ("traditional", "near_sound", "near_shape", "split_character", "pinyin")
"""Evasions of Chinese names, written out by hand in demo/data/marks.csv."""


def evaded(kind: str, planted: Planted, rng: Random) -> str:
    """The mark as that kind of evasion writes it; "" where it does not apply to the mark."""
    if kind in TABLED:
        forms = planted.evasions.get(kind, ())
        return rng.choice(forms) if forms else ""
    if kind == "alias":
        return rng.choice(planted.right.aliases) if planted.right.aliases else ""
    if kind == "plain":
        return rng.choice(planted.right.names)
    if kind in LATIN:
        return LATIN[kind](planted.latin, rng) if planted.latin else ""
    name = rng.choice(planted.right.names)
    # A star in a name of two characters leaves one, which nobody could read as the mark.
    if kind == "mask" and len(name) < 3:
        return ""
    return EITHER[kind](name, rng)
