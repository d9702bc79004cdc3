"""Words of the goods table that stand in a text, the longest first."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from matching.normalize import fold_char, is_han
from matching.tables.goods import kinds

LONGEST_TEXT = 500  # characters; beyond it nobody describes goods, and a hostile title has no end
_STOP = frozenset(("for", "with", "by", "compatible", "from"))  # what follows names other goods: a case for a phone
_PART = re.compile("[a-z0-9]+|[^a-z0-9 ]+")


class _Forms(dict[int, str]):
    """Folded letters by code point; whatever separates is a space."""

    def __missing__(self, point: int) -> str:
        form = fold_char(chr(point))
        self[point] = " " if form == "." else form
        return self[point]


_FORMS = _Forms()


class Term(NamedTuple):
    """A word of the table in a text.

    Attributes:
        word: folded.
        kinds: numbers of its rows in `kinds()`.
        aside: whether it stands behind a word like "for", so that it may name what the goods go with.
    """

    word: str
    kinds: tuple[int, ...]
    aside: bool


def folded(text: str) -> str:
    """Letters and digits as readers take them, everything else a space."""
    return text[:LONGEST_TEXT].translate(_FORMS)


@cache
def _table() -> Mapping[str, tuple[int, ...]]:
    """Rows by folded word, plurals of Latin words too."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for number, kind in enumerate(kinds()):
        for word in kind.words:
            plain = " ".join(folded(word).split())
            found[plain].add(number)
            if plain.isascii():
                for plural in _plurals(plain):
                    found[plural].add(number)
    return {word: tuple(sorted(rows)) for word, rows in found.items()}


def _plurals(word: str) -> Iterator[str]:
    yield word + "s"
    if word.endswith(("s", "x", "ch", "sh")):
        yield word + "es"
    if word.endswith("y"):
        yield word[:-1] + "ies"


@cache
def _sizes() -> tuple[Mapping[str, tuple[int, ...]], int]:
    """Lengths of the words that hold Chinese by first letter, longest first; most parts of a Latin phrase."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    parts = 1
    for word in _table():
        if any(map(is_han, word)):
            found[word[0]].add(len(word))
        else:
            parts = max(parts, word.count(" ") + 1)
    return {first: tuple(sorted(sizes, reverse=True)) for first, sizes in found.items()}, parts


def find(text: str) -> list[Term]:
    """Words of the table in a folded text, in its order, none inside another."""
    found: list[Term] = []
    latin: list[str] = []
    aside = False
    for part in _PART.findall(text):
        if part.isascii():
            latin.append(part)
        elif latin:
            aside = _phrases(latin, found, aside)
            latin = []
    if latin:
        _phrases(latin, found, aside)
    return found + list(_chinese(text))


def _phrases(parts: list[str], found: list[Term], aside: bool) -> bool:
    """Adds the phrases among Latin parts; says whether what follows stands aside."""
    table, (_, most) = _table(), _sizes()
    at = 0
    while at < len(parts):
        aside = aside or (parts[at] in _STOP and at > 0)
        for size in range(min(most, len(parts) - at), 0, -1):
            word = " ".join(parts[at : at + size]) if size > 1 else parts[at]
            if word in table:
                found.append(Term(word, table[word], aside))
                at += size - 1
                break
        at += 1
    return aside


def _chinese(text: str) -> Iterator[Term]:
    table, (sizes, _) = _table(), _sizes()
    at, end = 0, len(text)
    while at < end:
        for size in sizes.get(text[at], ()):
            word = text[at : at + size]
            if word in table and not word.isascii() and (size > 1 or _alone(text, at)):
                yield Term(word, table[word], False)
                at += size - 1
                break
        at += 1


def begins_with_goods(text: str) -> bool:
    """Whether a Chinese word of the table stands at a text's beginning."""
    plain = folded(text).lstrip()
    return any(plain[:size] in _table() for size in _sizes()[0].get(plain[:1], ()))


def _alone(text: str, at: int) -> bool:
    """Whether no Chinese character follows: 鞋 alone, not that of 鞋柜."""
    return at + 1 == len(text) or not is_han(text[at + 1])
