"""Another's goods that are compared with the mark's."""

from domain.signal import Role, Signal
from matching.pair import Pair
from matching.quoting import quoting_beside
from matching.rule import Rule
from matching.tables.cues import Kind

DENIES = ("非", "不是", "并非", "不同于", "区别于", "有别于", "not", "unlike")
DENIED, COMPARED = -1.0, -0.4  # "媲美 Velmora" leans on the mark's fame, though it says that the goods are none of it


def see(pair: Pair) -> Signal | None:
    """The words beside the mark deny it or compare with it, so the goods are said to be somebody else's."""
    place = pair.place
    if place is None or Kind.COMPARISON not in place.kinds:
        return None
    said = place.word(Kind.COMPARISON).text
    strength = DENIED if said.startswith(DENIES) else COMPARED
    return quoting_beside(
        pair, place.word(Kind.COMPARISON), strength, "comparison", "{} says that the goods are somebody else's."
    )


RULE = Rule("comparison", Role.QUALIFIER, see, most=0.0, needs=frozenset({Kind.COMPARISON}))
