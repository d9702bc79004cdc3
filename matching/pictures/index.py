"""The compiled pictures of a registry: a folder of arrays that matching processes map, like the index of names."""

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.pictures import ALGORITHM, VERSION
from matching.pictures.alignment import Matrix, Pairs, alignments
from matching.pictures.decode import Picture
from matching.pictures.descriptor_index import DescriptorIndex
from matching.pictures.hash_index import HashIndex
from matching.pictures.judge import Judge, Proposal, Sizes
from matching.pictures.keypoints import keypoints
from matching.pictures.region_alignment import region_alignments
from matching.pictures.regions import regions
from matching.pictures.sight import Sight
from matching.pictures.spectrum import FORMS, bits, forms, part, shown, spectrum

KEYPOINTS = 320  # of a listing's picture
REGIONS = 100
MOST_COPIES = 12  # proposals of the copy lane that are looked at, the nearest
MOST_PARTS = 20  # by keypoints
MOST_BY_REGIONS = 20
LEAST_STRENGTH = 0.5  # that is told: docs/decisions/0009-pictures.md
META = "meta.json"
KEYPOINT_FOLDER, REGION_FOLDER = "keypoints", "regions"


class OtherVersionError(ValueError):
    """The folder was compiled by another version of the fingerprints."""


class PictureIndex:
    """Registered pictures, compiled.

    Args:
        hashes: of the windows.
        windows: int32[windows, 5]: number of the picture, then left, top, right, bottom in working pixels.
        parts: descriptors of keypoints, and of regions.
        sizes: int32[pictures, 4]: working width and height, width and height as stored; 0 where a picture cannot be
            read.
        thumbnails: uint8[pictures, 128, 128].
    """

    def __init__(
        self,
        hashes: HashIndex,
        windows: Sizes,
        parts: tuple[DescriptorIndex, DescriptorIndex],
        sizes: Sizes,
        thumbnails: NDArray[np.uint8],
    ) -> None:
        self._hashes, self._windows = hashes, windows
        self._keypoints, self._regions = parts
        self._sizes, self._thumbnails = sizes, thumbnails
        self._working = np.array(sizes[:, :2])

    def __len__(self) -> int:
        return len(self._sizes)

    def save(self, folder: Path) -> None:
        """Writes it into a new folder."""
        folder.mkdir(parents=True)
        self._hashes.save(folder)
        for name, parts in ((KEYPOINT_FOLDER, self._keypoints), (REGION_FOLDER, self._regions)):
            (folder / name).mkdir()
            parts.save(folder / name)
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
        parts = DescriptorIndex.open(folder / KEYPOINT_FOLDER), DescriptorIndex.open(folder / REGION_FOLDER)
        return cls(HashIndex.open(folder), windows, parts, sizes, thumbnails)

    def find(self, picture: Picture, *, parts: bool) -> list[Sight]:
        """Registered pictures that stand in this one, the strongest first, one sight of each.

        Args:
            picture: of a listing.
            parts: whether parts are looked for too. A copy has keypoints looked for in any case, to confirm it.
        """
        found = [sight for sight in self.all_sights(picture, parts=parts) if sight.strength >= LEAST_STRENGTH]
        return sorted(found, key=lambda sight: (-sight.strength, -sight.visible, -sight.points, sight.reference))

    def all_sights(self, picture: Picture, *, parts: bool) -> list[Sight]:
        """Those too that are not strong enough to be told."""
        judge = Judge(picture, self._sizes, self._thumbnails)
        copies = judge.promising(self._copy_proposals(picture))
        if not copies and not parts:
            return []
        pieces = judge.promising(self._keypoint_proposals(picture))
        if parts:
            pieces += judge.promising(self._region_proposals(picture))
        return judge.sights(copies + pieces)

    def _copy_proposals(self, picture: Picture) -> Iterator[Proposal]:
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
            yield Proposal(reference, matrix, "copy")
            if len(done) == MOST_COPIES:
                return

    def _keypoint_proposals(self, picture: Picture) -> Iterator[Proposal]:
        seen = keypoints(picture.grey, KEYPOINTS)
        if len(seen):
            width = picture.grey.shape[1]
            pairs = Pairs.of(self._keypoints, seen, width)
            for one in alignments(pairs, self._working, width, MOST_PARTS):
                yield Proposal(one.owner, one.matrix, "part", one.points)

    def _region_proposals(self, picture: Picture) -> Iterator[Proposal]:
        seen = regions(picture.grey, REGIONS)
        rows, columns = picture.grey.shape
        for one in region_alignments(self._regions, seen, (rows, columns), self._working, MOST_BY_REGIONS):
            yield Proposal(one.owner, one.matrix, "part", one.points)


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
