"""An offer of the town with its truth, and the small steps by which titles are made."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from benchmarks.corpus import hide
from benchmarks.kind import is_han
from benchmarks.town.people import Shop
from benchmarks.town.stock import Target
from benchmarks.town.wording import PARTS, Phrases

LONGEST = 110  # characters of a title; marketplaces cut them


@dataclass(frozen=True, slots=True)
class Draft:
    """What a seller writes.

    Attributes:
        title, description, brand: texts.
        share: of the usual price of the right's goods that is asked; None for goods of their own price.
        shop: who offers it.
    """

    title: str
    shop: Shop
    share: float | None = None
    description: str = ""
    brand: str = ""


def real_title(target: Target, written: str, random: Random) -> str:
    """A real title with the mark, or what hides it, in the place of its brand."""
    for _ in range(6):
        title = random.choice(target.titles)
        made = hide(title.text, target.name_in, written)
        if made is not None:
            return made[:LONGEST]
    return f"{written} {random.choice(target.titles).text}"[:LONGEST]


def rest_of(target: Target, random: Random) -> str:
    """A real title without its brand."""
    return (hide(random.choice(target.titles).text, target.name_in, " ") or "")[:60].strip() if target.titles else ""


def with_phrases(title: str, phrases: Sequence[str], random: Random) -> str:
    """Each phrase in front, behind, or at a gap."""
    for phrase in phrases:
        pieces = title.split(" ")
        at = random.choices((0, len(pieces), random.randint(0, len(pieces))), (35, 45, 20))[0]
        pieces.insert(at, phrase)
        joint = "" if is_han(phrase[0]) and random.random() < 0.5 else " "
        title = (
            joint.join((" ".join(pieces[:at]), " ".join(pieces[at:]))) if random.random() < 0.2 else " ".join(pieces)
        )
    return title.strip()[: LONGEST + 30]


def some(phrases: Phrases, chinese: bool, random: Random, most: int = 1) -> list[str]:
    """One phrase, or up to so many, in the language of the title."""
    listed = phrases[0 if chinese else 1]
    return random.sample(listed, min(len(listed), random.randint(1, most)))


def templated(phrases: Phrases, target: Target, random: Random) -> str:
    """A title of a template."""
    template = some(phrases, target.chinese, random)[0]
    rest = rest_of(target, random)
    goods = (rest[-random.randint(2, 6) :] if target.chinese else " ".join(rest.split()[-2:])).strip()
    part = random.choice(PARTS[0 if target.chinese else 1])
    made = template.replace("{m}", target.name).replace("{g}", goods).replace("{p}", part).replace("{r}", rest)
    return " ".join(made.split())[: LONGEST + 20]


def language(target: Target) -> int:
    """0 for Chinese, 1 for English: which of a pair of phrase lists its titles take."""
    return 0 if target.chinese else 1
