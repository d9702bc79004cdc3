"""The compiled pictures of a registry: a folder of arrays that matching processes map, like the index of names."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.pictures import ALGORITHM, VERSION
from matching.pictures.alignment import Alignment, Matrix, alignments, moved
from matching.pictures.decode import Picture
from matching.pictures.hash_index import HashIndex
from matching.pictures.keypoints import keypoints
from matching.pictures.part_index import PartIndex
from matching.pictures.pixels import Canvas, Evidence, evidence, settled
from matching.pictures.sight import Box, Sight, confirmed, strength, surer
from matching.pictures.spectrum import FORMS, bits, forms, part, shown, spectrum

KEYPOINTS = 320  # of a listing's picture
MOST_COPIES = 12  # proposals of the copy lane that are compared, the nearest
MOST_PARTS = 20  # and of the part lane
CERTAIN = 0.9  # strength from which an alignment is not settled
HOPEFUL = 0.3  # share of agreeing blocks from which it is worth that
REFUSED = 0.05  # strength below which nothing was seen
LEAST_STRENGTH = 0.5  # that is told: docs/decisions/0009-pictures.md
META = "meta.json"

Sizes = NDArray[np.int32]


class OtherVersionError(ValueError):
    """The folder was compiled by another version of the fingerprints."""


@dataclass(frozen=True, slots=True)
class _Proposal:
    reference: int
    matrix: Matrix
    mirrored: bool
    lane: str
    points: int = 0


class PictureIndex:
    """Registered pictures, compiled.

    Args:
        hashes: of the windows.
        windows: int32[windows, 5]: number of the picture, then left, top, right, bottom in working pixels.
        parts: descriptors.
        sizes: int32[pictures, 5]: working width and height, width and height as stored, keypoints; 0 where a picture
            cannot be read.
        thumbnails: uint8[pictures, 64, 64].
    """

    def __init__(
        self, hashes: HashIndex, windows: Sizes, parts: PartIndex, sizes: Sizes, thumbnails: NDArray[np.uint8]
    ) -> None:
        self._hashes, self._windows, self._parts = hashes, windows, parts
        self._sizes, self._thumbnails = sizes, thumbnails
        self._working = np.array(sizes[:, :2])

    def __len__(self) -> int:
        return len(self._sizes)

    def save(self, folder: Path) -> None:
        """Writes it into a new folder."""
        folder.mkdir(parents=True)
        self._hashes.save(folder)
        self._parts.save(folder)
        for name, array in (("windows", self._windows), ("sizes", self._sizes), ("thumbnails", self._thumbnails)):
            np.save(folder / f"{name}.npy", array)
        (folder / META).write_text(json.dumps({"algorithm": ALGORITHM, "version": VERSION}), encoding="utf-8")

    @classmethod
    def open(cls, folder: Path) -> "PictureIndex":
        """Maps a folder.

        Raises:
            OtherVersionError: its fingerprints are not those that pictures get now; compile it anew.
        """
        meta = json.loads((folder / META).read_text(encoding="utf-8"))
        if (meta["algorithm"], meta["version"]) != (ALGORITHM, VERSION):
            raise OtherVersionError(f"{folder.name} holds fingerprints {meta['algorithm']} {meta['version']}")
        windows, sizes, thumbnails = (
            np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in ("windows", "sizes", "thumbnails")
        )
        return cls(HashIndex.open(folder), windows, PartIndex.open(folder), sizes, thumbnails)

    def find(self, picture: Picture, *, parts: bool) -> list[Sight]:
        """Registered pictures that stand in this one, the strongest first, one sight of each.

        Args:
            picture: of a listing.
            parts: whether parts are looked for too. A copy has keypoints looked for in any case, to confirm it.
        """
        canvas = Canvas(picture)
        copies = self._judged(picture, canvas, self._copy_proposals(picture))
        if not copies and not parts:
            return []
        pieces = self._judged(picture, canvas, self._part_proposals(picture))
        points: dict[int, int] = {}
        for one in pieces:
            points[one.reference] = max(one.points, points.get(one.reference, 0))
        best: dict[int, Sight] = {}
        for one in copies + pieces:
            agreeing = points.get(one.reference, 0) if one.lane == "copy" else one.points
            held = one.strength * confirmed(one, agreeing, int(self._sizes[one.reference, 4]))
            if held >= LEAST_STRENGTH:
                sure = surer(held, agreeing)
                if one.reference not in best or sure > best[one.reference].strength:
                    best[one.reference] = replace(one, strength=sure, points=agreeing)
        return sorted(
            best.values(), key=lambda sight: (-sight.strength, -sight.visible, -sight.points, sight.reference)
        )

    def _copy_proposals(self, picture: Picture) -> Iterator[_Proposal]:
        asked = [
            (window, found)
            for window in shown(picture.grey)
            if (found := spectrum(part(picture.grey, window))) is not None
        ]
        if not asked or not len(self._hashes):
            return
        which, entry, far = self._hashes.near(bits(forms(np.array([found for _, found in asked]))).ravel())
        done: set[tuple[int, int]] = set()
        for place in np.argsort(far, kind="stable").tolist():
            reference, *box = self._windows[entry[place]].tolist()
            window, number = asked[int(which[place]) // FORMS][0], int(which[place]) % FORMS
            if (reference, number % 8) in done:
                continue
            done.add((reference, number % 8))
            onto = _rectangle(window.left, window.top, window.right, window.bottom) @ _unit(number)
            matrix = onto @ np.linalg.inv(_rectangle(*box))
            yield _Proposal(reference, matrix, bool(np.linalg.det(matrix) < 0), "copy")
            if len(done) == MOST_COPIES:
                return

    def _part_proposals(self, picture: Picture) -> Iterator[_Proposal]:
        seen = keypoints(picture.grey, KEYPOINTS)
        if len(seen):
            width = picture.grey.shape[1]
            found: Iterable[Alignment] = alignments(self._parts.pairs(seen, width), self._working, width, MOST_PARTS)
            for one in found:
                yield _Proposal(one.owner, one.matrix, one.mirrored, "part", one.points)

    def _judged(self, picture: Picture, canvas: Canvas, proposals: Iterator[_Proposal]) -> list[Sight]:
        """What pixels say of each proposal that they do not refuse."""
        sights = []
        for one in proposals:
            kept, size = self._thumbnails[one.reference], tuple(self._working[one.reference].tolist())
            sight = self._sight(picture, one, evidence(kept, size, canvas, one.matrix))
            if sight.strength < CERTAIN and (one.lane == "copy" or sight.agreeing >= HOPEFUL):
                matrix = settled(kept, size, canvas, one.matrix)
                if matrix is not None:
                    again = evidence(kept, size, canvas, matrix)
                    sight = max(sight, self._sight(picture, replace(one, matrix=matrix), again), key=_strength)
            if sight.strength >= REFUSED:
                sights.append(sight)
        return sights

    def _sight(self, picture: Picture, one: _Proposal, told: Evidence) -> Sight:
        width, height, stored_width, *_ = self._sizes[one.reference].tolist()
        left, top, right, bottom = told.area
        corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)]) * (width, height)
        at = moved(one.matrix, corners - 0.5) + 0.5
        rows, columns = picture.grey.shape
        low, high = np.clip(at.min(axis=0), 0, (columns, rows)), np.clip(at.max(axis=0), 0, (columns, rows))
        zoom = stored_width / width
        cover = float(np.prod(high - low)) / (rows * columns)
        return Sight(
            reference=one.reference,
            strength=strength(told, one.lane, float((high - low).max()) / max(rows, columns), cover),
            agreeing=told.agreeing,
            visible=told.visible,
            cover=cover,
            mirrored=one.mirrored,
            here=_box(*low, *(high - low), zoom=picture.zoom),
            there=_box(left * width, top * height, (right - left) * width, (bottom - top) * height, zoom=zoom),
            lane=one.lane,
            points=one.points,
        )


def _strength(sight: Sight) -> float:
    return sight.strength


def _box(x: float, y: float, width: float, height: float, *, zoom: float) -> Box:
    return Box(round(x * zoom), round(y * zoom), round(width * zoom), round(height * zoom))


def _rectangle(left: float, top: float, right: float, bottom: float) -> Matrix:
    """From the unit square to a rectangle of pixels, whose first has its centre at 0."""
    return np.array([[right - left, 0, left - 0.5], [0, bottom - top, top - 0.5], [0, 0, 1]])


def _unit(number: int) -> Matrix:
    """Where a point of the unit square lay before the picture was brought to that form (spectrum.form)."""
    matrix = np.eye(3)
    if number & 1:
        matrix = np.array([[-1, 0, 1], [0, 1, 0], [0, 0, 1.0]]) @ matrix
    if number & 2:
        matrix = np.array([[1, 0, 0], [0, -1, 1], [0, 0, 1.0]]) @ matrix
    if number & 4:
        matrix = np.array([[0, 1, 0], [1, 0, 0], [0, 0, 1.0]]) @ matrix
    return matrix
