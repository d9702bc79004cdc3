"""By what the words of all tables begin, so that a text is met with them all at once.

A text that begins with a Latin letter has its first run of such letters for a start, as it stands alone; any other its
first two characters, or the one that it is.
"""

import re
from collections.abc import Iterable, Mapping
from operator import add
from types import MappingProxyType
from typing import NamedTuple

from matching.tables.cues import WORDS, Kind, Word
from matching.tables.families import BY_PART

RUN = re.compile("[a-z]+")


class Entry(NamedTuple):
    """One text that is looked for.

    Attributes:
        text: in lower case, half width, simplified.
        words: what it means by itself, if anything.
        families: numbers of the families of which it is a part.
    """

    text: str
    words: tuple[Word, ...]
    families: tuple[int, ...]


def _entries(words: Iterable[Word], parts: Mapping[str, tuple[int, ...]]) -> Mapping[str, tuple[Entry, ...]]:
    meanings: dict[str, list[Word]] = {text: [] for text in parts}
    for word in words:
        meanings.setdefault(word.text, []).append(word)
    found: dict[str, list[Entry]] = {}
    for text, meant in meanings.items():
        run = RUN.match(text)
        found.setdefault(run[0] if run else text[:2], []).append(Entry(text, tuple(meant), parts.get(text, ())))
    return MappingProxyType({start: tuple(some) for start, some in found.items()})


BY_START = _entries(WORDS, BY_PART)
"""Every text by its start."""

SLANG = _entries(
    [
        word
        for word in WORDS
        if word.kind in (Kind.COUNTERFEIT, Kind.CONTACT)
        and word.grade >= 0.7
        and not word.wanted
        and len(word.text) > 1
    ],
    {},
)
"""What sellers write with signs between its letters (高·仿), by its start."""

_RUNS = frozenset(start for start in BY_START if RUN.fullmatch(start))
_SINGLES = frozenset(start for start in BY_START if len(start) == 1) - _RUNS
_PAIRS = frozenset(BY_START) - _RUNS - _SINGLES


def starts(low: str) -> frozenset[str]:
    """By what words of the tables something in a text (as `matching.plain.plain` makes it) begins."""
    met = _PAIRS.intersection(map(add, low, low[1:])), _SINGLES.intersection(low), _RUNS.intersection(RUN.findall(low))
    return met[0].union(*met[1:])
