"""The tables that disguises draw from, cut into a part for tuning and one for checking."""

import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from opencc import OpenCC
from pypinyin import Style, lazy_pinyin, pinyin

from benchmarks.tables import confusables, shapes, splits, variants

Table = Mapping[str, tuple[str, ...]]
COMMON = 15  # times that a character stands in real titles before a seller would think of it


class Part(StrEnum):
    """Half of the marks and half of the substituted characters each; ALL is both."""

    TUNE = "tune"
    CHECK = "check"
    ALL = "all"

    def holds(self, text: str) -> bool:
        """Whether that mark or substitute belongs to the part; always the same, on every machine."""
        tune = zlib.crc32(text.casefold().encode()) % 2 == 0
        return self is Part.ALL or tune == (self is Part.TUNE)


@dataclass(frozen=True, slots=True)
class Substitutes:
    """Tables: what may stand for a character.

    Attributes:
        cyrillic, greek, others: look-alike letters by Latin letter.
        shapes: look-alike characters by character.
        splits: parts by character.
        traditional: traditional and variant forms by character.
        sounds: characters by toneless syllable, most frequent first.
        readings: syllables by character, most usual first.
        aliases: other names by name.
    """

    cyrillic: Table
    greek: Table
    others: Table
    shapes: Table
    splits: Mapping[str, str]
    traditional: Table
    sounds: Table
    readings: Table
    aliases: Table


def substitutes(part: Part, titles: Iterable[str], aliases: Table) -> Substitutes:
    """The tables of a part.

    Args:
        part: which half.
        titles: real ones; their characters are those that a seller would write for others.
        aliases: other names by name.
    """
    frequent = Counter(char for title in titles for char in title if "\u4e00" <= char <= "\u9fff")
    sounds: dict[str, list[str]] = defaultdict(list)
    for char, times in frequent.most_common():
        if times >= COMMON and part.holds(char):
            sounds[lazy_pinyin(char)[0]].append(char)
    readings = {char: tuple(pinyin(char, style=Style.NORMAL, heteronym=True)[0]) for char in frequent}
    return Substitutes(
        cyrillic=_cut(confusables.letters(confusables.CYRILLIC, "CYRILLIC"), part),
        greek=_cut(confusables.letters(confusables.GREEK, "GREEK"), part),
        others=_cut(confusables.letters(confusables.OTHERS), part),
        shapes=_cut(shapes.pairs(), part),
        splits={char: parts for char, parts in splits.parts().items() if part.holds(parts)},
        traditional=_cut(_traditional(frequent), part),
        sounds={syllable: tuple(chars) for syllable, chars in sounds.items()},
        readings=readings,
        aliases=aliases,
    )


def _cut(table: Table, part: Part) -> Table:
    """The entries whose substitute belongs to the part."""
    kept = ((char, tuple(one for one in others if part.holds(one))) for char, others in table.items())
    return {char: others for char, others in kept if others}


def _traditional(chars: Iterable[str]) -> Table:
    forms: dict[str, dict[str, None]] = defaultdict(dict)
    converts: list[Callable[[str], str]] = [OpenCC(name).convert for name in ("s2t", "s2tw", "s2hk")]
    for char in chars:
        for convert in converts:
            forms[char][convert(char)] = None
    for group in variants.GROUPS.split():
        for char in group[1:]:
            forms[group[0]][char] = None
    return {char: tuple(form for form in found if form != char) for char, found in forms.items() if set(found) - {char}}
