"""Regions: a stroke is found again however it is warped, and one of them says where the whole sign lies."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.pictures.compile import compile_pictures
from matching.pictures.decode import Grey, Picture
from matching.pictures.descriptor_index import DescriptorIndex
from matching.pictures.patches import MOST
from matching.pictures.region_alignment import region_alignments
from matching.pictures.regions import WINDOWS, Regions, regions
from matching.pictures.vocabulary import Vocabulary

ROOM = 300
STROKE = np.array([(60, 60), (230, 60), (230, 110), (120, 110), (120, 160), (190, 190), (190, 240), (60, 240)])


def sign(points: np.ndarray = STROKE, ground: int = 255, ink: int = 30) -> Grey:
    """One stroke, without a keypoint in its middle."""
    grey = np.full((ROOM, ROOM), ground, np.uint8)
    cv2.fillPoly(grey, [points.astype(np.int32)], ink)
    return grey


def warped(grey: Grey, matrix: np.ndarray, ground: int = 255) -> Grey:
    return cv2.warpAffine(grey, matrix, (ROOM, ROOM), flags=cv2.INTER_AREA, borderValue=ground)  # type: ignore[return-value]


def index_of(seen: Regions) -> DescriptorIndex:
    vocabulary = Vocabulary.learnt(seen.descriptors, 1)
    _, cells, codes = vocabulary.placed(seen.descriptors)
    return DescriptorIndex.of(vocabulary, cells, codes, np.zeros(len(seen), np.int32), seen.frames)


def off(grey: Grey, index: DescriptorIndex, matrix: np.ndarray) -> float:
    """Pixels by which the best alignment misses the corners of the stroke."""
    corners = np.column_stack((STROKE, np.ones(len(STROKE))))
    there = corners @ matrix.T
    sizes = np.array([(ROOM, ROOM)], np.int32)
    return min(
        (
            float(np.abs((corners @ one.matrix.T)[:, :2] - there).max())
            for one in region_alignments(index, regions(grey, 50), (ROOM, ROOM), sizes, 8)
        ),
        default=np.inf,
    )


@pytest.fixture(scope="module")
def index() -> DescriptorIndex:
    return index_of(regions(sign(), 50))


@settings(max_examples=60, deadline=None)
@given(turn=st.floats(-180, 180), size=st.floats(0.35, 1.0), stretch=st.floats(0.75, 1.3), slant=st.floats(-0.2, 0.2))
def test_one_stroke_says_where_the_sign_lies_however_it_is_warped(
    index: DescriptorIndex, turn: float, size: float, stretch: float, slant: float
) -> None:
    matrix = np.vstack((cv2.getRotationMatrix2D((150, 150), turn, size * 0.75), (0, 0, 1)))
    matrix = matrix @ np.array([[stretch, slant, 150 * (1 - stretch - slant)], [0, 1 / stretch, 0], [0, 0, 1]])
    matrix[:2, 2] += 150 - (matrix @ (150, 150, 1))[:2]
    assert off(warped(sign(), matrix[:2]), index, matrix[:2]) < 12


def test_a_mirror_image_and_a_negative_are_aligned_too(index: DescriptorIndex) -> None:
    mirror = np.array([[-1.0, 0, ROOM - 1], [0, 1, 0]])
    same = np.eye(3)[:2]
    assert off(warped(sign(), mirror), index, mirror) < 4
    assert off(255 - sign(), index, same) < 4
    assert off(255 - warped(sign(), mirror), index, mirror) < 4


def test_paler_ink_and_another_ground_are_the_same_stroke(index: DescriptorIndex) -> None:
    assert off(sign(ground=200, ink=120), index, np.eye(3)[:2]) < 4


def test_an_empty_picture_has_no_lasting_regions_and_a_noisy_one_no_more_than_asked_for() -> None:
    assert len(regions(np.full((200, 200), 128, np.uint8), 50)) == 0
    noise = np.random.default_rng(0).integers(0, 256, (200, 200)).astype(np.uint8)
    assert 0 < len(regions(noise, 10)) <= 10 * len(WINDOWS) * MOST


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (500, 1), (3, 3)])
def test_pictures_without_room_are_no_error(shape: tuple[int, int]) -> None:
    assert len(regions(np.zeros(shape, np.uint8), 50)) == 0


def test_a_few_strokes_are_found_in_a_busy_picture() -> None:
    other = np.array([(60, 60), (240, 150), (60, 240), (110, 150)])
    known = [Picture(sign(points), ROOM, ROOM) for points in (other, STROKE)]
    index = compile_pictures(len(known), lambda number: known[number])
    busy = np.random.default_rng(3).integers(0, 256, (40, 40)).astype(np.uint8)
    scene: Grey = cv2.resize(busy, (320, 320), interpolation=cv2.INTER_CUBIC)  # type: ignore[assignment]
    matrix = cv2.getRotationMatrix2D((150, 150), 12, 0.35)
    label = warped(sign(), matrix, 0)
    there = warped(np.full((ROOM, ROOM), 255, np.uint8), matrix, 0) > 127
    scene[10:310, 10:310][there] = label[there]
    found = index.find(Picture(scene, 320, 320), parts=True)
    assert [sight.reference for sight in found] == [1]
    assert found[0].cover < 0.3
