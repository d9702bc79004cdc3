"""What a listing says of itself: ways of saying a thing, and letters that are kept apart to hide."""

import time

import factories
import pytest

from matching.cues import Cues, cues
from matching.plain import plain
from matching.tables.cues import Kind
from matching.tables.families import FAMILIES
from matching.tables.starts import BY_START


def read(title: str, description: str = "") -> Cues:
    return cues(factories.listing(title=title, description=description, category=""))


def words(title: str, kind: Kind) -> list[str]:
    return [cue.words for cue in read(title).meant(kind)]


@pytest.mark.parametrize(
    ("title", "kind", "said"),
    [
        ("女包 原厂流出", Kind.COUNTERFEIT, "原厂流出"),
        ("女包 流出自原厂", Kind.COUNTERFEIT, "流出自原厂"),
        ("Bag, leftovers from the factory", Kind.COUNTERFEIT, "leftovers from the factory"),
        ("女鞋 看主页", Kind.CONTACT, "看主页"),
        ("女鞋 主頁聯繫", Kind.CONTACT, "主頁聯繫"),
    ],
)
def test_two_words_say_a_thing_in_any_order_that_the_family_allows(title: str, kind: Kind, said: str) -> None:
    assert said in words(title, kind)


@pytest.mark.parametrize(
    "title", ["女包 原厂包装 今年才从仓里流出", "Bag from the factory of my home town, no leftovers"]
)
def test_words_that_stand_far_apart_say_nothing_together(title: str) -> None:
    assert not words(title, Kind.COUNTERFEIT)


def test_words_of_two_fields_say_nothing_together() -> None:
    assert not read("女包 原厂", "流出").kinds


def test_what_a_clearer_word_says_already_counts_once() -> None:
    assert words("女包 工厂流出", Kind.COUNTERFEIT) == ["工厂流出"]


@pytest.mark.parametrize(
    "title",
    [
        "女包 高·仿",
        "女包 高 仿 现货",
        "鞋 超★A",
        "鞋 莆_田_货",
        "Velmora A 货",
        "女包 加·微·信",
        "女包 ➕V",
        "女包 高-仿",
    ],
)
def test_slang_is_read_whatever_keeps_its_letters_apart(title: str) -> None:
    assert not read(title).kinds.isdisjoint({Kind.COUNTERFEIT, Kind.CONTACT})


@pytest.mark.parametrize(
    "title", ["加高 仿皮女包", "外套 + V领", "高/仿真丝", "身高 仿佛", "拼音 a 货到付款", "高·仿真花"]
)
def test_letters_that_belong_to_other_words_are_no_slang(title: str) -> None:
    assert read(title).kinds.isdisjoint({Kind.COUNTERFEIT, Kind.CONTACT})


def test_a_place_points_into_the_text_as_it_is_written() -> None:
    title = "Ｖelmora 女包 高·仿"
    cue = read(title).of(Kind.COUNTERFEIT)[0]
    assert title[cue.start : cue.end] == cue.words == "高·仿"


def test_every_word_of_every_family_can_be_met() -> None:
    known = {entry.text for entries in BY_START.values() for entry in entries}
    assert all(family.first | family.second <= known for family in FAMILIES)
    assert all(0 < family.grade <= 1 for family in FAMILIES)


def test_a_hostile_text_made_of_all_words_is_read_in_a_moment() -> None:
    text = " ".join(sorted({word for family in FAMILIES for word in family.first | family.second}))
    started = time.process_time()
    for at in range(0, 4_000, 400):
        assert read(text[at : at + 500], text[at:]).kinds
    assert time.process_time() - started < 5


def test_every_word_is_written_as_texts_are_read() -> None:
    written = [entry.text for entries in BY_START.values() for entry in entries]
    assert [text for text in written if not text.strip() or plain(text) != text] == []
