"""The mark in words that were read from a picture of the listing."""

from pathlib import PurePosixPath

from domain.signal import Region, Role, Signal
from matching.pair import Pair, Seen
from matching.rule import Rule


def see(pair: Pair) -> Signal | None:
    """Words in a picture of the listing refer to the mark or one of its other names, plainly or disguised."""
    if not pair.read:
        return None
    image, line, hit = pair.read[0].image, pair.read[0].line, pair.read[0].hit
    box = line.box
    return Signal(
        name="mark_in_picture_text",
        role=Role.MAIN,
        strength=hit.chance,
        listing_value=PurePosixPath(image).name,
        right_value=hit.name,
        detail=f"“{line.text[hit.start : hit.end]}”, read in a picture, refers to {hit.writing.said}.",
        region=Region(box.x, box.y, box.width, box.height),
    )


RULE = Rule("mark_in_picture_text", Role.MAIN, see, most=0.0, of=Seen.PRINT)
