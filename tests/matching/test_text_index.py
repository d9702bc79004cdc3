"""The text index: everything that it promises is found, at the right place, and nothing inside longer words."""

from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from matching.hit import Disguise, Hit
from matching.normalize import is_han
from matching.text.index import TextIndex
from matching.text.stream import LONGEST_TEXT

LETTERS = "abcdefghijklmnopqrstuvwxyz"
small = st.text("ab维摩", min_size=2, max_size=4)
pieces = st.text("ab维摩 ", max_size=40)
marks = st.text(LETTERS, min_size=6, max_size=14).filter(lambda name: len(set(name)) > 4)
han_marks = st.lists(st.sampled_from("维摩拉国货电动车龙凤"), min_size=4, max_size=8, unique=True).map("".join)


def index(*names: str) -> TextIndex:
    return TextIndex.of(list(enumerate(names)))


def find(found: TextIndex, text: str) -> list[Hit]:
    (hits,) = found.find([text])
    return hits


def search_by_hand(names: list[str], text: str) -> set[int]:
    """Which names are written as registered; a Latin end must not touch another Latin letter."""
    found = set()
    for number, name in enumerate(names):
        for start in range(len(text) - len(name) + 1):
            end = start + len(name)
            before, after = text[start - 1 : start], text[end : end + 1]
            cut = (before.isascii() and before.isalpha() and name[0].isascii()) or (
                after.isascii() and after.isalpha() and name[-1].isascii()
            )
            if text[start:end] == name and not cut:
                found.add(number)
    return found


@settings(deadline=None, max_examples=150)
@given(st.lists(small, min_size=1, max_size=8, unique=True), pieces)
def test_the_index_finds_what_a_search_by_hand_finds(names: list[str], text: str) -> None:
    hits = find(index(*names), text)
    assert {hit.right for hit in hits} >= search_by_hand(names, text)
    plain = [hit for hit in hits if hit.disguise is Disguise.PLAIN and hit.likeness == 1.0]
    assert {hit.right for hit in plain} <= search_by_hand(names, text)
    assert all(text[hit.start : hit.end] == names[hit.right] for hit in plain)


@settings(deadline=None)
@given(st.lists(marks | han_marks | small, min_size=1, max_size=5), st.text(max_size=60))
def test_every_hit_lies_in_the_text_and_weighs_what_a_likeness_may(names: list[str], text: str) -> None:
    for hit in find(index(*names), f"{names[0]}{text} {names[-1]}"):
        assert 0 <= hit.start < hit.end <= len(text) + len(names[0]) + len(names[-1]) + 1
        assert 0 < hit.likeness <= 1
        assert hit.name == names[hit.right]


def edit(word: str, kind: str, place: int, letter: str) -> str:
    place %= len(word) - (kind == "swap")
    return {
        "replace": word[:place] + letter + word[place + 1 :],
        "insert": word[:place] + letter + word[place:],
        "delete": word[:place] + word[place + 1 :],
        "swap": word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :],
    }[kind]


edits = st.sampled_from(["replace", "insert", "delete", "swap"])


@settings(deadline=None, max_examples=150)
@given(marks, edits, st.integers(0, 20), st.sampled_from(LETTERS))
def test_every_change_of_one_letter_of_a_latin_name_is_a_candidate(
    name: str, kind: str, place: int, letter: str
) -> None:
    changed = edit(name, kind, place, letter)
    assume(name not in changed and OSA.distance(changed, name) == 1)
    _, finds = index(name).search([f"新款{changed}外套"])
    assert (2, 2 + len(changed)) in set(zip(finds.start.tolist(), finds.end.tolist(), strict=True))


@settings(deadline=None, max_examples=150)
@given(marks.filter(lambda name: len(name) > 7), edits, st.integers(0, 20), st.sampled_from(LETTERS))
def test_every_change_of_one_letter_of_a_long_latin_name_is_found(
    name: str, kind: str, place: int, letter: str
) -> None:
    """Of a name of six letters, one changed makes a word that may be anybody's: the weights may leave it out."""
    changed = edit(name, kind, place, letter)
    assume(name not in changed and OSA.distance(changed, name) == 1)
    hits = find(index(name), f"新款 {changed} 外套")
    assert [(hit.start, hit.end) for hit in hits] == [(3, 3 + len(changed))]
    # v for w and i for l are look-alikes, and an x may hide any letter.
    assert hits[0].disguise in (Disguise.NEAR, Disguise.LEET, *((Disguise.MASK,) if letter == "x" else ()))
    assert 0.8 <= hits[0].likeness < 1


@settings(deadline=None)
@given(han_marks, st.integers(0, 7), st.sampled_from("山水木石"))
def test_every_replaced_character_of_a_long_chinese_name_is_a_candidate(name: str, place: int, other: str) -> None:
    changed = edit(name, "replace", place, other)
    _, finds = index(name).search([f"新款{changed}外套"])
    assert (2, 2 + len(name)) in set(zip(finds.start.tolist(), finds.end.tolist(), strict=True))


@settings(deadline=None, max_examples=60)
@given(marks, st.text(LETTERS, min_size=2, max_size=5), st.text(LETTERS, min_size=2, max_size=5))
def test_a_latin_name_inside_a_longer_word_is_not_found(name: str, before: str, after: str) -> None:
    assume(before + name + after not in (name + after + before, after + before + name))
    hits = find(index(name), f"新款 {before}{name}{after} 外套")
    assert [hit for hit in hits if hit.disguise is Disguise.PLAIN] == []


