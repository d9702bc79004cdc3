"""Where a right's name, or something like it, stands in a text."""

from enum import StrEnum
from typing import NamedTuple


class Disguise(StrEnum):
    """How the name is written in the listing; the value is what a reviewer reads."""

    PLAIN = "as registered"
    FORM = "other case, width or accents"
    TRADITIONAL = "traditional or variant characters"
    LOOKALIKE = "look-alike letters of another script"
    INVISIBLE = "invisible characters inside"
    SPACED = "letters set apart"
    SPLIT = "symbols inside"
    LEET = "digits or signs for letters"
    NEAR = "one letter changed"
    SHAPE = "a character that looks alike"
    SOUND = "characters that sound alike"
    PINYIN = "written in pinyin"
    TAKEN_APART = "a character taken apart"
    MASK = "letters hidden"
    ORDER = "words in another order"


class Writing(NamedTuple):
    """How a name is written in a text, and how near that is to the name as registered.

    Attributes:
        disguise: which.
        likeness: 0..1, 1 where folding makes both the same.
        spelling: 0..1, how exactly the characters are those registered, case, script, accents and gaps included.
        said: what a reviewer reads: the name, what is written, the disguise, how near.
        shape, sound: how alike the differing Chinese characters look and sound, 0..1; None where none are compared.
        edits: letters that are changed, left out, put in or swapped; None where they are not counted.
    """

    disguise: Disguise
    likeness: float
    spelling: float
    said: str
    shape: float | None = None
    sound: float | None = None
    edits: int | None = None


class Hit(NamedTuple):
    """One place. A named tuple, as some million are made a night and a frozen dataclass takes three times as long.

    Attributes:
        right: number of the right in the index.
        name: the mark's text or alias that was found.
        start, end: half-open range in the original text.
        writing: its disguise and how near it is.
        sides: on how many sides it ends at an edge, a gap or a change of script: 0, 1 or 2.
        chance: that it refers to the name at all, 0..1, as the index judges it.
        ordinary: how ordinary a word the name is, 0..1 (matching/distinctiveness.py).
        other: another name of the register whose very letters stand there, over most of the place; "" for none.
        other_chance: that the text refers to that one, 0..1.
    """

    right: int
    name: str
    start: int
    end: int
    writing: Writing
    sides: int
    chance: float
    ordinary: float
    other: str = ""
    other_chance: float = 0.0

    @property
    def likeness(self) -> float:
        """0..1, 1 where folding makes both the same."""
        return self.writing.likeness

    @property
    def disguise(self) -> Disguise:
        """How the name is written."""
        return self.writing.disguise
