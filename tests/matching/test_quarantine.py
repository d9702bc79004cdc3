"""A registered picture that fires nearly everywhere is put aside; one that many copy is not."""

import pytest

from domain.match import Match
from domain.signal import Role, Signal
from matching.few import DIGITS
from matching.quarantine import LEAST, crowded, fired, told, without
from matching.score import SCORER, TABLE, score


def match(right: str, view: str, *more: str) -> Match:
    signals = tuple(Signal(name, Role.MAIN, 0.9, "a.jpg", view, "Seen.") for name in ("picture_copy", *more))
    return Match("L-1", right, round(score(signals), DIGITS), SCORER, signals)


def test_what_fires_far_more_than_the_others_is_put_aside() -> None:
    usual = [match(f"TM-{n}", "logo.png") for n in range(40) for _ in range(3)]
    blank = [match("TM-99", "blank.png")] * 400
    assert crowded(fired(usual + blank), 5_000) == {("TM-99", "blank.png")}
    assert crowded(fired(usual), 5_000) == frozenset()


def test_blanks_are_put_aside_though_nothing_else_fires() -> None:
    several = [match(f"TM-{n}", "blank.png") for n in range(3) for _ in range(400)]
    assert len(crowded(fired(several), 500)) == 3


def test_a_design_that_many_copy_is_not_put_aside() -> None:
    copied = [match("DP-1", "front.jpg")] * LEAST
    others = [match(f"TM-{n}", "logo.png") for n in range(9)]
    assert crowded(fired(copied + others), 800) == frozenset()
    assert crowded(fired(copied * 9), 50 * 9 * 50) == frozenset()


@pytest.mark.parametrize("name", ["mark_in_title", "mark_in_brand", "mark_in_picture_text"])
def test_a_logo_whose_name_stands_beside_it_is_not_put_aside(name: str) -> None:
    shop = [match("TM-1", "logo.png", name)] * 400 + [match("TM-1", "logo.png")] * 20
    assert crowded(fired(shop), 450) == frozenset()


def test_an_office_can_say_that_its_sources_do_show_it() -> None:
    blank = fired([match("TM-99", "blank.png")] * 400)
    assert crowded(blank, 400, share=1) == frozenset()
    assert crowded(blank, 30_000, share=0.01) == {("TM-99", "blank.png")}


def test_what_is_said_names_the_picture_the_counts_and_what_to_do() -> None:
    said = told(("TM-99", "blank.png"), 1_400, 5_000)
    for words in ("TM-99", "blank.png", "1,400 of 5,000", "take it out", "MARKHOUND_QUARANTINE_SHARE"):
        assert words in said


def test_nothing_fired_is_no_reason() -> None:
    assert crowded(fired([]), 0) == frozenset()


def test_other_signals_keep_their_match_and_nothing_else_does() -> None:
    aside = frozenset({("TM-1", "blank.png")})
    assert without(match("TM-1", "blank.png"), aside, TABLE) is None
    assert without(match("TM-2", "blank.png"), aside, TABLE) == match("TM-2", "blank.png")
    both = match("TM-1", "blank.png", "mark_in_title")
    kept = without(both, aside, TABLE)
    assert kept is not None
    assert [signal.name for signal in kept.signals] == ["mark_in_title"]
    assert 0 < kept.score < both.score
