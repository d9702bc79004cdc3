"""What a signal says, in Chinese: matching says it in English, pages in Chinese say it anew from the same values."""

import re
from collections.abc import Callable

from domain.signal import Signal
from matching.hit import Disguise

DISGUISES = {
    Disguise.PLAIN: "与注册一致",
    Disguise.FORM: "大小写、全半角或变音符号不同",
    Disguise.TRADITIONAL: "繁体或异体字",
    Disguise.LOOKALIKE: "其他文字的形近字母",
    Disguise.INVISIBLE: "夹有不可见字符",
    Disguise.SPACED: "字间加空",
    Disguise.SPLIT: "夹有符号",
    Disguise.LEET: "以数字或符号代替字母",
    Disguise.NEAR: "改动一个字母",
    Disguise.SHAPE: "形近字",
    Disguise.SOUND: "谐音字",
    Disguise.PINYIN: "写作拼音",
    Disguise.TAKEN_APART: "拆字",
    Disguise.MASK: "遮去部分字母",
    Disguise.ORDER: "词序不同",
}


def _refers(field: str) -> Callable[[Signal], str]:
    def say(signal: Signal) -> str:
        # Only the words that stand in brackets are matching's own; the quoted ones are the seller's.
        said = " ".join(re.findall(r"\(([^()]*)\)", signal.detail))
        how = "、".join(word for disguise, word in DISGUISES.items() if disguise.value in said)
        ours, theirs = _short(signal.right_value), _short(signal.listing_value)
        return f"{field}中的“{theirs}”指向“{ours}”{f'({how})' if how else ''}。"

    return say


def _goods(signal: Signal) -> str:
    if signal.strength < 0:
        return f"商品属于第 {signal.listing_value} 类,而该权利核定使用于第 {signal.right_value} 类。"
    return f"商品属于该权利核定使用的类别(第 {signal.listing_value} 类)。"


def _picture(where: str) -> Callable[[Signal], str]:
    def say(signal: Signal) -> str:
        how = "系镜像翻转后的" if "mirror" in signal.detail else "与之相同:"
        what = "外观设计图" if "design" in signal.detail else "商标图样"
        shares = re.search(r"\((\d+)% of the visible parts agree, (\d+)%", signal.detail)
        return f"{where}{how}注册{what}{f'(可见部分 {shares[1]}% 一致,可见 {shares[2]}%)' if shares else ''}。"

    return say


def _seniority(signal: Signal) -> str:
    since = re.search(r"since (\d{4}-\d{2}-\d{2})", signal.detail)
    return f"该权利已在登记簿中{f',自 {since[1]} 起' if since else ''}。"


def _history(signal: Signal) -> str:
    confirmed, dismissed = re.findall(r"\d+", signal.detail)[:2] or ("?", "?")
    return f"该卖家的其他商品中,审核人员确认 {confirmed} 组,驳回 {dismissed} 组。"


SAY: dict[str, Callable[[Signal], str]] = {
    "mark_in_title": _refers("标题"),
    "mark_in_brand": _refers("品牌栏"),
    "mark_in_description": _refers("商品描述"),
    "mark_in_picture_text": lambda signal: f"商品图片中的文字指向“{_short(signal.right_value)}”。",
    "picture_copy": _picture("商品图片"),
    "picture_part": _picture("商品图片的一部分"),
    "goods_class": _goods,
    "seniority": _seniority,
    "authorised_seller": lambda signal: f"卖家“{_short(signal.listing_value)}”已获权利人授权。",
    "compatible_part": lambda signal: f"商标旁的“{_short(signal.listing_value)}”表明商品系适配权利人的商品。",
    "counterfeit_words": lambda signal: f"“{_short(signal.listing_value)}”常用于形容仿品。",
    "confirmed_picture": lambda signal: f"首张图片与已确认涉嫌侵权的商品 {_short(signal.right_value)} 相同。",
    "price_low": lambda signal: f"价格为 {signal.listing_value},而同类商品通常为 {signal.right_value}。",
    "seller_history": _history,
    "several_holders": lambda signal: f"今夜该店铺的商品涉嫌隐藏或仿冒多位权利人的权利:{_short(signal.right_value)}。",
    "fresh_shop": lambda signal: f"“{_short(signal.listing_value)}”为新开店铺,商品数量远多于同平台一般店铺。",
    "short_name": lambda signal: f"“{_short(signal.right_value)}”只有一个字符。",
    "ordinary_word": lambda signal: f"“{_short(signal.right_value or signal.listing_value)}”是普通词语。",
}


def sentence(signal: Signal, language: str) -> str:
    """The signal's sentence in that language; one that nobody has put into Chinese yet stays as matching says it."""
    say = SAY.get(signal.name) if language == "zh" else None
    return say(signal) if say else signal.detail


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
