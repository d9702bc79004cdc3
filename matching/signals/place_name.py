"""The mark as the name of a place."""

from domain.signal import Role, Signal
from matching.hit import Disguise
from matching.pair import Pair
from matching.quoting import quoting_beside
from matching.rule import Rule
from matching.tables.cues import Kind
from matching.tables.localities import LOCALITIES

AS_A_WORD = {Disguise.PLAIN, Disguise.FORM, Disguise.TRADITIONAL}
KNOWN, UNKNOWN = -1.0, -0.4  # whether the name is that of a place that everybody knows


def see(pair: Pair) -> Signal | None:
    """The words beside the mark (特产, 产地, made in) show that it says where the goods come from."""
    place = pair.place
    if place is None or pair.best is None or Kind.PLACE not in place.kinds:
        return None
    if pair.best[1].disguise not in AS_A_WORD:
        return None
    strength = KNOWN if pair.name in LOCALITIES else UNKNOWN
    return quoting_beside(
        pair, place.word(Kind.PLACE), strength, "place_name", "{} shows that the name may be that of a place."
    )


RULE = Rule("place_name", Role.QUALIFIER, see, most=0.0, needs=frozenset({Kind.PLACE}))
