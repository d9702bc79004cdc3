"""Characters that come apart (拆字): 女子 is read 好, 火户 炉, 丝相 缃, 氵木目 湘.

`parts.tsv` (made by tools/make_parts.py) holds 7,499 usual characters: the whole, a tab, its ways of two or three
parts in reading order, beside, above or around each other, or repeated. Source: cjk-decomp by Gavin Grover, used under
its Apache-2.0 option; the spellings of radicals below are ours. All characters are as OpenCC's t2s leaves them.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

DATA = Path(__file__).with_name("parts.tsv")
PAIR, TRIPLE = 2, 3

# Radicals as sellers type them: the full character, and katakana of the same shape.
SPELLINGS: Mapping[str, str] = MappingProxyType({
    "亻": "人イ", "氵": "水シ", "扌": "手才オ", "讠": "言", "钅": "金", "纟": "丝糸", "忄": "心", "艹": "草艸",
    "饣": "食", "礻": "示ネ", "衤": "衣", "灬": "火", "刂": "刀リ", "攵": "文攴", "犭": "犬", "阝": "耳邑阜",
    "冫": "水冰", "罒": "四", "囗": "口", "辶": "走之",
    "爫": "爪", "王": "玉", "力": "カ", "口": "ロ", "夕": "タ", "工": "エ",
    "二": "ニ", "卜": "ト", "八": "ハ", "匕": "ヒ", "厶": "ム", "千": "チ", "三": "ミ", "干": "チ", "覀": "西",
    "耂": "老", "龴": "マ", "一": "ー",
})  # fmt: skip
# Forms that never stand alone: beside them the order of the parts is no matter (辶大, 大辶).
BOUND = frozenset("亻氵扌讠钅纟忄艹饣礻衤灬刂攵犭阝冫罒囗辶爫彳宀疒覀耂")

Merges = Mapping[tuple[str, ...], tuple[str, ...]]


@cache
def _ways() -> tuple[tuple[str, str], ...]:
    """(parts, whole) of every way in the file."""
    lines = DATA.read_text(encoding="utf-8").splitlines()
    return tuple((way, line[0]) for line in lines for way in line[PAIR:].split(" "))


def _spelled(way: str) -> list[str]:
    """A way in all spellings of its radicals; a pair with a bound form also the other way round."""
    spelled = [way]
    for place, part in enumerate(way):
        if part in SPELLINGS:
            spelled += [one[:place] + form + one[place + 1 :] for one in spelled for form in SPELLINGS[part]]
    if len(way) == PAIR and not BOUND.isdisjoint(way):
        spelled += [one[::-1] for one in spelled if not BOUND.isdisjoint(one)]
    return spelled


def _merges(size: int) -> Merges:
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for way, whole in _ways():
        if len(way) == size:
            for spelled in _spelled(way):
                parts, wholes = tuple(spelled), (whole,)
                known = found.setdefault(parts, wholes)
                if known is not wholes and whole not in known:
                    found[parts] = (*known, whole)
    return MappingProxyType(found)


@cache
def merges() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """(first, second) adjacent characters -> the characters they may be read as, in code point order."""
    return _merges(PAIR)  # type: ignore[return-value]  # keys have that length


@cache
def triples() -> Mapping[tuple[str, str, str], tuple[str, ...]]:
    """(first, second, third) adjacent characters -> the characters they may be read as."""
    return _merges(TRIPLE)  # type: ignore[return-value]


@cache
def splits() -> Mapping[str, tuple[str, ...]]:
    """Character -> its ways as strings of two or three parts, radicals in their bound form."""
    found: dict[str, list[str]] = {}
    for way, whole in _ways():
        found.setdefault(whole, []).append(way)
    return MappingProxyType({whole: tuple(ways) for whole, ways in found.items()})
