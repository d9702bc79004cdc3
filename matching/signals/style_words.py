"""Goods in the manner of the mark's."""

from domain.signal import Role, Signal
from matching.outline import Floats, Outline
from matching.pair import Pair
from matching.quoting import quoting_beside
from matching.rule import Rule
from matching.tables.cues import Kind

SAME = ("同款", "平替", "款", "dupe", "type", "lookalike", "look-alike", "look alike", "模仿")
STRENGTH_SAME, STRENGTH_MANNER = 0.5, -0.4


def see(pair: Pair) -> Signal | None:
    """The word beside the mark says that the goods are like its goods (同款, 平替) or in its manner (风格, style)."""
    place = pair.place
    if place is None or Kind.STYLE not in place.kinds or place.field == "brand":
        return None
    same = place.word(Kind.STYLE).text.startswith(SAME)
    if same and Kind.STYLE not in pair.cues.kinds:
        return None  # farther down a description than it is read
    strength = STRENGTH_SAME if same else STRENGTH_MANNER
    sentence = (
        "{} says that the goods are like the mark's."
        if same
        else "{} says that the goods are in the manner of the mark's."
    )
    return quoting_beside(pair, place.word(Kind.STYLE), strength, "style_words", sentence)


def most(outline: Outline) -> Floats:
    """Where no such word stands anywhere it is silent."""
    return outline.of_listings([STRENGTH_SAME if Kind.STYLE in held.kinds else 0.0 for held in outline.cues])


RULE = Rule("style_words", Role.QUALIFIER, see, most, needs=frozenset({Kind.STYLE}))
