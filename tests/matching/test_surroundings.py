"""What stands around a find: the words beside it, and other brands in the same text and in no other."""

import numpy as np
import pytest

from matching.text.batch import Batch, make_tables
from matching.text.stream import make_fold_table
from matching.text.surroundings import EDGE, Surroundings
from matching.text.words import Words, cut_into_words, load

TABLES = make_tables(make_fold_table())


def surroundings(*texts: str) -> tuple[Surroundings, Batch]:
    batch = Batch(texts, TABLES)
    return Surroundings(batch.plain.stream, cut_into_words(batch.plain, load())), batch


def places(batch: Batch, *found: tuple[int, str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Texts, beginnings and ends of those letters, by the number of their text."""
    stream = batch.plain.stream
    first = [int(np.searchsorted(stream.text, text)) for text, _ in found]
    whole = ["".join(map(chr, stream.letters[stream.text == text].tolist())) for text, _ in found]
    start = np.array([at + text.index(name) for at, text, (_, name) in zip(first, whole, found, strict=True)])
    return np.array([text for text, _ in found], np.int32), start, start + [len(name) for _, name in found]


def test_words_beside_a_find_are_those_that_language_cuts_there() -> None:
    around, batch = surroundings("专柜正品qiro手机壳", "手机壳")
    _, start, end = places(batch, (0, "qiro"))
    _, word, word_end = places(batch, (0, "正品"), (0, "手机壳"))
    hashes = batch.plain.hashes
    assert around.before(start)[0] in (hashes(word[:1], word_end[:1])[0], hashes(word[:1] - 2, word_end[:1])[0])
    assert around.after(end)[0] in (hashes(word[1:], word_end[1:])[0], hashes(word[1:], word_end[1:] - 1)[0])


def test_a_text_s_beginning_and_end_are_words_of_their_own() -> None:
    around, batch = surroundings("qiro 手机壳", "新款 qiro")
    _, start, end = places(batch, (0, "qiro"), (1, "qiro"))
    assert (around.before(start) == EDGE).tolist() == [True, False]
    assert (around.after(end) == EDGE).tolist() == [False, True]


@pytest.mark.parametrize(("likelier", "less_likely"), [("正品qiro手机", "适用qiro手机"), ("qiro旗舰", "with qiro")])
def test_words_that_brands_stand_beside_speak_for_one(likelier: str, less_likely: str) -> None:
    around, batch = surroundings(likelier, less_likely)
    _, start, end = places(batch, (0, "qiro"), (1, "qiro"))
    ahead, behind = around.beside(start, end)
    assert ahead[0] + behind[0] > ahead[1] + behind[1]


def test_a_brand_elsewhere_is_one_that_does_not_touch_the_find_and_stands_in_the_same_text() -> None:
    batch = Batch(["velmora qiro", "qiro", "qiro velmora", "qiro"], TABLES)
    key = batch.plain.hashes(np.array([0]), np.array([len("velmora")]))
    nothing, known = np.zeros(1, np.float32), np.full(1, 10, np.float32)
    words = Words(key, nothing, nothing, nothing, known, nothing, nothing)
    around = Surroundings(batch.plain.stream, cut_into_words(batch.plain, words))
    text, start, end = places(batch, (0, "qiro"), (1, "qiro"), (2, "qiro"), (3, "qiro"), (0, "velmora"))
    assert around.elsewhere(text, start, end).tolist() == [10, 0, 10, 0, 0]
