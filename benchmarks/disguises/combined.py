"""Two disguises one after the other."""

from collections.abc import Sequence
from random import Random

from benchmarks.disguises import (
    han_layout,
    han_pinyin,
    han_shape,
    han_sound,
    latin_edits,
    latin_forms,
    latin_layout,
    latin_lookalikes,
)
from benchmarks.kind import Kind, Script, kind
from benchmarks.substitutes import Substitutes

LATIN_FIRST = (
    latin_lookalikes.cyrillic,
    latin_lookalikes.leet,
    latin_edits.doubled,
    latin_edits.replaced,
    latin_edits.dropped,
)
LATIN_THEN = (
    latin_forms.full_width,
    latin_forms.zero_width,
    latin_layout.symbol_split,
    latin_forms.case,
    latin_layout.glued_han,
)
HAN_FIRST = (han_sound.sound_same, han_sound.sound_near, han_shape.shape, han_shape.traditional)
HAN_THEN = (han_layout.symbol_inside, han_layout.emoji_inside, han_layout.han_spaced, han_pinyin.pinyin_part)


@kind(Script.LATIN, shortest=6)
def two_latin(mark: str, random: Random, tables: Substitutes) -> str | None:
    """A letter changed, then the form or the layout."""
    return _both(mark, LATIN_FIRST, LATIN_THEN, random, tables)


@kind(Script.HAN, shortest=2)
def two_han(mark: str, random: Random, tables: Substitutes) -> str | None:
    """A character changed, then something put between, or another in pinyin."""
    return _both(mark, HAN_FIRST, HAN_THEN, random, tables)


def _both(mark: str, first: Sequence[Kind], then: Sequence[Kind], random: Random, tables: Substitutes) -> str | None:
    once = random.choice(first).apply(mark, random, tables)
    return random.choice(then).make(once, random, tables) if once else None
