"""A picture of the listing that is a copy of a registered one."""

from pathlib import PurePosixPath

from domain.right import RightKind
from domain.signal import Region, Role, Signal
from matching.pair import Pair
from matching.rule import Rule

FARTHEST = 64


def see(pair: Pair) -> Signal | None:
    """A picture of the listing is a registered picture of the right, or a resized or mirrored copy of one."""
    if not pair.pictures:
        return None
    hit = pair.pictures[0]
    what = "design" if pair.right.kind is RightKind.DESIGN else "logo"
    how = "the mirror image of" if hit.mirrored else "the same as"
    return Signal(
        name="picture_copy",
        role=Role.MAIN,
        strength=1 - 2 * hit.distance / FARTHEST,
        listing_value=PurePosixPath(hit.image).name,
        right_value=PurePosixPath(hit.view).name,
        detail=f"A picture is {how} the registered {what} ({hit.distance} of 64 bits differ).",
        region=Region(0, 0, hit.width, hit.height),
    )


RULE = Rule("picture_copy", Role.MAIN, see, most=0.0)
