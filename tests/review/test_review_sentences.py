"""Chinese pages say in Chinese what matching saw."""

import pytest

from domain.signal import Role, Signal
from matching.hit import Disguise
from matching.rule import rules
from review.sentences import DISGUISES, SAY, sentence


def test_every_signal_and_every_disguise_has_its_words() -> None:
    assert set(SAY) == set(rules())
    assert set(DISGUISES) == set(Disguise)


@pytest.mark.parametrize("name", sorted(SAY))
def test_a_chinese_sentence_names_what_was_compared(name: str) -> None:
    detail = (
        "A picture is the mirror image of the registered design (3 of 64 bits differ), registered since 2017-03-14."
    )
    said = sentence(Signal(name, Role.MAIN, 0.5, "托 尔 万", "托尔万", detail), "zh")
    assert said.endswith("。")
    assert any(word in said for word in ("托", "外观设计", "2017-03-14"))
    assert sentence(Signal(name, Role.MAIN, 0.5, "a", "b", detail), "en") == detail


def test_the_disguise_is_named() -> None:
    signal = Signal(
        "mark_in_title", Role.MAIN, 0.9, "托〇万", "托尔万", "… refers to “托尔万”, written “托〇万” (letters hidden)."
    )
    assert "遮去部分字母" in sentence(signal, "zh")
    # What a seller writes names no disguise.
    signal = Signal("mark_in_title", Role.MAIN, 0.9, "letters hidden", "托尔万", "… “letters hidden” (as registered).")
    assert sentence(signal, "zh").count("遮去") == 0


def test_a_signal_without_words_keeps_its_own() -> None:
    assert sentence(Signal("new_one", Role.MAIN, 0.5, "", "", "Something new."), "zh") == "Something new."
