"""Changing some letters of a text."""

from collections.abc import Callable, Mapping, Sequence
from random import Random

from benchmarks.kind import is_han

ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
SYMBOLS = "-._*/|·~+^•★、。"
EMOJI = "🔥✨💎👟🌟❤👑🎁"


def places(text: str, fits: Callable[[str], bool]) -> list[int]:
    """Where characters stand that fit."""
    return [index for index, char in enumerate(text) if fits(char)]


def some(found: Sequence[int], random: Random, most: int | None = None) -> list[int]:
    """At least one of the places, in order."""
    return sorted(random.sample(found, random.randint(1, min(most or len(found), len(found)))))


def put(text: str, at: int, instead: str) -> str:
    """The text with another character at that place."""
    return text[:at] + instead + text[at + 1 :]


def exchange(text: str, table: Mapping[str, Sequence[str]], random: Random, most: int | None = None) -> str | None:
    """Exchanges at least one and at most that many characters by the table; None where it knows none of them."""
    found = places(text, lambda char: bool(table.get(char)))
    if not found:
        return None
    chars = list(text)
    for index in some(found, random, most):
        chars[index] = random.choice(table[chars[index]])
    return "".join(chars)


def between(text: str, marks: Sequence[str], random: Random, *, everywhere: float) -> str | None:
    """Puts one of the marks between letters: between all with that chance, else in one or two places."""
    gaps = [n for n in range(1, len(text)) if text[n - 1].isalnum() and text[n].isalnum()]
    if not gaps:
        return None
    chosen = gaps if random.random() < everywhere else some(gaps, random, 2)
    mark = random.choice(marks)
    return "".join(mark + char if index in chosen else char for index, char in enumerate(text))


def han(text: str) -> list[int]:
    """Where Chinese characters stand."""
    return places(text, is_han)


def latin(text: str) -> list[int]:
    """Where Latin letters without accents stand."""
    return places(text, lambda char: char.isascii() and char.isalpha())
