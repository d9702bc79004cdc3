"""A compact form finds what its picture would find: copies of registered pictures, and few others."""

import factories
import numpy as np
from PIL import ImageOps

from benchmarks.pictured.alterations import jpeg
from matching.pictures.compact import ALIKE, NUMBERS, Registered, compact
from matching.pictures.decode import decode
from matching.pictures.hash_index import HashIndex
from matching.pictures.spectrum import bits, forms, kept, part, shown, spectrum

REGISTERED = [decode(jpeg(factories.drawing(seed))) for seed in range(8)]


def test_copies_are_alike_and_strangers_are_not() -> None:
    registered = Registered.of([*REGISTERED, None])
    for seed in range(8):
        drawing = factories.drawing(seed)
        for altered in (drawing, drawing.resize((200, 150)), ImageOps.mirror(drawing), ImageOps.invert(drawing)):
            likeness = registered.likeness(compact(decode(jpeg(altered, 40))))
            assert likeness.max() >= ALIKE
    strangers = [registered.likeness(compact(decode(jpeg(factories.drawing(seed))))) for seed in range(100, 130)]
    assert max(float(one.max(initial=0)) for one in strangers) < ALIKE


def test_a_form_has_the_hashes_of_its_picture() -> None:
    for picture in REGISTERED:
        numbers = np.array([spectrum(part(picture.grey, window)) for window in shown(picture.grey)])
        stored = compact(picture).astype(np.float32) / np.float32(32_767)
        far = np.bitwise_count(bits(forms(numbers)) ^ bits(forms(stored)))
        assert int(far.max()) <= 1, "rounding moves a number across the threshold once in a while"


def test_what_the_hashes_do_not_propose_is_not_alike() -> None:
    picture = REGISTERED[0]
    registered = Registered.of(REGISTERED[1:])
    windows = [
        one
        for other in REGISTERED[1:]
        for window in kept(other.grey)
        if (one := spectrum(part(other.grey, window))) is not None
    ]
    which, _, _ = HashIndex.of(bits(np.array(windows))).near(bits(forms(compact(picture) / np.float32(32_767))).ravel())
    likeness = registered.likeness(compact(picture))
    assert (likeness > 0).sum() <= len(which)


def test_flat_pictures_and_no_pictures_are_like_nothing() -> None:
    flat = compact(decode(jpeg(ImageOps.grayscale(factories.drawing(1)).point(lambda _: 200))))
    assert flat.shape == (0, NUMBERS)
    registered = Registered.of(REGISTERED)
    assert registered.likeness(flat).shape == (0,)
    assert not registered.likeness(np.zeros((3, NUMBERS), np.int16)).any()
    nobody = Registered.of([])
    assert not nobody.likeness(np.ones((2, NUMBERS), np.int16)).any()
