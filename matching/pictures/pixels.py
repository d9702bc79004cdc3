"""Whether two pictures show the same where hashes or keypoints say so: their pixels decide.

A registered picture is kept as 128 x 128 grey levels. The listing's picture is brought to them by the alignment, and
each block of 8 x 8 is correlated by itself: light and contrast drop out, a banner or a watermark spoils the blocks
that it covers and no others, and a negative correlates as well as a positive. A first look takes half the size, which
forgives an alignment that is a little off; what one cannot tell there, two shirts of one cut, the full size tells.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from matching.pictures.alignment import Matrix
from matching.pictures.decode import Grey, Picture

SIDE = 128  # pixels
BLOCK = 8  # pixels on a side
TEXTURE = 4.0  # standard deviation of grey levels from which a block shows something
BLANK = 2.0  # under which the listing's picture shows nothing there
FULL_WEIGHT = 24.0  # standard deviation from which a block counts fully; faint ones are mostly noise
AGREES = 0.55  # correlation
FARTHEST = 0.15  # of the side that settling may move a corner
DEEPEST = 5  # halvings of the listing's picture

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Evidence:
    """How far pixels agree.

    Attributes:
        agreeing: 0..1, share of the visible blocks that agree, by how much the registered picture shows there.
        mutual: the same, by how much either picture shows there: what one has and the other lacks speaks against.
        visible: 0..1, share of the registered picture's blocks that lie in the listing's picture, by weight.
        blocks: visible blocks that show something.
        area: (left, top, right, bottom), 0..1, of the registered picture that lies in the listing's.
    """

    agreeing: float
    mutual: float
    visible: float
    blocks: int
    area: tuple[float, float, float, float]


NOTHING = Evidence(0.0, 0.0, 0.0, 0, (0.0, 0.0, 0.0, 0.0))


class Canvas:
    """A listing's picture, halved as often as comparing asks for."""

    def __init__(self, picture: Picture) -> None:
        self._levels = [picture.grey]

    def level(self, number: int) -> Grey:
        """The picture halved so often."""
        while len(self._levels) <= number:
            self._levels.append(cv2.pyrDown(self._levels[-1]))  # type: ignore[arg-type]
        return self._levels[number]


def thumbnail(grey: Grey) -> Grey:
    """What is kept of a registered picture: uint8[128, 128], its sides brought to one length."""
    return _sized(grey, SIDE)


def coarse(kept: Grey) -> Grey:
    """The thumbnail at half its size."""
    return _sized(kept, SIDE // 2)


def _sized(grey: Grey, side: int) -> Grey:
    small: Grey = cv2.resize(grey, (side, side), interpolation=cv2.INTER_AREA)  # type: ignore[assignment]
    return small


def evidence(kept: Grey, size: tuple[int, int], canvas: Canvas, matrix: Matrix) -> Evidence:
    """Compares.

    Args:
        kept: thumbnail of the registered picture, in full or coarse.
        size: its width and height in working pixels.
        canvas: the listing's picture.
        matrix: from the registered picture's working pixels to the listing's.
    """
    side = len(kept)
    onto, level = _onto(size, matrix, side)
    grey = canvas.level(level)
    there = _visible(onto, grey.shape, side)
    if not there.any():
        return NOTHING
    shown: Grey = cv2.warpPerspective(  # type: ignore[assignment]
        grey, onto, (side, side), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE
    )
    alike, *deviations = _correlation(kept, shown)
    seen = _blocks(there).all(axis=1)
    weight, other = (np.where(told > TEXTURE, np.minimum(told, FULL_WEIGHT), 0) for told in deviations)
    visible = float(weight[seen].sum())
    if not visible:
        return NOTHING
    rows, columns = np.flatnonzero(there.any(axis=1)), np.flatnonzero(there.any(axis=0))
    area = (columns[0] / side, rows[0] / side, (columns[-1] + 1) / side, (rows[-1] + 1) / side)
    either = np.maximum(weight, other)
    # Everything as registered, or everything as in a negative: where some blocks turned, it is another thing.
    agreeing, mutual = max(
        (
            min(1.0, float(weight[seen & agrees].sum()) / visible),
            min(1.0, float(either[seen & agrees].sum() / either[seen].sum())),
        )
        for agrees in (alike > AGREES, alike < -AGREES)
    )
    return Evidence(agreeing, mutual, visible / float(weight.sum()), int((weight[seen] > 0).sum()), area)


def settled(kept: Grey, size: tuple[int, int], canvas: Canvas, matrix: Matrix) -> Matrix | None:
    """The alignment moved to where pixels agree best (ECC: Evangelidis and Psarakis 2008); None where it gets lost."""
    side = len(kept)
    onto, level = _onto(size, matrix, side)
    start = (onto / onto[2, 2])[:2].astype(np.float32)
    until = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 15, 1e-3)
    try:
        _, found = cv2.findTransformECC(kept, canvas.level(level), start, cv2.MOTION_AFFINE, until, None, 3)  # type: ignore[call-overload]
    except cv2.error:
        return None
    if not _is_near(start, found, side):
        return None
    better: Matrix = (
        np.diag([2.0**level, 2.0**level, 1]) @ np.vstack((found, (0, 0, 1))) @ np.linalg.inv(_scaled(size, side))
    )
    return better


