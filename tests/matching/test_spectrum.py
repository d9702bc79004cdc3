"""Spectra: the lowest frequencies as the formula has them; even borders are left out."""

import factories
import numpy as np
import pytest
from numpy.typing import NDArray

from matching.pictures.spectrum import bits, inside, spectrum

Grey = NDArray[np.uint8]


def drawn(seed: int, size: tuple[int, int]) -> Grey:
    return np.asarray(factories.drawing(seed, size).convert("L"))


@pytest.mark.parametrize("size", [(320, 320), (320, 256), (96, 64)])
def test_frequencies_are_those_of_the_picture_at_32_pixels(size: tuple[int, int]) -> None:
    grey = drawn(3, size)
    height, width = grey.shape
    small = grey.reshape(32, height // 32, 32, width // 32).mean(axis=(1, 3))
    expected = np.empty((8, 8))
    steps = np.arange(32) + 0.5
    for row in range(8):
        for column in range(8):
            waves = np.outer(np.cos(np.pi / 32 * steps * row), np.cos(np.pi / 32 * steps * column))
            expected[row, column] = (small * waves).sum() * (0.5 ** ((row == 0) / 2 + (column == 0) / 2))
    expected[0, 0] = 0
    found = spectrum(grey)
    assert found is not None
    assert np.abs(found - (expected / np.linalg.norm(expected)).ravel()).max() < 0.004


def test_a_picture_that_is_scaled_keeps_its_spectrum() -> None:
    for seed in range(6):
        image = factories.drawing(seed, (301, 267))
        one = spectrum(np.asarray(image.convert("L")))
        other = spectrum(np.asarray(image.resize((173, 140)).convert("L")))
        assert one is not None
        assert other is not None
        assert int(np.bitwise_count(bits(one) ^ bits(other))) <= 4


@pytest.mark.parametrize(("paper", "specks"), [(255, 0), (0, 0), (128, 0), (250, 6), (4, 3)])
def test_an_even_border_is_left_out_whatever_its_colour(paper: int, specks: int) -> None:
    grey = np.full((300, 400), paper, np.uint8)
    grey[60:220, 100:320] = drawn(2, (220, 160))
    grey[5, 5 : 5 + specks] = 255 - paper
    found = inside(grey)
    assert found is not None
    assert np.allclose((found.left, found.top, found.right, found.bottom), (100, 60, 320, 220), atol=12)
    assert inside(drawn(2, (220, 160))) is None


@pytest.mark.parametrize("grey", [np.full((200, 200), 9, np.uint8), np.zeros((15, 900), np.uint8)])
def test_what_is_flat_or_narrow_has_no_spectrum(grey: Grey) -> None:
    assert spectrum(grey) is None
