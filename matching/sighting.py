"""The two signals that a picture can give differ only in how much of the listing's picture is meant."""

from pathlib import PurePosixPath

from domain.right import RightKind
from domain.signal import Region, Role, Signal
from matching.pair import Pair, PictureHit
from matching.pictures.sight import Box


def shows(pair: Pair, name: str, least: float, below: float) -> Signal | None:
    """The signal of the strongest hit that covers such a share of the listing's picture.

    Args:
        pair: with its hits, best first.
        name: of the signal.
        least, below: 0..1; a share of 1 is always below 1.
    """
    hit = next((one for one in pair.pictures if least <= min(one.sight.cover, 0.9999) < below), None)
    if hit is None:
        return None
    return told(hit, pair.right.kind, name)


def told(hit: PictureHit, kind: RightKind, name: str) -> Signal:
    """A registered picture that is seen, in a sentence.

    Args:
        hit: where, and how strongly.
        kind: of the right.
        name: of the signal.
    """
    sight = hit.sight
    what = "design" if kind is RightKind.DESIGN else "logo"
    where = "A picture is" if name.endswith("_copy") else "Part of a picture is"
    how = "the mirror image of" if sight.mirrored else "the same as"
    seen = f"{sight.agreeing:.0%} of the visible parts agree, {sight.visible:.0%} of it is visible"
    return Signal(
        name=name,
        role=Role.MAIN,
        strength=sight.strength,
        listing_value=PurePosixPath(hit.image).name,
        right_value=PurePosixPath(hit.view).name,
        detail=f"{where} {how} the registered {what} ({seen}).",
        region=_region(sight.here),
        right_region=_region(sight.there),
    )


def _region(box: Box) -> Region:
    return Region(box.x, box.y, box.width, box.height)
