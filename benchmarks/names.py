"""Where a registered name stands in a title as it is, whatever its form, case and separators."""

import unicodedata
from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick, Implementation
from opencc import OpenCC

from benchmarks.kind import is_han

DEFINITION = (
    "a name stands in a title where, after NFKC, casefold, without accents and separators, traditional to "
    "simplified, a Chinese name stands anywhere and another one from the beginning of a word to the end of one "
    "(between letters and digits a word may end)"
)
_SIMPLIFY = OpenCC("t2s")


def key(text: str) -> str:
    """Letters and digits of a text: NFKC, casefold, Latin letters without accents, simplified."""
    return "".join(char for char in _form(text) if char.isalnum())


def _form(text: str) -> str:
    composed = unicodedata.normalize("NFKC", text).casefold()
    return str(_SIMPLIFY.convert("".join(map(_bare, composed))))


def _bare(char: str) -> str:
    """A Latin letter without its accents."""
    if char.isascii():
        return char
    parts = unicodedata.normalize("NFD", char)
    return parts[0] if parts[0].isascii() else char


def edges(text: str) -> tuple[str, list[bool]]:
    """The key of a text and, for each place in it and its end, whether a word begins or ends there."""
    letters: list[str] = []
    begins = [True]
    broken = False
    for char in _form(text):
        if not char.isalnum():
            broken = not unicodedata.combining(char) or broken
            continue
        if letters:
            before = letters[-1]
            begins.append(broken or is_han(char) != is_han(before) or char.isdigit() != before.isdigit())
        letters.append(char)
        broken = False
    return "".join(letters), [*begins[: len(letters)], True]


class Names:
    """Registered names, found as they are."""

    def __init__(self, names: Iterable[str]) -> None:
        self.keys = [one for one in dict.fromkeys(map(key, names)) if one]
        self.known = frozenset(self.keys)
        self._find = AhoCorasick(self.keys, implementation=Implementation.ContiguousNFA)

    def standing(self, title: str) -> set[str]:
        """Keys of the names that stand in a title."""
        letters, begins = edges(title)
        found = self._find.find_matches_as_indexes(letters, overlapping=True)
        return {self.keys[n] for n, start, end in found if _whole(self.keys[n], begins[start], begins[end])}


def _whole(name: str, begins: bool, ends: bool) -> bool:
    return (begins or is_han(name[0])) and (ends or is_han(name[-1]))
