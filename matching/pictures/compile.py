"""From registered pictures to their index; of each only codes and a thumbnail are kept, so that memory stays flat."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matching.pictures.decode import Picture
from matching.pictures.hash_index import HashIndex
from matching.pictures.index import PictureIndex
from matching.pictures.keypoints import registered
from matching.pictures.part_index import PartIndex
from matching.pictures.pixels import SIDE, thumbnail
from matching.pictures.spectrum import bits, kept, part, spectrum
from matching.pictures.vocabulary import Vocabulary

FINE, COARSE = 300, 120  # keypoints of a registered picture as it is, and as it is when small
SAMPLE = 300  # pictures from which the vocabulary is learnt
LEARNT_FROM = 60_000  # descriptors

Read = Callable[[int], Picture | None]


def compile_pictures(count: int, read: Read) -> PictureIndex:
    """Compiles so many pictures.

    Args:
        count: how many.
        read: gives the one of that number, None where it cannot be read; asked at most twice for each.
    """
    vocabulary = _vocabulary(count, read)
    draft = _Draft()
    for number in range(count):
        draft.add(number, read(number), vocabulary)
    return draft.index(vocabulary)


def _vocabulary(count: int, read: Read) -> Vocabulary:
    chosen = np.sort(np.random.default_rng(0).permutation(count)[:SAMPLE])
    pictures = (picture for number in chosen.tolist() if (picture := read(number)) is not None)
    found = [registered(picture.grey, FINE, COARSE).descriptors for picture in pictures]
    descriptors = np.concatenate([np.empty((0, 128), np.float32), *found])
    if not len(descriptors):
        return Vocabulary(np.zeros((2, 1, 64), np.float32))
    expected = len(descriptors) * count // max(1, len(chosen))
    few = np.random.default_rng(1).permutation(len(descriptors))[:LEARNT_FROM]
    return Vocabulary.learnt(descriptors[few], expected)


@dataclass(slots=True)
class _Draft:
    """An index as it grows; lists of arrays, one a picture."""

    hashes: list[int] = field(default_factory=list)
    windows: list[tuple[int, int, int, int, int]] = field(default_factory=list)
    cells: list[NDArray[np.int64]] = field(default_factory=list)
    codes: list[NDArray[np.uint64]] = field(default_factory=list)
    owners: list[NDArray[np.int32]] = field(default_factory=list)
    frames: list[NDArray[np.float32]] = field(default_factory=list)
    sizes: list[tuple[int, int, int, int, int]] = field(default_factory=list)
    thumbnails: list[NDArray[np.uint8]] = field(default_factory=list)

    def add(self, number: int, picture: Picture | None, vocabulary: Vocabulary) -> None:
        """Adds a picture; one that cannot be read takes a place and is never found."""
        if picture is None:
            self.sizes.append((0, 0, 0, 0, 0))
            self.thumbnails.append(np.zeros((SIDE, SIDE), np.uint8))
            return
        height, width = picture.grey.shape
        self.thumbnails.append(thumbnail(picture.grey))
        for window in kept(picture.grey):
            found = spectrum(part(picture.grey, window))
            if found is not None:
                self.hashes.append(int(bits(found)))
                self.windows.append((number, window.left, window.top, window.right, window.bottom))
        seen = registered(picture.grey, FINE, COARSE)
        self.sizes.append((width, height, picture.width, picture.height, len(seen)))
        if len(seen):
            _, cells, codes = vocabulary.placed(seen.descriptors)
            self.cells.append(cells)
            self.codes.append(codes)
            self.owners.append(np.full(len(seen), number, np.int32))
            self.frames.append(seen.frames)

    def index(self, vocabulary: Vocabulary) -> PictureIndex:
        """All of it."""
        parts = PartIndex.of(
            vocabulary,
            np.concatenate([np.empty(0, np.int64), *self.cells]),
            np.concatenate([np.empty((0, 2), np.uint64), *self.codes]),
            np.concatenate([np.empty(0, np.int32), *self.owners]),
            np.concatenate([np.empty((0, 4), np.float32), *self.frames]),
        )
        return PictureIndex(
            HashIndex.of(np.array(self.hashes, np.uint64)),
            np.array(self.windows, np.int32).reshape(-1, 5),
            parts,
            np.array(self.sizes, np.int32).reshape(-1, 5),
            np.array(self.thumbnails, np.uint8).reshape(-1, SIDE, SIDE),
        )
