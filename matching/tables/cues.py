"""Words by which sellers say what they do with a mark: copy it, resell it, repair what carries it, write a book of it.

`cues.tsv`, a line: kind, language, grade, words, `with`, `unless`; several words are separated by "|". The words are
lower case and simplified, as `matching.cues.plain` makes every text. `with`: one of these must stand around too;
`unless`: none of these may. The grade (0..1) is how seldom the word stands there for
other reasons, set by reading what stands around it in real titles. Facts about language; the lists are our own.
"""

from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

DATA = Path(__file__).with_name("cues.tsv")


class Kind(StrEnum):
    """What a cue speaks of. The first seven are looked up in whole listings, the others only beside the mark."""

    COUNTERFEIT = "counterfeit"
    CONTACT = "contact"
    RESALE = "resale"
    SERVICE = "service"
    ACCESSORY = "accessory"
    WORK = "work"
    CLAIM = "claim"
    FIT = "fit"
    COMPARISON = "comparison"
    DESCRIPTION = "description"
    PLACE = "place"
    PERSON = "person"
    STYLE = "style"


class Word(NamedTuple):
    """A word of the table.

    Attributes:
        kind, text: what it speaks of; how it is written.
        language: "zh" or "en"; words of the latter stand alone, between what is no letter.
        grade: 0..1.
        wanted: one of these must stand around it, if there are any.
        unless: none of these may.
    """

    kind: Kind
    text: str
    language: str
    grade: float
    wanted: tuple[str, ...]
    unless: tuple[str, ...]


def _load() -> tuple[Word, ...]:
    words = []
    for line in DATA.read_text(encoding="utf-8").splitlines():
        kind, language, grade, texts, wanted, unless = line.split("\t")
        for text in texts.split("|"):
            words.append(Word(Kind(kind), text, language, float(grade), split(wanted), split(unless)))
    return tuple(words)


def split(texts: str) -> tuple[str, ...]:
    """The words of a cell."""
    return tuple(texts.split("|")) if texts else ()


WORDS = _load()
"""Every word of the table, in its order."""
