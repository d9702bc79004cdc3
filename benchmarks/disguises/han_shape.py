"""Chinese names in characters that look like theirs, or in pieces."""

from random import Random

from benchmarks.kind import Script, kind
from benchmarks.letters import exchange, put
from benchmarks.substitutes import Substitutes
from benchmarks.tables.splits import RADICALS


@kind(Script.HAN, shortest=2)
def traditional(mark: str, random: Random, tables: Substitutes) -> str | None:
    """蘭蔻 for 兰蔻: traditional and variant forms."""
    return exchange(mark, tables.traditional, random)


@kind(Script.HAN, shortest=2)
def shape(mark: str, random: Random, tables: Substitutes) -> str | None:
    """康帅傅 for 康师傅: one character that looks alike, of long names one or two."""
    return exchange(mark, tables.shapes, random, most=1 if len(mark) < 4 else 2)


@kind(Script.HAN, shortest=2)
def split(mark: str, random: Random, tables: Substitutes) -> str | None:
    """女子丽友 for 好丽友: one character in its parts."""
    found = [at for at, char in enumerate(mark) if char in tables.splits]
    if not found:
        return None
    at = random.choice(found)
    parts = tables.splits[mark[at]]
    if random.random() < 0.5:
        parts = RADICALS.get(parts[0], parts[0]) + parts[1:]
    return put(mark, at, parts)
