"""The mark as the name of a person."""

from domain.signal import Role, Signal
from matching.pair import Pair
from matching.quoting import quoting_beside
from matching.rule import Rule
from matching.tables.cues import Kind

STRENGTH = -0.7


def see(pair: Pair) -> Signal | None:
    """The words beside the mark (作者, 著, 主演, written by) show that it names who made or played something."""
    place = pair.place
    if place is None or Kind.PERSON not in place.kinds:
        return None
    return quoting_beside(
        pair, place.word(Kind.PERSON), STRENGTH, "person_name", "{} shows that the name may be that of a person."
    )


RULE = Rule("person_name", Role.QUALIFIER, see, most=0.0, needs=frozenset({Kind.PERSON}))
