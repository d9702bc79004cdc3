"""The part lane's second fingerprint: regions that keep their outline whatever the threshold.

A sign of a few strokes has hardly a keypoint, but each stroke, and each hole, is such a region (maximally stable
extremal regions: Matas, Chum, Urban and Pajdla 2002). Outlines at a ladder of grey levels are followed from one level
to the next; those that stay are brought to one shape by their second moments (affine normalisation: Mikolajczyk and
Schmid 2004), so that one of them alone says where, how large, how turned and how slanted the whole would be.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from matching.pictures.decode import Grey
from matching.pictures.descriptors import Floats
from matching.pictures.keypoints import framed
from matching.pictures.patches import described, directed

LADDER = range(18, 246, 9)  # grey levels
LEVELS = 2  # of the ladder in which an outline must stand
BLUR = 0.7  # standard deviation in pixels, against ragged outlines
SHORTEST = 24  # pixels of an outline
SMALLEST, LARGEST = 50, 0.75  # pixels, and share of the picture, that it encloses
CROWD = 400  # outlines of one level; a raster of dots has thousands, of which the largest are as good
SLENDER = 25.0  # squared ratio of its axes from which it is a line
STAYS, STAYS_PIXELS = 0.15, 0.7  # of its size by which its centre may move from level to level
GROWS = 0.08  # natural logarithm of its size by which it may grow or shrink
WINDOWS = (1.8, 2.8)  # standard deviations of the region on each side of its centre: within it, and around it
PROMINENT = 12.0  # pixels of size above which a region is not preferred for it

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Regions:
    """Regions of a picture that can be found again.

    Attributes:
        frames: float32[n, 6]: the 2 x 3 matrix, row by row, that brings the window of a region, -1..1 on both axes
            with the steepest change along the first, to working pixels.
        descriptors: float32[n, 128] of length 1.
    """

    frames: Floats
    descriptors: Floats

    def __len__(self) -> int:
        return len(self.frames)


def regions(grey: Grey, most: int) -> Regions:
    """The most lasting regions of a picture; each gives a window or more."""
    wider, margin = framed(grey)
    outlines = _lasting(_outlines(wider))[:most]
    shapes = [_shape(*outline) for outline in outlines.tolist()]
    windows = [np.hstack((shape[:, :2] * share, shape[:, 2:])) for share in WINDOWS for shape in shapes]
    if not windows:
        return Regions(np.empty((0, 6), np.float32), np.empty((0, 128), np.float32))
    frames, patches = directed(wider, np.array(windows))
    frames[:, :, 2] -= margin
    return Regions(frames.reshape(-1, 6).astype(np.float32), described(patches))


def _outlines(grey: Grey) -> list[Numbers]:
    """Of each level float64[n, 6]: centre, size, and the second moments xx, xy, yy, of each outline."""
    smooth = cv2.GaussianBlur(grey, (0, 0), BLUR)
    largest = LARGEST * grey.size
    levels = []
    for level in LADDER:
        above = cv2.threshold(smooth, level, 255, cv2.THRESH_BINARY)[1]
        rows = []
        for line in cv2.findContours(above, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)[0]:
            if len(line) < SHORTEST:
                continue
            told = cv2.moments(line)
            area = told["m00"]
            if not SMALLEST <= area <= largest:
                continue
            xx, xy, yy = told["mu20"] / area, told["mu11"] / area, told["mu02"] / area
            spread = xx * yy - xy * xy
            if spread > 1 and (xx + yy) ** 2 < 4 * SLENDER * spread:
                rows.append((told["m10"] / area, told["m01"] / area, spread**0.25, xx, xy, yy))
        rows.sort(key=_size, reverse=True)
        levels.append(np.array(rows[:CROWD]).reshape(-1, 6))
    return levels


def _size(row: tuple[float, ...]) -> float:
    return row[2]


def _lasting(levels: list[Numbers]) -> Numbers:
    """float64[n, 6]: the middle outline of each region that stays, those first that stay longest and are not small."""
    chains: list[list[Numbers]] = []
    open_chains: list[list[Numbers]] = []
    for outlines in levels:
        followed = _followed(np.array([chain[-1] for chain in open_chains]).reshape(-1, 6), outlines)
        going = []
        for number, outline in enumerate(outlines):
            chain = open_chains[followed[number]] if followed[number] >= 0 else []
            if not chain:
                chains.append(chain)
            chain.append(outline)
            going.append(chain)
        open_chains = going
    lasting = [chain for chain in chains if len(chain) >= LEVELS]
    lasting.sort(key=lambda chain: -len(chain) * min(PROMINENT, float(chain[len(chain) // 2][2])))
    return np.array([chain[len(chain) // 2] for chain in lasting]).reshape(-1, 6)


def _followed(before: Numbers, now: Numbers) -> NDArray[np.int64]:
    """int64[now]: number of the outline before that each goes on, each only once; -1 where it is a new one."""
    found = np.full(len(now), -1)
    if not len(before) or not len(now):
        return found
    off = np.hypot(now[:, None, 0] - before[:, 0], now[:, None, 1] - before[:, 1])
    stays = off < STAYS * before[:, 2] + STAYS_PIXELS
    stays &= np.abs(np.log(now[:, None, 2] / before[:, 2])) < GROWS
    off[~stays] = np.inf
    nearest = off.argmin(axis=1)
    taken: set[int] = set()
    for number in np.argsort(off[np.arange(len(now)), nearest], kind="stable").tolist():
        if off[number, nearest[number]] == np.inf:
            break
        if int(nearest[number]) not in taken:
            taken.add(int(nearest[number]))
            found[number] = nearest[number]
    return found


def _shape(x: float, y: float, _: float, xx: float, xy: float, yy: float) -> Numbers:
    """float64[2, 3]: from a circle of one standard deviation to the region: the root of its second moments."""
    root = float(np.sqrt(xx * yy - xy * xy))
    total = float(np.sqrt(xx + yy + 2 * root))
    return np.array([[(xx + root) / total, xy / total, x], [xy / total, (yy + root) / total, y]])
