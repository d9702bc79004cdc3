"""Chinese pages say in Chinese what matching saw."""

import pytest

from domain.complaint import NAMED
from domain.signal import Role, Signal
from matching.circumstance import circumstance_rules
from matching.hit import Disguise
from matching.rule import rules
from review.sentences import DISGUISES, SAY, sentence


def test_every_signal_and_every_disguise_has_its_words() -> None:
    assert set(SAY) == set(rules()) | set(circumstance_rules()) | {NAMED}
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


@pytest.mark.parametrize(
    ("end", "words"),
    [
        ("which the right covers", "属于该权利核定使用的类别"),
        ("which the right does not cover", "而该权利核定使用于第 30 类"),
        ("close to class 30: tea and where it is served", "与第 30 类商品近似"),
        ("and of its similar group 2507, which the right covers", "同属类似群 2507"),
        ("which the right covers, but of similar group 2501, which it does not", "类似群 2501 不在其核定范围内"),
        ("which the right covers, but no goods that its list names", "不是其清单所列商品"),
        ("and the right's list names “外套”", "清单列有“外套”"),
    ],
)
def test_how_alike_the_goods_are_is_said(end: str, words: str) -> None:
    detail = f"The goods seem to be of class 25 (“外套”; 93% sure), {end}; it covers 30."
    said = sentence(Signal("goods_class", Role.QUALIFIER, 0.1, "25", "30", detail), "zh")
    assert said.startswith("商品疑属第 25 类(把握 93%),")
    assert words in said
    assert said.endswith("。")


def test_a_design_is_spoken_of_by_its_locarno_classes() -> None:
    detail = "The goods seem to be of Locarno class 02 (88% sure), which the design does not cover; it covers 26-05."
    said = sentence(Signal("goods_class", Role.QUALIFIER, -0.4, "25", "26-05", detail), "zh")
    assert said == "商品疑属洛迦诺第 02 类(把握 88%),而该权利核定使用于洛迦诺 26-05 类。"


def test_a_signal_without_words_keeps_its_own() -> None:
    assert sentence(Signal("new_one", Role.MAIN, 0.5, "", "", "Something new."), "zh") == "Something new."
