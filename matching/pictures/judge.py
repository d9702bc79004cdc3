"""From proposals of both lanes to sights: a first look at all of them, a close one at the promising."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matching.pictures.alignment import Matrix, moved
from matching.pictures.decode import Grey, Picture
from matching.pictures.pixels import Canvas, Evidence, coarse, evidence, settled
from matching.pictures.sight import Box, Sight, promise, strength, told

CERTAIN = 0.95  # share of agreeing blocks from which an alignment is not settled
HOPEFUL = 0.15  # and from which it is worth that
PROMISING = 0.15  # from which a closer look is taken
CLOSE_LOOKS = 6  # registered pictures that get one, the most promising

Sizes = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A registered picture that may stand in a listing's.

    Attributes:
        reference: number of the registered picture.
        matrix: float64[3, 3], from its working pixels to the listing's.
        lane: "copy" or "part".
        points: keypoints that agree.
    """

    reference: int
    matrix: Matrix
    lane: str
    points: int = 0


@dataclass(frozen=True, slots=True)
class Promise:
    """A proposal after the first look."""

    proposal: Proposal
    strength: float


class Judge:
    """Looks at one picture of a listing.

    Args:
        picture: of the listing.
        sizes: int32[pictures, 5], see `PictureIndex`.
        thumbnails: uint8[pictures, 128, 128].
    """

    def __init__(self, picture: Picture, sizes: Sizes, thumbnails: NDArray[np.uint8]) -> None:
        self._picture, self._sizes, self._thumbnails = picture, sizes, thumbnails
        self._canvas = Canvas(picture)

    def promising(self, proposals: Iterable[Proposal]) -> list[Promise]:
        """Those that a first look does not refuse."""
        found = []
        coarsened: dict[int, Grey] = {}
        for one in proposals:
            if one.reference not in coarsened:
                coarsened[one.reference] = coarse(self._thumbnails[one.reference])
            at, seen = self._settled(one, coarsened[one.reference])
            held = self._placed(at.matrix, at.reference, seen)
            says = promise(seen, one.lane, held.side, held.cover)
            if says >= PROMISING:
                found.append(Promise(at, says))
        return found

    def sights(self, promises: Iterable[Promise]) -> list[Sight]:
        """A close look at the best of each registered picture, if it is one of the most promising."""
        best: dict[int, Promise] = {}
        points: dict[int, int] = {}
        for one in promises:
            number = one.proposal.reference
            points[number] = max(one.proposal.points, points.get(number, 0))
            if number not in best or one.strength > best[number].strength:
                best[number] = one
        chosen = sorted(best.values(), key=lambda one: -one.strength)[:CLOSE_LOOKS]
        return [self._sight(one.proposal, points[one.proposal.reference]) for one in chosen]

    def _settled(self, one: Proposal, kept: Grey) -> tuple[Proposal, Evidence]:
        """The proposal, moved to where pixels agree better if they do, and what they say there."""
        size = (int(self._sizes[one.reference, 0]), int(self._sizes[one.reference, 1]))
        seen = evidence(kept, size, self._canvas, one.matrix)
        if not HOPEFUL <= seen.agreeing < CERTAIN and not (one.lane == "copy" and seen.agreeing < CERTAIN):
            return one, seen
        matrix = settled(kept, size, self._canvas, one.matrix)
        if matrix is None:
            return one, seen
        again = evidence(kept, size, self._canvas, matrix)
        if again.agreeing * again.visible <= seen.agreeing * seen.visible:
            return one, seen
        return replace(one, matrix=matrix), again

    def _sight(self, one: Proposal, points: int) -> Sight:
        one, fine = self._settled(one, self._thumbnails[one.reference])
        held = self._placed(one.matrix, one.reference, fine)
        values = told(fine, held.cover, points)
        return Sight(
            reference=one.reference,
            strength=strength(values, held.side),
            agreeing=fine.agreeing,
            visible=fine.visible,
            cover=held.cover,
            mirrored=bool(np.linalg.det(one.matrix) < 0),
            here=held.here,
            there=held.there,
            lane=one.lane,
            points=points,
            told=values,
        )

    def _placed(self, matrix: Matrix, reference: int, seen: Evidence) -> "_Placed":
        width, height, stored_width, *_ = self._sizes[reference].tolist()
        left, top, right, bottom = seen.area
        corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)]) * (width, height)
        at = moved(matrix, corners - 0.5) + 0.5
        rows, columns = self._picture.grey.shape
        low, high = np.clip(at.min(axis=0), 0, (columns, rows)), np.clip(at.max(axis=0), 0, (columns, rows))
        zoom = stored_width / width
        return _Placed(
            here=_box(*low, *(high - low), zoom=self._picture.zoom),
            there=_box(left * width, top * height, (right - left) * width, (bottom - top) * height, zoom=zoom),
            side=float((high - low).max()) / max(rows, columns),
            cover=float(np.prod(high - low)) / (rows * columns),
        )


@dataclass(frozen=True, slots=True)
class _Placed:
    """Where what is seen stands in either picture; its longer side and its area as shares of the listing's."""

    here: Box
    there: Box
    side: float
    cover: float


def _box(x: float, y: float, width: float, height: float, *, zoom: float) -> Box:
    return Box(round(x * zoom), round(y * zoom), round(width * zoom), round(height * zoom))
