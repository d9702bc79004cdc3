"""What a listing's goods are taken for."""

import factories
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.listing import Listing
from matching.goods import classifier, terms
from matching.goods.features import cells, features
from matching.goods.view import SURE, View, view_of, views

ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


def likeliest(title: str, category: str = "") -> int:
    return next(iter(view_of(factories.listing(title=title, category=category)).nice))


@pytest.mark.parametrize(
    ("title", "category", "number"),
    [
        ("新款", "服饰 > 外套", 25),
        ("Winter JACKET", "", 25),
        ("加厚外套", "厨具 > 保温杯", 21),  # the shelf says more than the words of a title
        ("加厚外套", "新品", 25),  # unless it says nothing
        ("winter pants for women", "", 25),  # no pan
        ("Jewellery and watches", "", 14),
        ("華碩 筆記型電腦 15吋 鍵盤", "", 9),
        ("適用 手機殼 保護套 防摔", "", 9),
        ("Ｌｅａｔｈｅｒ　Ｈａｎｄｂａｇ", "", 18),
        ("leather case for mobile phone", "", 9),
    ],
)
def test_goods_are_told_by_the_category_and_by_the_title(title: str, category: str, number: int) -> None:
    assert likeliest(title, category) == number


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("开业代理记账 公司注册 网店代运营", 35), ("车险 贷款 理财 咨询", 36), ("空调维修 上门清洗 家电安装", 37),
        ("话费充值 流量包 50元", 38), ("同城搬家服务 货运拉货", 39), ("来图加工 激光切割加工", 40),
        ("少儿英语培训班 在线课程", 41), ("小程序开发 网站建设 logo设计", 42), ("火锅双人套餐 代金券 到店", 43),
        ("美发 烫染 洗剪吹 到店", 44), ("商标注册 律师 法律咨询", 45), ("iphone screen replacement repair service", 37),
        ("hotel booking double room accommodation", 43), ("airport transfer taxi city tour", 39),
        ("facial treatment at our beauty salon", 44), ("online course python training", 41),
    ],
)  # fmt: skip
def test_services_have_classes_of_their_own(title: str, number: int) -> None:
    assert likeliest(title) == number


@pytest.mark.parametrize("title", ["正品新款", "Velmora", "", "   ", "💥💥💥", "20000"])
def test_what_names_no_goods_is_of_no_class(title: str) -> None:
    assert view_of(factories.listing(title=title)).classes == ()


def test_several_classes_are_said_where_several_are_likely() -> None:
    assert View({25: 0.5, 18: 0.45}, {}).classes == (18, 25)
    assert View({25: 0.9, 18: 0.05}, {}).classes == (25,)
    assert View({25: 0.35, 18: 0.3, 24: 0.3}, {}).classes == ()


def test_more_words_for_one_class_make_it_surer() -> None:
    few, many = (view_of(factories.listing(title=title)) for title in ("精选 茶", "精选 茶叶 绿茶 龙井 茶包"))
    assert many.nice[30] > few.nice.get(30, 0.0)


def test_a_word_beyond_any_honest_category_is_not_read() -> None:
    assert view_of(factories.listing(title="x", category="新品" * 300 + "外套")).classes == ()


def test_the_source_s_own_table_is_believed() -> None:
    view = view_of(factories.listing(title="加厚外套", attributes=(("nice_classes", "21;11"),)))
    assert (view.classes, view.told) == ((11, 21), True)


def test_the_shape_of_goods_has_a_locarno_class() -> None:
    found = {
        title: next(iter(view_of(factories.listing(title=title)).locarno))
        for title in ("台灯 护眼灯", "连衣裙 女", "山地车 自行车")
    }
    assert found == {"台灯 护眼灯": "26", "连衣裙 女": "02", "山地车 自行车": "12"}


def test_words_behind_for_name_what_the_goods_go_with() -> None:
    found = terms.find(terms.folded("Filter for vacuum cleaner, phone"))
    assert [(word.word, word.aside) for word in found] == [("vacuum cleaner", True), ("phone", True)]


def test_the_longest_word_counts_and_a_letter_inside_another_word_does_not() -> None:
    assert [word.word for word in terms.find(terms.folded("电动牙刷 包邮"))] == ["电动牙刷"]
    assert [word.word for word in terms.find(terms.folded("女 鞋"))] == ["鞋"]
    assert terms.find(terms.folded("hatchback panel, fantastic")) == []  # no hat, no pan, no fan


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(ANY, ANY), min_size=1, max_size=6))
def test_a_listing_is_seen_the_same_alone_and_among_others(texts: list[tuple[str, str]]) -> None:
    listings = [Listing(str(number), "", title, category=category) for number, (title, category) in enumerate(texts)]
    together = views(listings)
    for listing, seen in zip(listings, together, strict=True):
        alone = view_of(listing)
        assert alone.classes == seen.classes
        assert all(0 <= chance <= 1 for chance in seen.nice.values())
        assert sum(seen.nice.values()) <= 1.001


@settings(max_examples=60, deadline=None)
@given(st.lists(ANY, min_size=1, max_size=6))
def test_features_of_a_text_do_not_depend_on_its_neighbours(texts: list[str]) -> None:
    folded = [terms.folded(text) for text in texts]
    found = [terms.find(text) for text in folded]
    together = features(folded, found)
    for at, text in enumerate(folded):
        alone = features([text], [found[at]])
        assert sorted(alone.grams) == sorted(together.grams[together.starts[at] : together.starts[at + 1]])
        assert np.array_equal(alone.terms[0], together.terms[at])


def test_chances_are_chances() -> None:
    given = classifier.load()
    sums = np.random.default_rng(3).normal(0, 40, (20, len(cells()))).astype(np.float32)
    assert np.allclose(given.chances(sums).sum(axis=1), 1, atol=1e-5)
    assert given.softness[1] < SURE  # doubt alone tells nothing
