"""The copy lane's fingerprint: the lowest frequencies of a picture, and 64 bits of them for each of its forms.

The discrete cosine transform of the picture at 32 x 32, of which the 8 x 8 lowest coefficients are kept (pHash, Zauner
2010). A bit says whether a coefficient is above a threshold that is not zero, so that the coefficients of symmetrical
pictures, which are zero but for noise, give steady bits. Mirrored, turned and inverted forms of a picture are sign
changes and a transposition of its coefficients, so that one decode gives all of them.
"""

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from matching.pictures.decode import Grey

SIDE = 32
KEPT = 8
FLAT = 4.0  # standard deviation of grey levels (0..255) under which a picture has nothing to compare
STEADY = 0.02  # of the length of all coefficients; noise and JPEG move one by less
FORMS = 16  # 4 quarter turns x mirrored or not x inverted or not
SMALLEST = 16  # working pixels on a side under which nothing is compared
STEP = 2  # every so many pixels are looked at for a border
EVEN = 12  # grey levels by which a border may vary
WINDOWS = (0.9, 0.8, 0.7)  # of width and height that the middle parts have whose hashes are kept of a reference

Floats = NDArray[np.float32]
Bits = NDArray[np.uint64]

_STEPS = np.arange(SIDE)
_COSINES = np.cos(np.pi / SIDE * (_STEPS[None, :] + 0.5) * np.arange(KEPT)[:, None]).astype(np.float32)
_COSINES[0] *= np.sqrt(0.5)
_COSINES *= np.sqrt(2 / SIDE)
_ODD = (-1.0) ** np.arange(KEPT)
_PLACES = np.arange(KEPT * KEPT).reshape(KEPT, KEPT)
_WEIGHTS = np.uint64(1) << np.arange(KEPT * KEPT, dtype=np.uint64)


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle of a picture in working pixels."""

    left: int
    top: int
    right: int
    bottom: int


def spectrum(grey: Grey) -> Floats | None:
    """float32[64], of length 1, without the mean; None where the picture is too flat or too narrow to compare."""
    if min(grey.shape) < SMALLEST:
        return None
    height, width = grey.shape
    if min(height, width) >= 4 * SIDE:  # pixels two by two first, which is next to free, and a quarter is left to do
        grey = cv2.resize(
            grey[: height // 2 * 2, : width // 2 * 2], (width // 2, height // 2), interpolation=cv2.INTER_AREA
        )  # type: ignore[assignment]
    lowest: Floats = _lowest(grey.shape[0]) @ (grey.astype(np.float32) @ _lowest(grey.shape[1]).T)
    lowest[0, 0] = 0
    length = float(np.sqrt((lowest * lowest).sum()))
    if length < FLAT * SIDE:
        return None
    return (lowest / length).ravel()


@cache
def _lowest(length: int) -> Floats:
    """float32[8, length]: averages so many pixels to 32, then has their lowest frequencies; both are linear.

    Kept for all lengths there are: sides of working pictures and halves of them, 41 MB at the very most.
    """
    edges = np.arange(SIDE + 1) * (length / SIDE)
    pixels = np.arange(length)
    covered = np.minimum(edges[1:, None], pixels + 1) - np.maximum(edges[:-1, None], pixels)
    averaging = np.maximum(covered, 0) * (SIDE / length)
    matrix: Floats = (_COSINES @ averaging).astype(np.float32)
    return matrix


def _form(number: int) -> tuple[NDArray[np.int64], Floats]:
    """Where the coefficients of a form stand in the picture's own, and their signs."""
    places = _PLACES.T if number & 4 else _PLACES
    signs = np.ones((KEPT, KEPT))
    if number & 1:
        signs = signs * _ODD[None, :]
    if number & 2:
        signs = signs * _ODD[:, None]
    return places.ravel(), (-signs if number & 8 else signs).ravel().astype(np.float32)


_PLACED, _SIGNED = (np.stack(part) for part in zip(*map(_form, range(FORMS)), strict=True))


def forms(lowest: Floats) -> Floats:
    """Coefficients of all forms of some pictures: float32[n, 64] becomes float32[n, 16, 64].

    Bits 1 and 2 of a form's number mirror it left-right and top-bottom, bit 4 swaps its axes, bit 8 inverts it.
    """
    shown: Floats = lowest[:, _PLACED] * _SIGNED
    return shown


def bits(lowest: Floats) -> Bits:
    """uint64[...] of float32[..., 64]."""
    told: Bits = ((lowest > STEADY) * _WEIGHTS).sum(axis=-1, dtype=np.uint64)
    return told


def whole(grey: Grey) -> Window:
    """All of a picture."""
    return Window(0, 0, grey.shape[1], grey.shape[0])


def inside(grey: Grey) -> Window | None:
    """What an even border encloses; None where there is no such border, or nothing else."""
    sample = grey[::STEP, ::STEP]
    corners = sorted(int(sample[place]) for place in ((0, 0), (0, -1), (-1, 0), (-1, -1)))
    if corners[-1] - corners[0] > 2 * EVEN:
        return None
    level = (corners[1] + corners[2]) // 2
    far = (sample > level + EVEN) | (sample < level - EVEN)
    # A few specks are JPEG's.
    rows, columns = (np.flatnonzero(np.count_nonzero(far, axis=axis) > 0.01 * far.shape[axis]) for axis in (1, 0))
    if not len(rows) or not len(columns):
        return None
    left, top = int(columns[0]) * STEP, int(rows[0]) * STEP
    right, bottom = min(grey.shape[1], (int(columns[-1]) + 1) * STEP), min(grey.shape[0], (int(rows[-1]) + 1) * STEP)
    found = Window(left, top, right, bottom)
    if (found.right - found.left) * (found.bottom - found.top) > 0.94 * grey.size:
        return None
    return found


def part(grey: Grey, window: Window) -> Grey:
    """The pixels of a window."""
    return grey[window.top : window.bottom, window.left : window.right]


def shown(grey: Grey) -> list[Window]:
    """The windows of a listing's picture that are looked up: all of it, and what a border encloses."""
    found = inside(grey)
    return [whole(grey)] if found is None else [whole(grey), found]


def kept(grey: Grey) -> list[Window]:
    """The windows of a registered picture that are kept: those, and its middle parts, as sellers cut edges off."""
    height, width = grey.shape
    middles = []
    for share in WINDOWS:
        x, y = round(width * (1 - share) / 2), round(height * (1 - share) / 2)
        middles.append(Window(x, y, width - x, height - y))
    return [*shown(grey), *middles]
