"""What a listing says about its seller: addresses, near-identical texts, pictures, and keys that say nothing."""

import random

import factories
from hypothesis import given
from hypothesis import strategies as st

from domain.network import Fact, FactKind
from leads.network.addresses import addresses
from leads.network.contacts import fold
from leads.network.facts import facts_of, key_of
from leads.network.templates import templates

LETTERS = "清风明月山川湖海云竹松梅兰菊春夏秋冬晨露石泉溪岸桥亭舟帆墨砚琴棋书画茶香玉瓷锦绣"


def text(seed: int, length: int = 200) -> str:
    return "".join(random.Random(seed).choices(LETTERS, k=length))


def test_an_address_is_the_same_with_and_without_its_province_and_shown_without_its_numbers() -> None:
    (long,) = addresses(fold("发货地址:青山省临江市河东区青石路12号3栋502室,到付拒收"))
    (short,) = addresses(fold("退货请寄 临江市河东区青石路 12号3栋502室"))
    assert long.value == short.value
    assert not any(char.isdigit() for char in long.shown)


def test_a_size_or_a_shop_is_no_address() -> None:
    assert [list(addresses(fold(said))) for said in ("38号鞋 现货", "1号店 正品", "3号线路口 见", "")] == [[]] * 4


def test_texts_that_differ_in_a_few_characters_share_a_band_and_others_share_none() -> None:
    one = text(1)
    edited = one[:50] + "新" + one[51:] + " 价格 199"
    bands = {fact.value for fact in templates(one)}
    assert bands & {fact.value for fact in templates(edited)}
    assert not bands & {fact.value for fact in templates(text(2))}
    assert list(templates("正品保证 七天无理由")) == []


def test_pictures_and_lines_read_in_them_count_and_each_fact_once() -> None:
    listing = factories.listing(images=("a.jpg", "a.jpg", "b.jpg"), description="微信 qingfeng88 微信 qingfeng88")
    found = facts_of(listing, ["加V qingfeng88", "电话13800138000"])
    kinds = [fact.kind for fact in found]
    assert (kinds.count(FactKind.PICTURE), kinds.count(FactKind.WECHAT), kinds.count(FactKind.PHONE)) == (2, 1, 1)


@given(st.sampled_from(FactKind), st.text(max_size=20), st.text(max_size=20))
def test_keys_are_equal_for_equal_facts_only_and_hang_on_the_salt(kind: FactKind, one: str, other: str) -> None:
    a, b = Fact(kind, one, ""), Fact(kind, other, "shown otherwise")
    assert (key_of(a, b"salt") == key_of(b, b"salt")) == (one == other)
    assert key_of(a, b"salt") != key_of(a, b"pepper")
