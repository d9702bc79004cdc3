"""Folding: what a reader takes for the same letter becomes the same letter, and every letter knows where it stood."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from matching import normalize
from matching.normalize import LOOKALIKES, Folded, Gap, fold, fold_char, is_han

TO_TRADITIONAL = OpenCC("s2t")
any_text = st.text(st.characters(exclude_categories=[]), max_size=40)
latin = st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=12)
han = st.text("维摩拉国货电动车龙凤华为广东", min_size=1, max_size=6)
INVISIBLE = (
    "\u200b",
    "\u200d",
    "\ufeff",
    "\u00ad",
    "\u2060",
    "\u200e",
    "\ufe0f",
    "\u034f",
    "\u3164",
    "\u115f",
    "\U000e0020",
)
SPACES = " \u00a0\u3000\u2003\t\n\x0b\x0c\x85\u2028"


@settings(deadline=None, max_examples=300)
@given(any_text)
def test_every_letter_knows_the_character_it_came_from(text: str) -> None:
    folded = fold(text)
    assert len(folded.letters) == len(folded.origins) == len(folded.gaps)
    assert folded.length == len(text)
    assert list(folded.origins) == sorted(folded.origins)
    for place, (letter, origin) in enumerate(zip(folded.letters, folded.origins, strict=True)):
        assert letter in fold_char(text[origin])
        assert folded.span(place, place + 1) == (origin, origin + 1)
    if folded.letters:
        start, end = folded.span(0, len(folded.letters))
        assert 0 <= start < end <= len(text)
        assert all(fold_char(char) in ("", " ", ".") for char in text[:start] + text[end:])


@settings(deadline=None, max_examples=300)
@given(any_text)
def test_only_letters_and_digits_are_left_and_folding_again_changes_nothing(text: str) -> None:
    letters = fold(text).letters
    assert all(char.isalnum() for char in letters)
    assert fold(letters).letters == letters
    assert fold(text.swapcase().casefold()).letters == fold(text.casefold()).letters


@settings(deadline=None)
@given(any_text, any_text)
def test_a_text_folds_as_its_parts_do(one: str, other: str) -> None:
    assert fold(one + other).letters == fold(one).letters + fold(other).letters


def wide(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) for char in text)


def look_alike(text: str) -> str:
    reverse = {letter: char for char, letter in LOOKALIKES.items() if len(letter) == 1}
    return "".join(reverse.get(char, char) for char in text)


DISGUISES = {
    "upper case": str.upper,
    "full width": wide,
    "full width capitals": lambda text: wide(text.upper()),
    "accents": lambda text: "".join(f"{char}\u0301" for char in text),
    "composed accents": lambda text: unicodedata.normalize("NFC", "".join(f"{char}\u0302" for char in text)),
    "stroked through": lambda text: "".join(f"{char}\u0336" for char in text),
    "mathematical": lambda text: "".join(chr(0x1D400 + ord(char) - ord("a") + 26) for char in text),
    "circled": lambda text: "".join(chr(0x24D0 + ord(char) - ord("a")) for char in text),
    "look-alikes": look_alike,
    "capital look-alikes": lambda text: look_alike(text).upper(),
}


@pytest.mark.parametrize("disguise", DISGUISES)
@given(name=latin)
def test_a_lossless_disguise_folds_to_the_same_letters(disguise: str, name: str) -> None:
    assert fold(DISGUISES[disguise](name)).letters == fold(name).letters == name


@pytest.mark.parametrize("char", INVISIBLE, ids=ascii)
@given(name=latin | han)
def test_invisible_characters_leave_no_trace(char: str, name: str) -> None:
    folded = fold(char.join(name))
    assert folded.letters == name
    assert not any(folded.gaps)


@pytest.mark.parametrize("char", SPACES, ids=ascii)
def test_white_space_of_every_kind_sets_words_apart(char: str) -> None:
    assert list(fold(f"外套{char}velmora").gaps)[:3] == [0, 0, Gap.SPACE]


@pytest.mark.parametrize("char", LOOKALIKES)
def test_every_line_of_the_table_of_look_alikes_works_in_both_cases(char: str) -> None:
    assert fold(char).letters == fold(char.upper()).letters == LOOKALIKES[char]


@settings(deadline=None)
@given(han)
def test_traditional_characters_fold_to_the_simplified(name: str) -> None:
    traditional = TO_TRADITIONAL.convert(name)
    assert fold(traditional).letters == fold(name).letters == name
    assert all(is_han(char) for char in traditional)


def test_a_symbol_weighs_more_than_a_space_beside_it() -> None:
    assert list(fold("a b-c - d").gaps) == [Gap.NONE, Gap.SPACE, Gap.SYMBOL, Gap.SYMBOL]


def test_one_character_may_be_several_letters_of_one_place() -> None:
    assert fold("xﬁß㎏") == Folded("xfisskg", (0, 1, 1, 2, 2, 3, 3), bytes(7), 4)


def test_the_work_grows_with_the_text_and_no_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []

    def counted(char: str) -> str:
        calls.append(char)
        return fold_char(char)

    monkeypatch.setattr(normalize, "fold_char", counted)
    for size in (100, 1_000, 10_000):
        calls.clear()
        fold("Velmora 维摩拉-\u200b! "[:13] * size)
        assert len(calls) == 13 * size
