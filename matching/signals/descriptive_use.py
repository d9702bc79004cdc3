"""The mark as a word for a colour, a taste, a pattern of the goods."""

from domain.signal import Role, Signal
from matching.hit import Disguise
from matching.pair import Pair
from matching.quoting import quoting_beside
from matching.rule import Rule
from matching.tables.cues import Kind

AS_A_WORD = {Disguise.PLAIN, Disguise.FORM, Disguise.TRADITIONAL}
TELLING = ("像", "宛如", "犹如", "口味", "风味", "味", "香型", "色", "般", "一样", "flavo", "scent", "taste")
COINED = 0.1  # ordinariness up to which a name is no word for a colour or a pattern: "Velmora 黑色" is a black Velmora
COLOURS = frozenset("蓝绿红黄灰白黑紫粉橙棕青") | {
    "orange",
    "pink",
    "blue",
    "green",
    "red",
    "grey",
    "gray",
    "white",
    "black",
    "brown",
    "purple",
}
TOLD = 0.5  # at least, of a colour or taste: who writes "Velmora 口味" says what it tastes of


def see(pair: Pair) -> Signal | None:
    """The word beside the mark (色, 味, 纹, colour, flavour) shows that it describes the goods."""
    place = pair.place
    if place is None or pair.best is None or Kind.DESCRIPTION not in place.kinds or pair.pictures:
        return None
    hit = pair.best[1]
    if hit.disguise not in AS_A_WORD:
        return None
    word = place.word(Kind.DESCRIPTION).text
    if word in COLOURS and not any(map(str.isalnum, getattr(pair.listing, place.field)[: place.start])):
        return None  # "Velmora blue shirt" begins with its brand
    telling = any(word.startswith(one) for one in TELLING)
    strength = max(hit.ordinary if hit.ordinary > COINED else 0.0, TOLD if telling else 0.0)
    if not strength:
        return None
    return quoting_beside(
        pair, place.word(Kind.DESCRIPTION), -strength, "descriptive_use", "{} shows that the word describes the goods."
    )


RULE = Rule("descriptive_use", Role.QUALIFIER, see, most=0.0, needs=frozenset({Kind.DESCRIPTION}))
