"""A registered logo or design that stands somewhere in a picture of the listing."""

from domain.signal import Role, Signal
from matching.pair import Pair, Seen
from matching.rule import Rule
from matching.sighting import shows
from matching.signals.picture_copy import LEAST_COVER


def see(pair: Pair) -> Signal | None:
    """A registered logo or picture of the right stands in a part of a picture of the listing."""
    return shows(pair, "picture_part", 0.0, LEAST_COVER)


RULE = Rule("picture_part", Role.MAIN, see, most=0.0, of=Seen.PICTURE)
