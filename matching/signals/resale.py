"""Genuine goods that are sold on."""

from domain.signal import Role, Signal
from matching.pair import Pair
from matching.quoting import quoting
from matching.rule import Rule
from matching.tables.cues import Kind

# A description may speak of what else the shop does; a seller's name of what else it sells.
SHARES = {"title": 1.0, "attributes": 1.0, "category": 0.9, "description": 0.7, "seller": 0.6}

SAYS_SO = 0.5  # grade from which a word says it outright; 国行 or “duty free” only go with it


def see(pair: Pair) -> Signal | None:
    """The goods are said to be second hand or bought to be sold on, and genuine goods may be under their mark."""
    found = pair.cues.meant(Kind.RESALE)
    if not found:
        return None
    best = max(found, key=lambda cue: cue.grade * SHARES[cue.field])
    strength = -best.grade * SHARES[best.field]
    sentence = (
        "{} says that genuine goods are sold on." if best.grade >= SAYS_SO else "{} is said in trade in genuine goods."
    )
    return quoting("resale", strength, [best], sentence)


RULE = Rule("resale", Role.QUALIFIER, see, most=0.0, needs=frozenset({Kind.RESALE}))
