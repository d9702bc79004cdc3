"""Latin names in letters and signs that look like theirs."""

from random import Random

from benchmarks.kind import Script, kind
from benchmarks.letters import exchange
from benchmarks.substitutes import Substitutes

LEET = {
    "a": "4@", "b": "8", "e": "3", "g": "9", "i": "1!", "l": "1|", "o": "0", "s": "5$", "t": "7", "z": "2",
    "A": "4@", "B": "8", "E": "3", "I": "1!", "L": "1", "O": "0", "S": "5$", "T": "7", "Z": "2",
}  # fmt: skip
TWINS = (
    ("rn", "m"), ("m", "rn"), ("vv", "w"), ("w", "vv"), ("cl", "d"), ("d", "cl"), ("nn", "m"), ("VV", "W"), ("W", "VV"),
    ("I", "l"), ("l", "I"), ("I", "1"), ("l", "1"), ("i", "l"), ("O", "0"), ("o", "0"),
)  # fmt: skip


@kind(Script.LATIN)
def cyrillic(mark: str, random: Random, tables: Substitutes) -> str | None:
    """Nikе with a Cyrillic letter, or all of them."""
    return exchange(mark, tables.cyrillic, random)


@kind(Script.LATIN)
def greek(mark: str, random: Random, tables: Substitutes) -> str | None:
    """Νικε with Greek letters."""
    return exchange(mark, tables.greek, random)


@kind(Script.LATIN)
def other_scripts(mark: str, random: Random, tables: Substitutes) -> str | None:
    """Small capitals, Armenian, Cherokee, barred and hooked letters."""
    table = {**tables.others, **{char.upper(): others for char, others in tables.others.items()}}
    return exchange(mark, table, random)


@kind(Script.LATIN, shortest=4)
def leet(mark: str, random: Random, tables: Substitutes) -> str | None:
    """N1k3: digits and signs for letters."""
    return exchange(mark, LEET, random, most=3)


@kind(Script.LATIN, shortest=4)
def twins(mark: str, random: Random, tables: Substitutes) -> str | None:
    """One letter that looks like two, two like one, and I, l, 1: Bumer for Burner, Vvrangler for Wrangler."""
    fitting = [(letters, twin) for letters, twin in TWINS if letters in mark]
    if not fitting:
        return None
    letters, twin = random.choice(fitting)
    return mark.replace(letters, twin, 1)
