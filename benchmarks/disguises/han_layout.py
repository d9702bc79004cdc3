"""Chinese names with something between the characters, or with one hidden."""

from random import Random

from benchmarks.kind import Script, kind
from benchmarks.letters import EMOJI, SYMBOLS, ZERO_WIDTH, between, han, put
from benchmarks.substitutes import Substitutes

MASKS = "某*○XＸ×口□"


@kind(Script.HAN, shortest=2)
def symbol_inside(mark: str, random: Random, tables: Substitutes) -> str | None:
    """耐·克."""
    return between(mark, SYMBOLS, random, everywhere=0.5)


@kind(Script.HAN, shortest=2)
def emoji_inside(mark: str, random: Random, tables: Substitutes) -> str | None:
    """耐🔥克."""
    return between(mark, EMOJI, random, everywhere=0.4)


@kind(Script.HAN, shortest=2)
def han_spaced(mark: str, random: Random, tables: Substitutes) -> str | None:
    """耐 克."""
    return between(mark, (" ", "\u3000"), random, everywhere=0.6)


@kind(Script.HAN, shortest=2, lossless=True)
def han_zero_width(mark: str, random: Random, tables: Substitutes) -> str | None:
    """Characters without width between."""
    return between(mark, ZERO_WIDTH, random, everywhere=0.3)


@kind(Script.HAN, shortest=3)
def mask_han(mark: str, random: Random, tables: Substitutes) -> str | None:
    """雅诗某黛, 欧*雅: one character hidden."""
    return _masked(mark, random)


@kind(Script.HAN, shortest=2)
def mask_han_of_two(mark: str, random: Random, tables: Substitutes) -> str | None:
    """某克: one of two characters, which leaves dozens of names."""
    return _masked(mark, random) if len(mark) == 2 else None


def _masked(mark: str, random: Random) -> str | None:
    found = han(mark)
    return put(mark, random.choice(found), random.choice(MASKS)) if found else None