def test_a_letter_changed_says_less_the_shorter_the_name() -> None:
    names, texts = ("orwin", "orwinda", "orwindaleo"), ("orkin 外套", "orkinda 外套", "orkindaleo 外套")
    chances = [find(index(name), text)[0].chance for name, text in zip(names, texts, strict=True)]
    assert chances == sorted(chances)
    assert chances[0] < chances[-1]


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("A380 滤芯", True),
        ("适用A380滤芯", True),
        ("A-380 滤芯", True),
        ("A380X 滤芯", True),
        ("A3802 滤芯", False),
        ("BA380 滤芯", False),
        ("A38 滤芯", False),
    ],
)
def test_a_model_number_is_not_found_in_a_longer_one(text: str, there: bool) -> None:
    assert bool(find(index("A380"), text)) is there


@pytest.mark.parametrize(
    ("name", "text", "written", "disguise"),
    [
        ("Velmora", "新款 Velmora 外套", "Velmora", Disguise.PLAIN),
        ("Velmora", "新款VELMORA外套", "VELMORA", Disguise.FORM),
        ("Velmora", "Ｖｅｌｍｏｒａ外套", "Ｖｅｌｍｏｒａ", Disguise.FORM),
        ("Velmora", "Vélmörä 外套", "Vélmörä", Disguise.FORM),
        ("Velmora", "Velmоrа 外套", "Velmоrа", Disguise.LOOKALIKE),
        ("Velmora", "Vel\u200bmora 外套", "Vel\u200bmora", Disguise.INVISIBLE),
        ("Velmora", "V e l m o r a 外套", "V e l m o r a", Disguise.SPACED),
        ("Velmora", "V.e.l.m.o.r.a 外套", "V.e.l.m.o.r.a", Disguise.SPACED),
        ("Velmora", "Vel*mora 外套", "Vel*mora", Disguise.SPLIT),
        ("Velmora", "Vel mora 外套", "Vel mora", Disguise.SPACED),
        ("Velmora", "V3lm0ra 外套", "V3lm0ra", Disguise.LEET),
        ("Velmora", "Velnora 外套", "Velnora", Disguise.NEAR),
        ("Velmora", "Velmora2026 外套", "Velmora", Disguise.PLAIN),
        ("维摩龙", "正品維摩龍外套", "維摩龍", Disguise.TRADITIONAL),
        ("维摩拉", "维-摩-拉外套", "维-摩-拉", Disguise.SPACED),
        ("Nova Lune", "nova lune 外套", "nova lune", Disguise.FORM),
        ("Nova Lune", "NOVALUNE 外套", "NOVALUNE", Disguise.FORM),
    ],
)
def test_a_disguise_is_seen_through_and_named(name: str, text: str, written: str, disguise: Disguise) -> None:
    hit = find(index(name), text)[0]
    assert (text[hit.start : hit.end], hit.disguise) == (written, disguise)


def test_the_closer_the_writing_the_better_the_likeness() -> None:
    found = index("Velmora")
    texts = ("Velmora", "VELMORA", "V e l m o r a", "V3lm0ra", "Vel*mora", "Velnora")
    likeness = [find(found, text)[0].likeness for text in texts]
    assert likeness[0] == likeness[1] == 1.0
    assert all(value < 1 for value in likeness[2:])
    assert likeness[-1] == min(likeness)


def test_two_rights_of_one_name_are_both_found_and_every_name_of_a_right_counts() -> None:
    found = TextIndex.of([(0, "Velmora"), (0, "维摩拉"), (1, "VELMORA")])
    assert {hit.right for hit in find(found, "velmora")} == {0, 1}
    assert [(hit.right, hit.name) for hit in find(found, "正品维摩拉外套")] == [(0, "维摩拉")]


def test_names_that_say_nothing_are_left_out() -> None:
    assert len(index("", "★!", "\u200b")) == 0
    assert find(index("", "★!"), "★! 外套") == []
    assert find(index(), "外套") == []


def test_a_saved_index_says_what_it_said_before(tmp_path: Path) -> None:
    made = index("Velmora", "维摩拉", "A380")
    made.save(tmp_path / "index")
    texts = ["V3lm0ra 外套", "维磨拉", "A380 滤芯", ""]
    assert TextIndex.open(tmp_path / "index").find(texts) == made.find(texts)


def test_an_index_of_another_version_is_refused(tmp_path: Path) -> None:
    index("Velmora").save(tmp_path / "index")
    meta = tmp_path / "index" / "index.json"
    meta.write_text(meta.read_text(encoding="utf-8").replace('"version": ', '"version": 9'), encoding="utf-8")
    with pytest.raises(ValueError, match="compile it again"):
        TextIndex.open(tmp_path / "index")


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text(max_size=30), max_size=6))
def test_texts_are_found_alike_alone_and_together(texts: list[str]) -> None:
    found = index("Velmora", "维摩拉", "ab")
    assert found.find(texts) == [find(found, text) for text in texts]


HOSTILE = {
    "one letter": "a" * 3_000_000,
    "one mark": "velmora " * 400_000,
    "one chinese mark": "维摩拉国" * 500_000,
    "signs": "@$!|" * 500_000,
    "leet": "v3lm0ra" * 300_000,
    "invisible": "\u200b" * 2_000_000,
    "spaces": "v e l m o r a " * 100_000,
    "accents": "a" + "\u0301" * 2_000_000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_megabyte_of_nonsense_is_searched_no_further_than_its_beginning(kind: str) -> None:
    text = HOSTILE[kind]
    hits = find(index("velmora", "维摩拉国", "aaaaaa", "sambas"), text)
    assert all(0 <= hit.start < hit.end <= LONGEST_TEXT for hit in hits)
    assert len(hits) <= 3 * LONGEST_TEXT


def test_han_is_told_from_other_scripts() -> None:
    assert [is_han(char) for char in "维𠮷㐀aかㄅ가"] == [True, True, True, False, False, False, False]
