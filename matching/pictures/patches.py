"""Windows of a picture brought to one shape and direction, and described."""

import cv2
import numpy as np
from numpy.typing import NDArray

from matching.pictures.decode import Grey
from matching.pictures.descriptors import Floats, rooted

SIDE = 41  # pixels of a window when it is brought to shape
HALF = (SIDE - 1) / 2
DIRECTIONS = 36
MOST = 2  # directions of a window: where two changes are about as steep, either may be the steepest next time
NEARLY = 0.8  # of the steepest
SMOOTH = 1.2  # standard deviation in pixels with which changes are measured
BROAD = SIDE / 4  # standard deviation in pixels of the weight of a window's middle
ACROSS = 16  # windows side by side on a sheet
KEYPOINT = 0.9 * SIDE / 6  # size of a keypoint whose descriptor covers the window

Numbers = NDArray[np.float64]

_OFF = np.hypot(*(np.mgrid[0:SIDE, 0:SIDE] - HALF))
_WEIGHT = np.where(_OFF <= HALF, np.exp(-(_OFF**2) / (2 * BROAD**2)), 0).astype(np.float32)
_SIFT = cv2.SIFT_create()  # type: ignore[attr-defined]


def directed(grey: Grey, windows: Numbers) -> tuple[Numbers, Grey]:
    """Windows turned so that the steepest change lies along their first axis.

    Args:
        grey: the picture.
        windows: float64[n, 2, 3], from a window's -1..1 to pixels.

    Returns:
        float64[m, 2, 3], each window once for each direction; uint8[m, 41, 41].
    """
    halved = [grey]
    which, angles = _directions(np.array([_patch(halved, window) for window in windows]))
    cos, sin = np.cos(angles), np.sin(angles)
    turned = windows[which]
    turned[:, :, :2] = turned[:, :, :2] @ np.moveaxis(np.array([[cos, -sin], [sin, cos]]), -1, 0)
    return turned, np.array([_patch(halved, window) for window in turned])


def described(patches: Grey) -> Floats:
    """float32[n, 128] of uint8[n, 41, 41]."""
    sheet = _sheet(patches)
    points = []
    for number in range(len(patches)):
        row, column = divmod(number, ACROSS)
        points.append(cv2.KeyPoint(column * SIDE + HALF, row * SIDE + HALF, KEYPOINT, 0))
    return rooted(_SIFT.compute(sheet, points)[1])


def _patch(halved: list[Grey], window: Numbers) -> Grey:
    """uint8[41, 41]; halves the picture as often as the window's size asks for, and keeps what it halved."""
    matrix = window.copy()
    matrix[:, :2] /= HALF
    level = max(0, int(np.log2(max(1.0, float(np.sqrt(abs(np.linalg.det(matrix[:, :2]))))))))
    while len(halved) <= level:
        halved.append(cv2.pyrDown(halved[-1]))  # type: ignore[arg-type]
    matrix /= 2**level
    matrix[:, 2] -= matrix[:, :2].sum(axis=1) * HALF
    shown: Grey = cv2.warpAffine(  # type: ignore[assignment]
        halved[level],
        matrix,
        (SIDE, SIDE),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return shown


def _sheet(patches: NDArray[np.generic]) -> Grey:
    """The windows side by side, as OpenCV takes one picture at a time."""
    rows = -(-len(patches) // ACROSS)
    full = np.zeros((rows * ACROSS, SIDE, SIDE), np.uint8)
    full[: len(patches)] = patches
    return full.reshape(rows, ACROSS, SIDE, SIDE).swapaxes(1, 2).reshape(rows * SIDE, ACROSS * SIDE)


def _directions(patches: Grey) -> tuple[NDArray[np.int64], Numbers]:
    """int64[m] number of the window, and float64[m] its direction in radians, as Lowe finds it (2004, section 5)."""
    smooth = cv2.GaussianBlur(_sheet(patches), (0, 0), SMOOTH)
    rows = len(smooth) // SIDE
    smooth = smooth.reshape(rows, SIDE, ACROSS, SIDE).swapaxes(1, 2).reshape(-1, SIDE, SIDE)[: len(patches)]
    shown = smooth.astype(np.float32)
    x, y = np.zeros_like(shown), np.zeros_like(shown)
    x[:, :, 1:-1] = shown[:, :, 2:] - shown[:, :, :-2]
    y[:, 1:-1] = shown[:, 2:] - shown[:, :-2]
    place = np.round(np.arctan2(y, x) * (DIRECTIONS / (2 * np.pi))).astype(np.int64) % DIRECTIONS
    place += np.arange(len(shown))[:, None, None] * DIRECTIONS
    weights = (np.hypot(x, y) * _WEIGHT).ravel()
    summed = np.bincount(place.ravel(), weights, len(shown) * DIRECTIONS)
    steep: Numbers = summed.reshape(-1, DIRECTIONS).astype(np.float64)
    for _ in range(2):
        steep = (np.roll(steep, 1, axis=1) + steep + np.roll(steep, -1, axis=1)) / 3
    left, right = np.roll(steep, 1, axis=1), np.roll(steep, -1, axis=1)
    peak = (steep > left) & (steep >= right) & (steep >= NEARLY * steep.max(axis=1, keepdims=True))
    rank = np.argsort(np.argsort(np.where(peak, -steep, 0), axis=1, kind="stable"), axis=1)
    which, direction = np.nonzero(peak & (rank < MOST))
    before, at, after = (side[which, direction] for side in (left, steep, right))
    between = 0.5 * (before - after) / np.minimum(before - 2 * at + after, -1e-9)
    return which, (direction + between) * (2 * np.pi / DIRECTIONS)
