"""Contacts are found however they are dressed up, and rows of figures that are none are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.network import FactKind
from leads.network.contacts import contacts, fold

K = FactKind


def found(text: str) -> set[tuple[FactKind, str]]:
    return {(fact.kind, fact.value) for fact in contacts(fold(text))}


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("电话13800138000", K.PHONE, "13800138000"),
        ("电话 1 3 8-0013 8000 联系", K.PHONE, "13800138000"),
        ("一三八零零一三八零零零", K.PHONE, "13800138000"),
        ("①③⑧00１３８000", K.PHONE, "13800138000"),
        ("1️⃣3️⃣8️⃣0️⃣0️⃣1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣", K.PHONE, "13800138000"),
        ("+86 138 0013 8000", K.PHONE, "13800138000"),
        ("传真 0571-88881234", K.PHONE, "057188881234"),
        ("加微❤：Lan_12345 看款", K.WECHAT, "lan_12345"),
        ("V信 qingfeng88", K.WECHAT, "qingfeng88"),
        ("➕薇 qingfeng88", K.WECHAT, "qingfeng88"),
        ("VX:qingfeng88", K.WECHAT, "qingfeng88"),
        ("微信号是 qingfeng88", K.WECHAT, "qingfeng88"),
        ("VX:13800138000", K.PHONE, "13800138000"),
        ("扣扣 12 345 678", K.QQ, "12345678"),
        ("12345678@qq.com", K.QQ, "12345678"),
        ("mail lan.yue (at) made.example", K.EMAIL, "lan.yue@made.example"),
        ("whatsapp: +44 20 7946 0000", K.MESSENGER, "WhatsApp:442079460000"),
        ("tg @lan_yue99", K.MESSENGER, "Telegram:@lan_yue99"),
    ],
)
def test_a_contact_is_found_in_its_disguise(text: str, kind: FactKind, value: str) -> None:
    assert (kind, value) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "尺码 155 160 165 170 175",
        "尺码 150/155/160/16",
        "条码 6901234567892",
        "微信支付 iphone13 手机壳",
        "logo@2x.png",
        "订单 2026112713800138000",
        "加绒加厚 外套",
        "盘珠手链x14090041193",
        "培养架1300*500*2000mm",
        "fk1964 50/50 153l freestanding",
        "Sony DSC-WX5 B WX Series 3D",
        "Olympus TG-310 14.0 MP",
        "微芯microchip控制器",
        "",
    ],
)
def test_what_is_no_contact_is_left_alone(text: str) -> None:
    assert found(text) == set()


def test_what_is_shown_does_not_give_a_contact_away() -> None:
    for text in ("13800138000", "微信 qingfeng88", "qq 12345678", "lan.yue@made.example", "tg @lan_yue99"):
        for fact in contacts(fold(text)):
            assert fact.value not in fact.shown
            assert "*" in fact.shown


@given(st.lists(st.sampled_from([" ", "-", ".", ""]), min_size=10, max_size=10), st.integers(10**8, 10**9 - 1))
def test_marks_between_the_figures_of_a_number_change_nothing(marks: list[str], rest: int) -> None:
    number = f"15{rest}"
    written = "".join(figure + mark for figure, mark in zip(number, [*marks, ""], strict=True))
    pieces = [piece for piece in written.replace("-", " ").replace(".", " ").split(" ") if piece]
    if [len(piece) for piece in pieces[:-1]] == [3, 3, 3]:
        return  # as sizes are written
    assert (K.PHONE, number) in found(f"电话 {written} 欢迎")


@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    found(text)
