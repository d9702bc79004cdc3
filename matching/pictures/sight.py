"""What was seen of a registered picture in a listing's picture, and how strongly that speaks."""

from dataclasses import dataclass

from matching.pictures.pixels import Evidence

# Measured on real photos and logos (docs/decisions/0009-pictures.md).
CHANCE = 0.35  # share of blocks that may agree where two pictures only show the same kind of thing
ENOUGH_BLOCKS = 8
ENOUGH_VISIBLE = {"copy": 0.5, "part": 0.4}
WHOLE = 0.4  # of the listing's picture, from which what is seen is the picture and not a thing in it
LEAST_SIDE = 0.15  # of the listing's picture: smaller ones are looks of a few pixels
FEW_KEYPOINTS = 40  # of a registered picture; with fewer, such as a bare sign has, a copy need not be confirmed by them
FEWEST = 4  # keypoints that must agree
NEEDED_OF_WHOLE = 0.06, 20  # share of the registered picture's keypoints, and most, where the picture itself is seen
NEEDED_OF_PART = 0.03, 12  # where it is seen in a part of another one, and so smaller
SURE, SUREST = 200, 0.7  # keypoints that would leave no doubt, and share of the doubt that they can take away
WITHOUT = 0.3  # what is left of the strength where none does


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of a picture as stored."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Sight:
    """A registered picture, or a part of one, that stands in a listing's picture.

    Attributes:
        reference: number of the registered picture.
        strength: 0..1, how far pixels agree, how much of them is there, and how many keypoints say the same.
        agreeing, visible: see `Evidence`.
        cover: 0..1, share of the listing's picture that it covers.
        mirrored: whether it is a mirror image.
        here, there: where in the listing's and in the registered picture.
        lane: "copy" or "part", which proposed it.
        points: keypoints that agree.
    """

    reference: int
    strength: float
    agreeing: float
    visible: float
    cover: float
    mirrored: bool
    here: Box
    there: Box
    lane: str
    points: int


def strength(told: Evidence, lane: str, side: float, cover: float) -> float:
    """What pixels say, 0..1.

    Args:
        told: by pixels.
        lane: that proposed it.
        side: longer side of what is seen, as a share of that of the listing's picture.
        cover: share of the listing's picture that it covers.
    """
    # A logo brings no background along; what claims to be the picture itself does.
    share = told.mutual if cover >= WHOLE else told.agreeing
    agrees = max(0.0, (share - CHANCE) / (1 - CHANCE))
    enough = min(1.0, told.blocks / ENOUGH_BLOCKS) * min(1.0, told.visible / ENOUGH_VISIBLE[lane])
    return agrees * enough * min(1.0, side / LEAST_SIDE)


def confirmed(sight: Sight, points: int, keypoints: int) -> float:
    """Factor of the strength, `WITHOUT`..1: silhouettes agree by chance, keypoints of folds and prints do not.

    Args:
        sight: by pixels.
        points: keypoints that agree.
        keypoints: of the registered picture.
    """
    if sight.lane == "copy" and keypoints < FEW_KEYPOINTS:
        return 1.0
    share, most = NEEDED_OF_WHOLE if sight.cover >= WHOLE else NEEDED_OF_PART
    needed = min(most, max(FEWEST, share * keypoints))
    return min(1.0, WITHOUT + (1 - WITHOUT) * points / needed)


def surer(strength: float, points: int) -> float:
    """The strength of what is confirmed: the more keypoints say the same, the less it matters what a banner hides."""
    return 1 - (1 - strength) * (1 - min(SUREST, points / SURE))
