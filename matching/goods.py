"""Which Nice classes a listing's goods may belong to: words of its category, else of its title.

Class headings are those of the Nice Classification (WIPO), each shortened to the words that shops use.
"""

import re
from collections import defaultdict
from collections.abc import Callable
from functools import lru_cache

from domain.listing import Listing

WORDS = {
    3: "化妆|护肤|美妆|面霜|精华|口红|洗发|沐浴|香水|洗衣液|牙膏|护手霜|cosmetic|skincare|shampoo|perfume|soap",
    5: "药|保健品|营养品|尿不湿|纸尿裤|卫生巾|vitamin|supplement",
    7: "洗衣机|洗碗机|榨汁机|搅拌机|吸尘器|电钻|破壁机|豆浆机|vacuum cleaner|blender|drill|washing machine",
    8: "剃须刀|菜刀|剪刀|刀具|razor|scissors|knife",
    9: "手机|电脑|耳机|充电|数据线|音箱|眼镜|相机|键盘|鼠标|phone|headphone|charger|camera|keyboard|glasses",
    11: "灯|空调|冰箱|风扇|电饭煲|热水器|取暖|电水壶|烤箱|空气炸锅|净水|lamp|fan|kettle|oven|heater|fridge|rice cooker",
    12: "汽车|车载|轮胎|刹车|雨刷|自行车|机油滤|火花塞|车灯|滤芯|brake|tyre|tire|wiper|car part|bicycle|spark plug",
    14: "手表|项链|戒指|耳环|珠宝|手链|watch|necklace|jewel|jewelry|jewelery|jewellry|jewellery",
    16: "文具|笔记本|钢笔|圆珠笔|中性笔|铅笔|纸|本子|胶带|stationery|notebook|pencil|pen",
    18: "箱包|背包|钱包|手提包|行李箱|雨伞|双肩包|handbag|backpack|wallet|luggage|umbrella",
    20: "家具|沙发|椅|床垫|枕头|衣柜|furniture|chair|sofa|mattress",
    21: "锅|碗|杯|保温杯|餐具|厨具|牙刷|cup|mug|pan|cookware|toothbrush",
    24: "床单|毛巾|被套|四件套|家纺|窗帘|towel|bedding|curtain",
    25: "服饰|服装|女装|男装|童装|外套|衬衫|连衣裙|卫衣|裤|鞋|帽|袜|clothing|apparel|shirt|dress|jacket|pants|"
    "trouser|shoe|hat|coat",
    28: "玩具|积木|球拍|健身|渔具|toy|puzzle|fitness|racket",
    29: "肉|鱼干|奶|酸奶|坚果|食用油|火腿|milk|nuts|meat|yogurt|yoghurt",
    30: "零食|饼干|茶|咖啡|糖|面包|米|面条|酱|食品|糕|biscuit|tea|coffee|candy|noodle|bread|snack",
    31: "水果|鲜花|宠物粮|猫粮|狗粮|fruit|pet food",
    32: "饮料|果汁|矿泉水|啤酒|juice|beer|soda",
    33: "白酒|红酒|葡萄酒|wine|liquor",
}


def _numbered(wanted: Callable[[str], bool]) -> dict[str, set[int]]:
    """Classes by word, of those words."""
    found: dict[str, set[int]] = defaultdict(set)
    for number, words in WORDS.items():
        for word in words.split("|"):
            if wanted(word):
                found[word].add(number)
    return dict(found)


# A regular expression a class costs as much as finding the marks, so words are looked up instead.
CHINESE = _numbered(lambda word: not word.isascii())
LATIN = _numbered(str.isascii)
_BY_FIRST = {first: [word for word in CHINESE if word[0] == first] for first in {word[0] for word in CHINESE}}
_PLURALS = {word + end: word for end in ("es", "s", "") for word in LATIN}  # whole words only: "pants" are no pan
_PHRASES = {plural: word for plural, word in _PLURALS.items() if " " in plural}
_RUN = re.compile("[a-z]+")


def classes_of(listing: Listing) -> frozenset[int]:
    """Nice classes that the source's table gave the listing, or its category names; those of its title if none does."""
    for name, value in listing.attributes:
        if name == "nice_classes" and (
            told := frozenset(int(one) for one in value.split(";") if one.strip().isdigit())
        ):
            return told
    return _classes(listing.category[:500]) or _classes(listing.title[:500])


@lru_cache(maxsize=50_000)
def _classes(text: str) -> frozenset[int]:
    low = text.lower()
    found: set[int] = set()
    for first in _BY_FIRST.keys() & set(low):
        for word in _BY_FIRST[first]:
            if word in low:
                found |= CHINESE[word]
    runs = _RUN.findall(low)
    for plural in _PLURALS.keys() & set(runs):
        found |= LATIN[_PLURALS[plural]]
    for phrase, word in _PHRASES.items() if len(runs) > 1 else ():
        if phrase in low and re.search(rf"(?<![a-z]){phrase}(?![a-z])", low):
            found |= LATIN[word]
    return frozenset(found)
