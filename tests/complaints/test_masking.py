"""What names a person leaves a text; what names goods stays."""

import pytest

from complaints.masking import MASK, masked


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("请回电 138 0013 8000 谢谢", "138 0013 8000"),
        ("请回电13800138000。", "13800138000"),
        ("身份证号:11010119900307123X", "11010119900307123X"),
        ("mail me: li.wei+x@mail.example", "li.wei+x@mail.example"),
        ("加微信 abc_12345 拿货", "abc_12345"),
        ("联系人:王小满,住临江", "王小满"),
        ("我叫王小满", "王小满"),
    ],
)
def test_what_names_a_person_is_masked(text: str, gone: str) -> None:
    found = masked(text, "王小满 / 13912345678")
    assert gone not in found
    assert MASK in found


@pytest.mark.parametrize(
    "text",
    ["Velmora 2024 新款 500 件", "注册号 20418811A 的商标", "https://shop.example/item/123456789", "单价 19.90 元"],
)
def test_goods_and_addresses_stay(text: str) -> None:
    assert masked(text, "王小满") == text
