"""The index of hashes finds exactly what comparing with all of them finds."""

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.pictures.hash_index import FAR, HashIndex
from matching.pictures.spectrum import FORMS, bits, forms, spectrum

numbers = st.integers(0, 2**64 - 1)


def brute(hashes: list[int], wanted: list[int]) -> set[tuple[int, int, int]]:
    return {
        (n, m, far)
        for n, one in enumerate(wanted)
        for m, other in enumerate(hashes)
        if (far := (one ^ other).bit_count()) <= FAR
    }


def found(index: HashIndex, wanted: list[int]) -> list[tuple[int, int, int]]:
    return list(zip(*(part.tolist() for part in index.near(np.array(wanted, np.uint64))), strict=True))


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 12)), max_size=30),
    st.lists(numbers, min_size=3, max_size=3),
    st.randoms(use_true_random=False),
)
def test_it_finds_what_comparing_all_finds(
    entries: list[tuple[int, int]], wanted: list[int], dice: random.Random
) -> None:
    def changed(value: int, flips: int) -> int:
        for bit in dice.sample(range(64), flips):
            value ^= 1 << bit
        return value

    hashes = [changed(wanted[of], flips) for of, flips in entries]
    told = found(HashIndex.of(np.array(hashes, np.uint64)), wanted)
    assert len(told) == len(set(told)), "each pair once"
    assert set(told) == brute(hashes, wanted)


def test_of_many_it_finds_what_comparing_all_finds(tmp_path: Path) -> None:
    chance = np.random.default_rng(5)
    hashes = chance.integers(0, 2**64, 200_000, np.uint64)
    wanted = hashes[:300].copy()
    for bit in range(10):  # each copy differs by 0 to 10 bits
        wanted[bit::10] ^= np.uint64((1 << bit) - 1) << np.uint64(3 * bit)
    index = HashIndex.of(hashes)
    index.save(tmp_path)
    far = np.bitwise_count(hashes[None, :] ^ wanted[:, None])
    expected = {(int(n), int(m), int(far[n, m])) for n, m in zip(*np.nonzero(far <= FAR), strict=True)}
    assert len(expected) > 200
    for one in (index, HashIndex.open(tmp_path)):
        assert set(found(one, wanted.tolist())) == expected


def test_an_empty_index_finds_nothing() -> None:
    index = HashIndex.of(np.empty(0, np.uint64))
    assert found(index, [1, 2]) == []
    assert found(HashIndex.of(np.array([7], np.uint64)), []) == []


@pytest.mark.parametrize("number", range(FORMS))
def test_the_forms_of_a_spectrum_are_the_spectra_of_the_forms(number: int) -> None:
    grey = np.random.default_rng(3).integers(0, 256, (96, 96)).astype(np.uint8)
    grey = np.asarray(np.kron(grey[::8, ::8], np.ones((8, 8))), np.uint8)
    shown = grey.T if number & 4 else grey
    shown = shown[:, ::-1] if number & 1 else shown
    shown = shown[::-1] if number & 2 else shown
    shown = 255 - shown if number & 8 else shown
    one, other = spectrum(grey), spectrum(np.ascontiguousarray(shown))
    assert one is not None
    assert other is not None
    said = forms(one[None, :])[0, number]
    assert np.allclose(said, other, atol=1e-3)
    assert (int(bits(said)) ^ int(bits(other))).bit_count() <= 1
