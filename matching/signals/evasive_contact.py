"""Hints to deal outside the marketplace."""

from domain.signal import Role, Signal
from matching.cues import Cues
from matching.outline import Floats, Outline
from matching.pair import Pair
from matching.quoting import quoting
from matching.rule import Rule
from matching.tables.cues import Kind


def see(pair: Pair) -> Signal | None:
    """The text hints at a way to deal outside the marketplace, such as 加V or 看主图联系, where nobody looks on."""
    found = pair.cues.meant(Kind.CONTACT)
    if not found:
        return None
    return quoting("evasive_contact", found[0].grade, found, "{} hints at dealing outside the marketplace.")


def most(outline: Outline) -> Floats:
    """It looks at the listing only, so how strongly it speaks is known beforehand."""
    return outline.of_listings([_strength(held) for held in outline.cues])


def _strength(held: Cues) -> float:
    found = held.meant(Kind.CONTACT) if Kind.CONTACT in held.kinds else ()
    return found[0].grade if found else 0.0


RULE = Rule("evasive_contact", Role.QUALIFIER, see, most, needs=frozenset({Kind.CONTACT}))
