"""Where a registered picture would lie in another one, from keypoints that look the same.

Each pair of keypoints alone says where, how large and how turned the whole would be. Pairs that say about the same are
counted (weak geometric consistency: Jégou, Douze and Schmid 2008); of those that many agree on, every pair's word is
tried on all others, and the best is fitted to those it explains.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from matching.pictures.descriptor_index import SHOWN, DescriptorIndex
from matching.pictures.descriptors import Floats
from matching.pictures.keypoints import Keypoints
from matching.pictures.vocabulary import Ints

TURN_STEP = np.pi / 4
LEAST = 3  # keypoints that agree
MOST_PAIRS = 150  # of one proposal that are tried on one another; the likest
LOOSE, TIGHT = 0.06, 0.03  # of the registered picture's half diagonal as seen, by which a keypoint may be off
LOOSE_PIXELS, TIGHT_PIXELS = 3.0, 2.0
FREE = 6  # keypoints from which the picture may be sheared
FREER = 15  # keypoints from which it may be seen in perspective
STRETCH = 2.0  # most that one axis may be longer than the other

Matrix = NDArray[np.float64]
Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Alignment:
    """A registered picture laid into another one.

    Attributes:
        owner: number of the registered picture.
        matrix: float64[3, 3], homography from its working pixels to those of the other.
        points: keypoints that agree.
        mirrored, inverted: how it is shown there.
    """

    owner: int
    matrix: Matrix
    points: int
    mirrored: bool
    inverted: bool


@dataclass(frozen=True, slots=True)
class Pairs:
    """Keypoints of a picture beside those of registered pictures that look the same.

    Attributes:
        here: float32[n, 4], frames in the picture, or in its mirror image, as `shown` says.
        there: float32[n, 4], frames in the registered picture.
        point: int64[n], number of the picture's keypoint.
        owner: int64[n], number of the registered picture.
        shown: int64[n], place in `SHOWN`.
        weight: float64[n], 0..1, how alike.
    """

    here: Floats
    there: Floats
    point: Ints
    owner: Ints
    shown: Ints
    weight: NDArray[np.float64]

    @classmethod
    def of(cls, index: DescriptorIndex, seen: Keypoints, width: int) -> "Pairs":
        """Those of a picture of that width."""
        alike = index.alike(seen.descriptors)
        here = seen.frames[alike.point]
        for number, (mirrored, inverted) in enumerate(SHOWN):
            mine = alike.shown == number
            if mirrored:
                here[mine, 0] = width - 1 - here[mine, 0]
                here[mine, 3] = np.pi - here[mine, 3]
            if inverted:
                here[mine, 3] += np.pi
        return cls(here, index.frames[alike.entry], alike.point, alike.owner, alike.shown, alike.weight)


@dataclass(frozen=True, slots=True)
class _Words:
    """What each pair says: a point p of the registered picture lies at `cos * px - sin * py + x`, and so on."""

    cos: Points
    sin: Points
    x: Points
    y: Points
    reach: Points

    @classmethod
    def of(cls, pairs: Pairs, sizes: NDArray[np.int32]) -> "_Words":
        here, there = pairs.here.astype(np.float64), pairs.there.astype(np.float64)
        share = here[:, 2] / there[:, 2]
        turn = here[:, 3] - there[:, 3]
        cos, sin = np.cos(turn) * share, np.sin(turn) * share
        x = here[:, 0] - cos * there[:, 0] + sin * there[:, 1]
        y = here[:, 1] - sin * there[:, 0] - cos * there[:, 1]
        return cls(cos, sin, x, y, np.hypot(*(sizes[pairs.owner] / 2).T) * share)


def alignments(pairs: Pairs, sizes: NDArray[np.int32], width: int, most: int) -> Iterator[Alignment]:
    """The likeliest first, one for each registered picture and way of showing it.

    Args:
        pairs: what looks alike.
        sizes: int32[registered pictures, 2], width and height in working pixels.
        width: of the picture, in working pixels.
        most: proposals that are tried.
    """
    words = _Words.of(pairs, sizes)
    done: set[tuple[int, int]] = set()
    for members in _agreeing(pairs, words, most):
        kind = (int(pairs.owner[members[0]]), int(pairs.shown[members[0]]))
        if kind in done:
            continue
        done.add(kind)
        found = _fitted(pairs, words, members)
        if found is not None:
            matrix, points = found
            mirrored, inverted = SHOWN[kind[1]]
            if mirrored:
                matrix = np.array([[-1, 0, width - 1], [0, 1, 0], [0, 0, 1.0]]) @ matrix
            yield Alignment(kind[0], matrix, points, mirrored, inverted)


def _agreeing(pairs: Pairs, words: _Words, most: int) -> list[Ints]:
    """Groups of pairs that say about the same turn and size, the weightiest first."""
    turns = np.arctan2(words.sin, words.cos) / TURN_STEP
    octaves = np.log2(np.hypot(words.cos, words.sin))
    groups: list[tuple[float, Ints]] = []
    for shift in ((0, 0), (0, 0.5), (0.5, 0), (0.5, 0.5)):  # a border of one grid is the middle of another
        turn = np.floor(turns + shift[0]).astype(np.int64) % 8
        octave = np.clip(np.floor(octaves + shift[1]) + 16, 0, 31).astype(np.int64)
        key = ((pairs.owner * len(SHOWN) + pairs.shown) * 8 + turn) * 32 + octave
        order = np.argsort(key, kind="stable")
        starts = np.flatnonzero(np.diff(key[order], prepend=-1))
        weight = np.add.reduceat(pairs.weight[order], starts) if len(starts) else np.empty(0)
        ends = np.append(starts[1:], len(order))
        weight[ends - starts < LEAST] = 0
        best = np.argsort(-weight, kind="stable")[: 2 * most]
        groups += [(float(weight[n]), order[starts[n] : ends[n]]) for n in best.tolist() if weight[n] > 0]
    groups.sort(key=lambda group: -group[0])
    varied = (members for _, members in groups if len(np.unique(pairs.point[members])) >= LEAST)
    return [members for members, _ in zip(varied, range(2 * most), strict=False)]


def _fitted(pairs: Pairs, words: _Words, members: Ints) -> tuple[Matrix, int] | None:
    """The word that explains most others, fitted to them; None where fewer than three agree."""
    if len(members) > MOST_PAIRS:
        members = members[np.argsort(-pairs.weight[members], kind="stable")[:MOST_PAIRS]]
    there, here = pairs.there[members, :2].astype(np.float64), pairs.here[members, :2].astype(np.float64)
    cos, sin, x, y = (part[members][:, None] for part in (words.cos, words.sin, words.x, words.y))
    off = np.hypot(
        cos * there[:, 0] - sin * there[:, 1] + x - here[:, 0], sin * there[:, 0] + cos * there[:, 1] + y - here[:, 1]
    )
    explains = off < np.maximum(LOOSE_PIXELS, LOOSE * words.reach[members])[:, None]
    points, number = np.unique(pairs.point[members], return_inverse=True)
    one_hot = np.zeros((len(members), len(points)), np.float32)
    one_hot[np.arange(len(members)), number] = 1
    told = ((explains.astype(np.float32) @ one_hot) > 0).sum(axis=1)
    best = int(told.argmax())
    if told[best] < LEAST:
        return None
    word = members[best]
    start = np.array(
        [
            [words.cos[word], -words.sin[word], words.x[word]],
            [words.sin[word], words.cos[word], words.y[word]],
            [0, 0, 1],
        ]
    )
    return _refined(start, there, here, float(words.reach[word])), int(told[best])


def _refined(matrix: Matrix, there: Points, here: Points, reach: float) -> Matrix:
    for share, pixels in ((LOOSE, LOOSE_PIXELS), (TIGHT, TIGHT_PIXELS)):
        near = np.hypot(*(moved(matrix, there) - here).T) < max(pixels, share * reach)
        if near.sum() < LEAST:
            return matrix
        matrix = _similarity(there[near], here[near]) if near.sum() < FREE else _affine(matrix, there[near], here[near])
    near = np.hypot(*(moved(matrix, there) - here).T) < max(LOOSE_PIXELS, LOOSE * reach)
    if near.sum() >= FREER:
        seen, _ = cv2.findHomography(there[near], here[near], cv2.RANSAC, TIGHT_PIXELS)
        if seen is not None and _is_sane(seen):
            return np.asarray(seen, np.float64)
    return matrix


def _affine(before: Matrix, there: Points, here: Points) -> Matrix:
    solved = np.linalg.lstsq(np.column_stack((there, np.ones(len(there)))), here, rcond=None)[0]
    matrix = np.vstack((solved.T, (0, 0, 1)))
    return matrix if _is_sane(matrix) else before


def _is_sane(matrix: Matrix) -> bool:
    """Whether it keeps the sides of things and stretches them little."""
    if np.abs(matrix[2, :2]).max() > 0.002 or np.linalg.det(matrix[:2, :2]) <= 0:
        return False
    longest, shortest = np.linalg.svd(matrix[:2, :2], compute_uv=False)
    return bool(longest < STRETCH * shortest)


def _similarity(there: Points, here: Points) -> Matrix:
    """Turn, size and shift by least squares."""
    a, b = there - there.mean(axis=0), here - here.mean(axis=0)
    turned = ((a[:, 0] - 1j * a[:, 1]) * (b[:, 0] + 1j * b[:, 1])).sum() / max(float((a * a).sum()), 1e-9)
    matrix = np.array([[turned.real, -turned.imag, 0], [turned.imag, turned.real, 0], [0, 0, 1.0]])
    matrix[:2, 2] = here.mean(axis=0) - matrix[:2, :2] @ there.mean(axis=0)
    return matrix


def moved(matrix: Matrix, points: Points) -> Points:
    """float64[n, 2] points, as the homography moves them."""
    homogeneous = np.column_stack((points, np.ones(len(points)))) @ matrix.T
    return homogeneous[:, :2] / homogeneous[:, 2:]
