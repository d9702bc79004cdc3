"""Latin names with letters changed."""

from random import Random

from benchmarks.kind import Script, kind
from benchmarks.letters import latin, put
from benchmarks.substitutes import Substitutes

MASKS = "***xX_○#?.■"
NEIGHBOURS = {
    "a": "eso", "b": "vpd", "c": "ksx", "d": "tbf", "e": "aiu", "f": "vpd", "g": "jqh", "h": "njb", "i": "eyu",
    "j": "gik", "k": "cqg", "l": "ril", "m": "nw", "n": "mr", "o": "aup", "p": "bo", "q": "gk", "r": "lt", "s": "zcx",
    "t": "dr", "u": "oyv", "v": "wfb", "w": "vu", "x": "sz", "y": "iu", "z": "sx",
}  # fmt: skip
LONG = 7  # letters from which a second one may be masked


@kind(Script.LATIN, shortest=4)
def repeated_letter(mark: str, random: Random, tables: Substitutes) -> str | None:
    """Nikeee: one letter several times."""
    at = random.choice(latin(mark) or [0])
    return put(mark, at, mark[at] * random.randint(3, 4))


@kind(Script.LATIN, shortest=4)
def mask(mark: str, random: Random, tables: Substitutes) -> str | None:
    """G*cci, Burbe*ry: one letter hidden, of long names one or two, never the first."""
    found = latin(mark)[1:]
    if len(found) < 3:
        return None
    sign = random.choice(MASKS)
    for at in random.sample(found, 2 if len(found) >= LONG and random.random() < 0.4 else 1):
        mark = put(mark, at, sign)
    return mark


@kind(Script.LATIN, shortest=5)
def dropped(mark: str, random: Random, tables: Substitutes) -> str | None:
    """Addas: one letter left out."""
    found = latin(mark)[1:]
    return put(mark, random.choice(found), "") if found else None


@kind(Script.LATIN, shortest=4)
def doubled(mark: str, random: Random, tables: Substitutes) -> str | None:
    """Addidas: one letter twice."""
    at = random.choice(latin(mark) or [0])
    return put(mark, at, mark[at] * 2)


@kind(Script.LATIN, shortest=5)
def swapped(mark: str, random: Random, tables: Substitutes) -> str | None:
    """Aiddas: two letters the other way round."""
    found = [n for n in latin(mark)[:-1] if n and mark[n + 1].isalpha() and mark[n] != mark[n + 1]]
    if not found:
        return None
    at = random.choice(found)
    return mark[:at] + mark[at + 1] + mark[at] + mark[at + 2 :]


@kind(Script.LATIN, shortest=5)
def replaced(mark: str, random: Random, tables: Substitutes) -> str | None:
    """Adibas: one letter exchanged for one that sounds like it or lies beside it."""
    found = latin(mark)
    at = random.choice(found or [0])
    other = random.choice([letter for letter in NEIGHBOURS.get(mark[at].lower(), "e") if letter != mark[at].lower()])
    return put(mark, at, other.upper() if mark[at].isupper() else other)
