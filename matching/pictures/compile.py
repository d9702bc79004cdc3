"""From registered pictures to their index; of each only codes and a thumbnail are kept, so that memory stays flat."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matching.pictures.decode import Picture
from matching.pictures.descriptor_index import DescriptorIndex
from matching.pictures.descriptors import Floats
from matching.pictures.hash_index import HashIndex
from matching.pictures.index import PictureIndex
from matching.pictures.keypoints import Keypoints, registered
from matching.pictures.pixels import SIDE, thumbnail
from matching.pictures.regions import Regions, regions
from matching.pictures.spectrum import bits, kept, part, spectrum
from matching.pictures.vocabulary import Vocabulary

FINE, COARSE = 300, 120  # keypoints of a registered picture as it is, and as it is when small
REGIONS = 60
SAMPLE = 300  # pictures from which the vocabularies are learnt
LEARNT_FROM = 60_000  # descriptors
KEYPOINTS_A_CELL, REGIONS_A_CELL = 24, 100  # descriptors on average

Read = Callable[[int], Picture | None]


def compile_pictures(count: int, read: Read) -> PictureIndex:
    """Compiles so many pictures.

    Args:
        count: how many.
        read: gives the one of that number, None where it cannot be read; asked at most twice for each.
    """
    draft = _Draft(*_vocabularies(count, read))
    for number in range(count):
        draft.add(number, read(number))
    return draft.index()


def _vocabularies(count: int, read: Read) -> tuple[Vocabulary, Vocabulary]:
    """Of keypoints and of regions."""
    chosen = np.sort(np.random.default_rng(0).permutation(count)[:SAMPLE])
    pictures = [picture for number in chosen.tolist() if (picture := read(number)) is not None]
    points = [registered(picture.grey, FINE, COARSE).descriptors for picture in pictures]
    places = [regions(picture.grey, REGIONS).descriptors for picture in pictures]
    share = count / max(1, len(chosen))
    return _vocabulary(points, share, KEYPOINTS_A_CELL), _vocabulary(places, share, REGIONS_A_CELL)


def _vocabulary(found: list[Floats], share: float, a_cell: int) -> Vocabulary:
    descriptors = np.concatenate([np.empty((0, 128), np.float32), *found])
    if not len(descriptors):
        return Vocabulary(np.zeros((2, 1, 64), np.float32))
    few = np.random.default_rng(1).permutation(len(descriptors))[:LEARNT_FROM]
    return Vocabulary.learnt(descriptors[few], int(len(descriptors) * share) // a_cell)


@dataclass(slots=True)
class _Parts:
    """Descriptors as they come; lists of arrays, one a picture."""

    vocabulary: Vocabulary
    numbers: int
    cells: list[NDArray[np.int64]] = field(default_factory=list)
    codes: list[NDArray[np.uint64]] = field(default_factory=list)
    owners: list[NDArray[np.int32]] = field(default_factory=list)
    frames: list[Floats] = field(default_factory=list)

    def add(self, number: int, seen: Keypoints | Regions) -> None:
        if len(seen):
            _, cells, codes = self.vocabulary.placed(seen.descriptors)
            self.cells.append(cells)
            self.codes.append(codes)
            self.owners.append(np.full(len(seen), number, np.int32))
            self.frames.append(seen.frames)

    def index(self) -> DescriptorIndex:
        return DescriptorIndex.of(
            self.vocabulary,
            np.concatenate([np.empty(0, np.int64), *self.cells]),
            np.concatenate([np.empty((0, 2), np.uint64), *self.codes]),
            np.concatenate([np.empty(0, np.int32), *self.owners]),
            np.concatenate([np.empty((0, self.numbers), np.float32), *self.frames]),
        )


class _Draft:
    """An index as it grows."""

    def __init__(self, points: Vocabulary, places: Vocabulary) -> None:
        self._hashes: list[int] = []
        self._windows: list[tuple[int, int, int, int, int]] = []
        self._keypoints, self._regions = _Parts(points, 4), _Parts(places, 6)
        self._sizes: list[tuple[int, int, int, int]] = []
        self._thumbnails: list[NDArray[np.uint8]] = []

    def add(self, number: int, picture: Picture | None) -> None:
        """Adds a picture; one that cannot be read takes a place and is never found."""
        if picture is None:
            self._sizes.append((0, 0, 0, 0))
            self._thumbnails.append(np.zeros((SIDE, SIDE), np.uint8))
            return
        height, width = picture.grey.shape
        self._sizes.append((width, height, picture.width, picture.height))
        self._thumbnails.append(thumbnail(picture.grey))
        for window in kept(picture.grey):
            found = spectrum(part(picture.grey, window))
            if found is not None:
                self._hashes.append(int(bits(found)))
                self._windows.append((number, window.left, window.top, window.right, window.bottom))
        self._keypoints.add(number, registered(picture.grey, FINE, COARSE))
        self._regions.add(number, regions(picture.grey, REGIONS))

    def index(self) -> PictureIndex:
        """All of it."""
        return PictureIndex(
            HashIndex.of(np.array(self._hashes, np.uint64)),
            np.array(self._windows, np.int32).reshape(-1, 5),
            (self._keypoints.index(), self._regions.index()),
            np.array(self._sizes, np.int32).reshape(-1, 4),
            np.array(self._thumbnails, np.uint8).reshape(-1, SIDE, SIDE),
        )
