"""A flood is held against its own past; the narrowest thing that explains it is held, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.match import Match
from domain.signal import Role, Signal
from matching.flood import ENOUGH, NEVER_SEEN, TIMES, Key, Of, counted, covering, flooded, limit, told
from matching.quarantine import LEAST

nights = st.lists(st.integers(0, 2_000), max_size=28)


def match(right: str, *mains: tuple[str, str, str]) -> Match:
    signals = tuple(Signal(name, Role.MAIN, 0.9, here, there, "Seen.") for name, here, there in mains)
    return Match("L-1", right, 0.9, "table-3", signals)


WORD = ("mark_in_title", "Velmora", "Velmora")
OTHER = ("mark_in_title", "ＶＥＬＭＯＲＡ 旗舰", "Velmora")
VIEW = ("picture_copy", "a.jpg", "front.png")


def test_what_a_match_counts_for() -> None:
    counts = counted([match("TM-1", WORD, VIEW), match("TM-1", OTHER), match("TM-2", WORD)])
    assert counts == {
        Key(Of.RIGHT, "TM-1"): 2, Key(Of.RIGHT, "TM-2"): 1, Key(Of.WORD, "TM-1", "velmora"): 1,
        Key(Of.WORD, "TM-1", "velmora 旗舰"): 1, Key(Of.WORD, "TM-2", "velmora"): 1,
        Key(Of.VIEW, "TM-1", "front.png"): 1,
    }  # fmt: skip


@given(nights, st.integers(0, 28))
def test_a_past_flood_or_two_do_not_move_what_is_usual(past: list[int], number: int) -> None:
    steady = [20] * ENOUGH
    assert limit([*steady, 5_000, 4_000]) == limit([*steady, 20, 20])
    assert limit(past) >= LEAST


@given(st.lists(st.integers(0, 300), min_size=1, max_size=28), st.integers(0, 5_000))
def test_more_that_was_released_allows_more(past: list[int], allowed: int) -> None:
    assert limit(past, allowed) >= limit(past)
    assert limit(past, allowed) >= 2 * allowed


def test_few_nights_are_believed_less_than_many() -> None:
    assert limit([100]) > limit([100] * 3) > limit([100] * ENOUGH) == TIMES * 100
    assert limit([]) == limit([0] * 20) == NEVER_SEEN


def test_usual_noise_is_no_flood_and_many_times_as_much_is_one() -> None:
    past = [90, 110, 100, 95, 105, 99, 101, 120]
    assert 120 < limit(past) < 900


def test_the_narrowest_that_explains_a_flood_is_put_aside() -> None:
    word, other, view = (Key(Of.WORD, "TM-1", "spring"), Key(Of.WORD, "TM-1", "velmora"), Key(Of.VIEW, "TM-1", "a.png"))
    whole = Key(Of.RIGHT, "TM-1")
    counts = {whole: 1_000, word: 900, other: 100, view: 40}
    limits = dict.fromkeys(counts, 150)
    assert flooded(counts, limits) == {word}, "the right's other hits go on"
    assert flooded({**counts, word: 500, other: 500}, limits) == {whole, word, other}, "no one thing explains it"
    assert flooded(counts, {}) == frozenset(), "what has no past is let through"
    assert flooded({}, limits) == frozenset()


def test_a_match_is_held_back_only_if_nothing_else_speaks_for_its_right() -> None:
    word, view, whole = Key(Of.WORD, "TM-1", "velmora"), Key(Of.VIEW, "TM-1", "front.png"), Key(Of.RIGHT, "TM-1")
    assert covering(match("TM-1", WORD), {word}) == {word}
    assert covering(match("TM-1", WORD, VIEW), {word}) == frozenset()
    assert covering(match("TM-1", WORD, VIEW), {word, view}) == {word, view}
    assert covering(match("TM-1", WORD, VIEW), {whole, word}) == {whole}
    assert covering(match("TM-2", WORD), {word, whole}) == frozenset()
    assert covering(match("TM-1"), {word}) == frozenset()


@pytest.mark.parametrize("key", [Key(Of.RIGHT, "TM-1"), Key(Of.WORD, "TM-1", "春天"), Key(Of.VIEW, "TM-1", "a.png")])
def test_what_is_said_names_the_right_and_both_numbers(key: Key) -> None:
    said = told(key, 1_400, 250)
    assert all(words in said for words in ("TM-1", key.value, "1,400", "250"))
