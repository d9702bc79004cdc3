"""A picture of the listing that is a copy of a registered one."""

from domain.signal import Role, Signal
from matching.pair import Pair, Seen
from matching.pictures.sight import WHOLE
from matching.rule import Rule
from matching.sighting import shows

LEAST_COVER = WHOLE


def see(pair: Pair) -> Signal | None:
    """A picture of the listing is a registered picture of the right: resized, cropped, framed, mirrored or turned."""
    return shows(pair, "picture_copy", LEAST_COVER, 1.0)


RULE = Rule("picture_copy", Role.MAIN, see, most=0.0, of=Seen.PICTURE)
