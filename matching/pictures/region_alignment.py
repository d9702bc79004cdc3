"""Where a registered picture would lie in another one, from regions that look the same.

One region says all: its window, brought onto the other's, brings the whole picture along. What many registered
pictures have, such as a square or the letter o, says little of each of them.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from matching.pictures.alignment import Alignment, Matrix
from matching.pictures.descriptor_index import SHOWN, Alike, DescriptorIndex
from matching.pictures.regions import Regions

EACH = 2  # alignments of one registered picture that are tried, the likest
SMALL, LARGE = 0.1, 4.0  # of the picture's diagonal that the registered picture's may have there
STRETCH = 3.0  # most that one axis may be longer than the other

# A mirror image turns the window's second axis round, a negative both, as changes go the other way.
_AS_SHOWN = {
    (False, False): (1.0, 1.0), (True, False): (1.0, -1.0), (False, True): (-1.0, -1.0), (True, True): (-1.0, 1.0),
}  # fmt: skip


def region_alignments(
    index: DescriptorIndex, seen: Regions, shape: tuple[int, int], sizes: NDArray[np.int32], most: int
) -> Iterator[Alignment]:
    """The likeliest first.

    Args:
        index: of the regions of registered pictures.
        seen: regions of the picture.
        shape: its height and width.
        sizes: int32[registered pictures, 2], width and height in working pixels.
        most: registered pictures, each as it is shown, that are tried.
    """
    if not len(seen) or not len(index):
        return
    alike = index.alike(seen.descriptors)
    matrices = _matrices(index.frames[alike.entry], seen.frames[alike.point], alike.shown)
    fits = _fit(matrices, sizes[alike.owner], shape)
    for number in _likeliest(alike, fits, most):
        mirrored, inverted = SHOWN[int(alike.shown[number])]
        yield Alignment(int(alike.owner[number]), matrices[number], 0, mirrored, inverted)


def _matrices(there: NDArray[np.float32], here: NDArray[np.float32], shown: NDArray[np.int64]) -> Matrix:
    """float64[n, 3, 3], from the registered picture's working pixels to the picture's."""
    turned = np.array([_AS_SHOWN[kind] for kind in SHOWN])[shown]
    onto, back = (
        np.concatenate((frame.reshape(-1, 2, 3), np.tile((0.0, 0.0, 1.0), (len(frame), 1, 1))), axis=1)
        for frame in (here.astype(np.float64), there.astype(np.float64))
    )
    onto[:, :, :2] *= turned[:, None, :]
    found: Matrix = onto @ np.linalg.inv(back)
    return found


def _fit(matrices: Matrix, sizes: NDArray[np.int32], shape: tuple[int, int]) -> NDArray[np.bool_]:
    """Whether the registered picture would be neither too small, nor too large, nor too slanted."""
    longest, shortest = np.linalg.svd(matrices[:, :2, :2], compute_uv=False).T
    share = np.sqrt(longest * shortest) * np.hypot(*sizes.T) / np.hypot(*shape)
    fits: NDArray[np.bool_] = (share > SMALL) & (share < LARGE) & (longest < STRETCH * shortest)
    return fits


def _likeliest(alike: Alike, fits: NDArray[np.bool_], most: int) -> list[int]:
    """Numbers of pairs: of the registered pictures that most and the rarest regions speak for, the likest pairs."""
    which = np.flatnonzero(fits)
    if not len(which):
        return []
    pictures = alike.owner[which] * len(SHOWN) + alike.shown[which]
    # Of each picture and region the likest pair counts.
    order = np.lexsort((-alike.weight[which], alike.point[which], pictures))
    which, pictures = which[order], pictures[order]
    first = np.flatnonzero(np.diff(pictures, prepend=-1) | np.diff(alike.point[which], prepend=-1))
    best, shown = which[first], pictures[first]
    others = np.bincount(alike.point[best])[alike.point[best]]
    says = alike.weight[best] / np.sqrt(others)
    _, number = np.unique(shown, return_inverse=True)
    score = np.bincount(number, says)
    chosen = np.argsort(-score, kind="stable")[:most]
    found = []
    for picture in chosen.tolist():
        mine = best[number == picture]
        found += mine[np.argsort(-alike.weight[mine], kind="stable")[:EACH]].tolist()
    return found