def _is_near(before: NDArray[np.float32], after: NDArray[np.float32], side: int) -> bool:
    """Whether no corner moved by more than `FARTHEST` of the side: farther, anything can be made to agree."""
    corners = np.array([(0, 0, 1), (side, 0, 1), (side, side, 1), (0, side, 1)], np.float32)
    off = np.hypot(*(corners @ (after - before).T).T).max()
    return bool(off <= FARTHEST * side * np.sqrt(abs(np.linalg.det(before[:, :2]))))


def _scaled(size: tuple[int, int], side: int) -> Matrix:
    """From pixels of the thumbnail to working pixels of the registered picture, centres to centres."""
    x, y = size[0] / side, size[1] / side
    return np.array([[x, 0, (x - 1) / 2], [0, y, (y - 1) / 2], [0, 0, 1]])


def _onto(size: tuple[int, int], matrix: Matrix, side: int) -> tuple[Matrix, int]:
    """From pixels of the thumbnail to those of the level of the listing's picture that is as coarse."""
    onto = matrix @ _scaled(size, side)
    step = float(np.sqrt(abs(np.linalg.det(onto[:2, :2]))))
    level = int(np.clip(np.floor(np.log2(max(step, 1e-3))), 0, DEEPEST))
    return np.diag([0.5**level, 0.5**level, 1]) @ onto, level


_GRIDS = {
    side: np.stack((*reversed(np.mgrid[0:side, 0:side]), np.ones((side, side))), axis=-1) for side in (SIDE, SIDE // 2)
}


def _visible(onto: Matrix, shape: tuple[int, ...], side: int) -> NDArray[np.bool_]:
    """bool[side, side]: which pixels of the thumbnail lie in the listing's picture."""
    x, y, depth = np.moveaxis(_GRIDS[side] @ onto.T, -1, 0)
    depth = np.where(np.abs(depth) < 1e-9, 1e-9, depth)
    x, y = x / depth, y / depth
    there: NDArray[np.bool_] = (x > -0.6) & (y > -0.6) & (x < shape[1] - 0.4) & (y < shape[0] - 0.4) & (depth > 0)
    return there


def _correlation(one: Grey, other: Grey) -> tuple[Floats, Floats, Floats]:
    """float64[blocks] three times: how far each block correlates, -1..1; the deviation of each block of either."""
    a, b = (_blocks(grey).astype(np.float64) for grey in (one, other))
    a -= a.mean(axis=1, keepdims=True)
    b -= b.mean(axis=1, keepdims=True)
    deviation_a, deviation_b = (np.sqrt((part * part).mean(axis=1)) for part in (a, b))
    alike = (a * b).mean(axis=1) / np.maximum(deviation_a * deviation_b, 1e-9)
    alike[deviation_b < BLANK] = 0
    return alike, deviation_a, deviation_b


def _blocks(grey: NDArray[np.generic]) -> NDArray[np.generic]:
    """[side, side] as [blocks, pixels of a block]."""
    across = len(grey) // BLOCK
    return grey.reshape(across, BLOCK, across, BLOCK).swapaxes(1, 2).reshape(across * across, -1)
