"""The same mark under its other registered name."""

from random import Random

from benchmarks.kind import Script, kind
from benchmarks.substitutes import Substitutes


@kind(Script.ANY, shortest=2)
def alias(mark: str, random: Random, tables: Substitutes) -> str | None:
    """NIKE for 耐克, where the registry has one as text and the other as alias: no letter is disguised."""
    others = tables.aliases.get(mark)
    return random.choice(others) if others else None
