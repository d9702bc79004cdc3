"""Same, similar and other goods: an order that a right's own words may change."""

from itertools import pairwise

import factories
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.listing import Listing
from domain.right import Right, RightKind
from matching.goods.scope import scope_of
from matching.pair import Pair
from matching.signals import goods_class
from matching.signals.goods_class import OTHER, SAME, weighed
from matching.tables.goods import kinds
from matching.tables.related import relations

SHOES = factories.listing(title="新款 运动鞋 跑步鞋", category="鞋 > 运动鞋")


def strength(right: Right, listing: Listing = SHOES) -> float:
    signal = goods_class.see(Pair(listing, right))
    assert signal is not None
    return signal.strength


def of(*classes: int, **more: object) -> Right:
    return factories.right("TM-1", "Velmora", nice_classes=classes, **more)  # type: ignore[arg-type]


def test_the_same_goods_speak_for_it_and_the_further_the_goods_the_more_against() -> None:
    ranked = [
        of(25),
        of(25, similar_groups=("2501",), jurisdiction="CN"),  # clothes, not shoes
        of(24),  # textiles: related
        of(36),  # insurance
    ]
    strengths = [strength(right) for right in ranked]
    assert all(nearer > further for nearer, further in pairwise(strengths))
    assert strengths[0] > 0.3
    assert strengths[-1] < -0.7


def test_bags_of_a_house_of_clothing_count_for_little_either_way() -> None:
    assert abs(strength(of(25), factories.listing(title="真皮 双肩包 背包", category="箱包"))) < 0.25


def test_a_group_that_is_covered_is_the_same_goods() -> None:
    covered = of(25, similar_groups=("2501", "2507"), jurisdiction="CN")
    assert strength(covered) == pytest.approx(strength(of(25)))
    signal = goods_class.see(Pair(SHOES, covered))
    assert signal is not None
    assert "similar group 2507" in signal.detail


def test_groups_of_another_country_s_register_are_not_read_as_chinese_ones() -> None:
    assert strength(of(25, similar_groups=("2501",), jurisdiction="TW")) == strength(of(25))


def test_goods_that_the_right_names_say_more_than_its_class() -> None:
    named, other = of(25, goods="运动鞋；凉鞋；拖鞋"), of(25, goods="围巾；领带；手套")
    assert strength(named) > strength(other)
    signal = goods_class.see(Pair(SHOES, named))
    assert signal is not None
    assert "list names “运动鞋”" in signal.detail or "list names “跑步鞋”" in signal.detail or signal.strength > 0.3


def test_a_right_without_classes_is_of_those_of_its_goods() -> None:
    assert scope_of(of(goods="保温杯；玻璃杯；茶具")).nice == (21,)
    assert strength(of(goods="保温杯；玻璃杯；茶具")) < -0.5


def test_a_right_that_covers_every_class_covers_whatever_it_is() -> None:
    assert strength(of(*range(1, 46))) > 0.3


def test_the_surer_the_goods_the_stronger_the_signal() -> None:
    sure, unsure = (weighed([(chance, 1.0)]) for chance in (0.95, 0.5))
    assert sure > unsure > 0
    sure, unsure = (weighed([(1 - chance, 1.0)]) for chance in (0.99, 0.8))
    assert sure < unsure


def test_a_design_is_compared_by_its_locarno_classes() -> None:
    design = factories.right("D-1", "", kind=RightKind.DESIGN, locarno_classes=("26-05",))
    lamp, dress = factories.listing(title="台灯 护眼灯"), factories.listing(title="连衣裙 女 夏")
    assert strength(design, lamp) > 0.2 > 0 > strength(design, dress)
    assert strength(design, dress) > strength(of(36), dress)  # another product of the same look may still be a copy


def test_a_mark_without_classes_or_goods_says_nothing() -> None:
    assert goods_class.see(Pair(SHOES, of())) is None


@given(st.lists(st.tuples(st.floats(0, 0.2), st.floats(0, 1)), max_size=5))
def test_a_strength_lies_between_other_and_same(classes: list[tuple[float, float]]) -> None:
    assert OTHER <= weighed(classes) <= SAME


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_more_alike_is_never_less(chance: float, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert weighed([(chance, low)]) <= weighed([(chance, high)]) + 1e-9


def test_every_class_has_kinds_and_every_kind_its_class() -> None:
    assert {kind.nice for kind in kinds()} == set(range(1, 46))
    assert all(kind.group[:2] in ("", f"{kind.nice:02}") for kind in kinds())
    assert all(kind.locarno == "" or 1 <= int(kind.locarno) <= 32 for kind in kinds())
    assert all(kind.words and all(word == word.strip() and word for word in kind.words) for kind in kinds())
    assert not [kind for kind in kinds() if kind.nice > 34 and (kind.locarno or len(kind.words) < 30)]


def test_relations_hold_both_ways_and_have_reasons() -> None:
    for (one, other), relation in relations().items():
        assert relations()[other, one] is relation
        assert one != other
        assert 0 < relation.likeness < 1
        assert relation.reason
