"""What was seen of a registered picture in a listing's picture, and how strongly that speaks."""

from dataclasses import dataclass

import numpy as np

from matching.pictures.pixels import Evidence

CHANCE = 0.35  # share of blocks that may agree where two pictures only show the same kind of thing
ENOUGH_BLOCKS = 8
ENOUGH_VISIBLE = {"copy": 0.5, "part": 0.4}
WHOLE = 0.4  # of the listing's picture, from which what is seen is the picture and not a thing in it
LEAST_SIDE = 0.15  # of the listing's picture: smaller ones are looks of a few pixels
MANY_BLOCKS, MUCH_VISIBLE, MANY_POINTS = 60, 0.6, 60  # from which more of them says no more
STEEP = 4  # power of shares: nine tenths of blocks are no chance, eight tenths may be one

# Fitted by tools/fit_pictures.py; what each is stands in `told`.
WEIGHTS = (-3.77, 4.03, 4.15, 2.49)


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
        told: what the strength is made of, see `told`.
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
    told: tuple[float, ...]


def promise(coarse: Evidence, lane: str, side: float, cover: float) -> float:
    """What a first look says, 0..1.

    Args:
        coarse: what pixels say at half the size.
        lane: that proposed it.
        side: longer side of what is seen, as a share of that of the listing's picture.
        cover: share of the listing's picture that it covers.
    """
    agrees = max(0.0, (_share(coarse, cover) - CHANCE) / (1 - CHANCE))
    enough = min(1.0, coarse.blocks / ENOUGH_BLOCKS) * min(1.0, coarse.visible / ENOUGH_VISIBLE[lane])
    return agrees * enough * min(1.0, side / LEAST_SIDE)


def told(fine: Evidence, cover: float, points: int) -> tuple[float, ...]:
    """What a strength is made of, each 0..1.

    Args:
        fine: what pixels say at full size.
        cover: share of the listing's picture that it covers.
        points: keypoints that agree: silhouettes agree by chance, keypoints of folds and prints do not.
    """
    seen = np.sqrt(min(1.0, fine.blocks / MANY_BLOCKS) * min(1.0, fine.visible / MUCH_VISIBLE))
    return (
        1.0,
        float(_share(fine, cover) ** STEEP * seen),
        float(fine.agreeing**STEEP * seen),
        min(1.0, float(np.log1p(points) / np.log1p(MANY_POINTS))),
    )


def strength(values: tuple[float, ...], side: float) -> float:
    """What all of it says, 0..1; 0.5 and more is told (docs/decisions/0009-pictures.md).

    Args:
        values: `told`.
        side: longer side of what is seen, as a share of that of the listing's picture.
    """
    z = sum(weight * value for weight, value in zip(WEIGHTS, values, strict=True))
    return min(1.0, side / LEAST_SIDE) / (1 + float(np.exp(-z)))


def _share(evidence: Evidence, cover: float) -> float:
    """A logo brings no background along; what claims to be the picture itself does."""
    return evidence.mutual if cover >= WHOLE else evidence.agreeing
