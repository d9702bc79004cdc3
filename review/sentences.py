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
    locarno = re.search(r"Locarno class (\S+)", signal.detail)
    which = f"洛迦诺第 {locarno[1]} 类" if locarno else f"第 {signal.listing_value} 类"
    sure = re.search(r"(\d+)% sure", signal.detail)
    return f"商品疑属{which}{f'(把握 {sure[1]}%)' if sure else ''},{_covered(signal)}。"


def _covered(signal: Signal) -> str:
    """How the goods stand to what the right covers: the end of matching's sentence."""
    whose = "洛迦诺" if "Locarno" in signal.detail else "第"
    theirs = f"该权利核定使用于{whose} {signal.right_value} 类"
    named = re.search(r"list names “(.+?)”", signal.detail)
    group = re.search(r"similar group ([0-9A-Z, ]*[0-9A-Z])", signal.detail)
    near = re.search(r"close to class (\d+)", signal.detail)
    if named:
        return f"该权利的商品清单列有“{_short(named[1])}”"
    if near:
        return f"与第 {near[1]} 类商品近似;{theirs}"
    if group and "but of similar group" in signal.detail:
        return f"与该权利同类,但类似群 {group[1]} 不在其核定范围内"
    if group:
        return f"与该权利同类且同属类似群 {group[1]}"
    if "no goods that its list names" in signal.detail:
        return "与该权利同类,但不是其清单所列商品"
    return f"而{theirs}" if "not cover" in signal.detail else "属于该权利核定使用的类别"


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
    return f"卖家“{_short(signal.listing_value)}”的其他商品中,审核人员确认 {confirmed} 组,驳回 {dismissed} 组。"


def _quoting(text: str) -> Callable[[Signal], str]:
    return lambda signal: text.format(_short(signal.listing_value))


def _trade_name(signal: Signal) -> str:
    how = "似系借用该商标" if signal.strength > 0 else "系企业字号或品牌店铺的写法"
    return f"卖家名称“{_short(signal.listing_value)}”含有该商标,{how}。"


def _style(signal: Signal) -> str:
    how = "商品与该商标的商品相仿" if signal.strength > 0 else "商品只是该商标商品的风格"
    return f"“{_short(signal.listing_value)}”表明{how}。"


def _brand_use(signal: Signal) -> str:
    said = [chinese for english, chinese in BRAND_USES.items() if english in signal.detail]
    claims = re.findall(r"“([^“”]*)”", signal.detail)
    said += [f"带有“{'”“'.join(claims)}”字样"] if claims else []
    return f"商标“{_short(signal.listing_value)}”作品牌使用:{'、'.join(said)}。"


def _disguise(signal: Signal) -> str:
    how = next((word for disguise, word in DISGUISES.items() if disguise.value in signal.detail), "")
    return f"“{_short(signal.listing_value)}”系对“{_short(signal.right_value)}”的变形书写{f'({how})' if how else ''}。"


BRAND_USES = {
    "it stands in front": "位于标题之首",
    "the name of the goods follows": "其后紧接商品名称",
    "it stands in the brand field": "见于品牌栏",
    "it is repeated": "重复出现",
}

