"""Ways of saying a thing that are put together from two groups of words: "from the same factory", "看主页联系".

Who tells where goods come from, or where to ask, says it in his own words each time, so a list of phrases knows few of
them. `families.tsv` says which groups must meet, a line: kind, grade, one group, the other, how many characters may
stand between, order, `unless`. Groups are named in `groups.tsv` (name, words); "a&b" are the words of both. Order:
">" the one first, "<>" either first. Kind, grade and `unless` are those of `cues.tsv`.
"""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from matching.tables.cues import Kind, split

HERE = Path(__file__).parent


class Family(NamedTuple):
    """Two groups of words that say something together.

    Attributes:
        kind, grade: as a word of `cues.tsv` has.
        first, second: their words.
        within: characters that may stand between, at most.
        ordered: whether the first must stand first.
        unless: none of these may stand around.
    """

    kind: Kind
    grade: float
    first: frozenset[str]
    second: frozenset[str]
    within: int
    ordered: bool
    unless: tuple[str, ...]


def _rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (HERE / name).read_text(encoding="utf-8").splitlines()]


def _load() -> tuple[Family, ...]:
    groups = {name: frozenset(split(words)) for name, words in _rows("groups.tsv")}
    families = []
    for kind, grade, first, second, within, order, unless in _rows("families.tsv"):
        one, other = (frozenset().union(*(groups[name] for name in names.split("&"))) for names in (first, second))
        families.append(Family(Kind(kind), float(grade), one, other, int(within), order == ">", split(unless)))
    return tuple(families)


FAMILIES = _load()
"""Every family, in the table's order."""


def _by_part() -> Mapping[str, tuple[int, ...]]:
    found: dict[str, list[int]] = {}
    for number, family in enumerate(FAMILIES):
        for text in sorted(family.first | family.second):
            found.setdefault(text, []).append(number)
    return MappingProxyType({text: tuple(numbers) for text, numbers in found.items()})


BY_PART = _by_part()
"""Numbers of the families in which a text is a part."""