SAY: dict[str, Callable[[Signal], str]] = {
    "named_by_complainant": lambda signal: f"投诉人指明“{_short(signal.right_value)}”;其余比对均未支持。",
    "mark_in_title": _refers("标题"),
    "mark_in_brand": _refers("品牌栏"),
    "mark_in_description": _refers("商品描述"),
    "mark_in_picture_text": lambda signal: f"商品图片中的文字指向“{_short(signal.right_value)}”。",
    "picture_copy": _picture("商品图片"),
    "picture_part": _picture("商品图片的一部分"),
    "goods_class": _goods,
    "seniority": _seniority,
    "authorised_seller": lambda signal: f"卖家“{_short(signal.listing_value)}”已获权利人授权。",
    "compatible_part": _quoting("商标旁的“{}”表明商品系适配权利人的商品。"),
    "service_on_goods": _quoting("“{}”表明所提供的是针对权利人商品的服务(维修、回收、租赁、培训等)。"),
    "resale": _quoting("“{}”表明系正品转售或二手交易。"),
    "comparison": _quoting("“{}”表明商品并非该商标的商品。"),
    "descriptive_use": _quoting("“{}”表明该词用于描述商品(颜色、口味、图案等)。"),
    "place_name": _quoting("“{}”表明该词可能是地名。"),
    "person_name": _quoting("“{}”表明该词可能是人名。"),
    "work_title": _quoting("“{}”表明商品系图书、影视或音像作品。"),
    "other_brand": _quoting("品牌栏写的是“{}”。"),
    "other_mark": lambda signal: f"“{_short(signal.listing_value)}”处另有一个注册名称与之逐字相同。",
    "rival": lambda signal: f"该商品更明确地指向“{_short(signal.right_value)}”。",
    "own_trade_name": _trade_name,
    "style_words": _style,
    "brand_use": _brand_use,
    "disguise": _disguise,
    "evasive_contact": _quoting("“{}”暗示到平台之外交易。"),
    "counterfeit_words": lambda signal: f"“{_short(signal.listing_value)}”常用于形容仿品。",
    "confirmed_picture": lambda signal: f"首张图片与已确认涉嫌侵权的商品 {_short(signal.right_value)} 相同。",
    "price_low": lambda signal: f"价格为 {signal.listing_value},而同类商品通常为 {signal.right_value}。",
    "seller_history": _history,
    "several_holders": lambda signal: f"今夜该店铺的商品涉嫌隐藏或仿冒多位权利人的权利:{_short(signal.right_value)}。",
    "shop_hides": lambda signal: f"今夜店铺“{_short(signal.listing_value)}”的其他商品涉嫌隐藏名称或仿冒的多于偶然。",
    "fresh_shop": lambda signal: f"“{_short(signal.listing_value)}”为新开店铺,商品数量远多于同平台一般店铺。",
    "short_name": lambda signal: f"“{_short(signal.right_value)}”只有一个字符。",
    "ordinary_word": lambda signal: f"“{_short(signal.right_value or signal.listing_value)}”是普通词语。",
}


def _part(signal: Signal) -> str:
    how = "即为" if " is “" in signal.detail else "开头为" if "begins with" in signal.detail else "包含"
    return f"名称“{_short(signal.right_value)}”{how}“{_short(signal.listing_value)}”。"


def _written(signal: Signal) -> str:
    said = " ".join(re.findall(r"\(([^()]*)\)", signal.detail))
    how = "、".join(word for disguise, word in DISGUISES.items() if disguise.value in said)
    ours, theirs = _short(signal.right_value), _short(signal.listing_value)
    return f"名称“{ours}”指向“{theirs}”{f'({how})' if how else ''}。"


def _agrees(signal: Signal) -> str:
    share = re.search(r"in (\d+)% of the letters", signal.detail)
    shared = f"有 {share[1]}% 的字母一致" if share else "字母相近"
    return f"名称“{_short(signal.right_value)}”与“{_short(signal.listing_value)}”{shared}。"


# How a right answers what was looked up in the registry (matching/lookup).
ANSWERS: dict[str, Callable[[Signal], str]] = {
    "typed_name": _refers("输入内容"),
    "name_typed": _written,
    "name_part": _part,
    "name_near": _agrees,
    "number_typed": lambda signal: f"“{_short(signal.listing_value)}”见于编号 {_short(signal.right_value)}。",
    "shown_copy": _picture("所查图片"),
    "shown_part": _picture("所查图片的一部分"),
}


def sentence(signal: Signal, language: str) -> str:
    """The signal's sentence in that language; one that nobody has put into Chinese yet stays as matching says it."""
    say = (SAY | ANSWERS).get(signal.name) if language == "zh" else None
    return say(signal) if say else signal.detail


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
