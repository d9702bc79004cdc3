"""Made-up titles out of the words of the goods table: what teaches the classes of which no real title is at hand."""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from matching.normalize import is_han
from matching.tables.goods import Kind, kinds

SYLLABLES = "维摩拉棠屿青竹临江澜栖云岚星野禾木溪远朗晴柚知夏森语墨白鹿鸣沐安源盛泰和瑞丰"
BEFORE = (
    "新款", "正品", "包邮", "现货", "家用", "加厚", "便携", "时尚", "创意", "高档", "大号", "小号", "网红", "儿童",
    "男士", "女士", "学生", "春季", "冬季", "厂家直销", "优质", "特价", "进口", "定制", "多功能",
)  # fmt: skip
BEHIND = (
    "500ml", "1个", "10片", "3件套", "礼盒装", "一盒", "2斤", "送礼", "黑色", "白色", "均码", "大容量", "50g", "组合装",
    "100%", "两条装", "官方", "可爱", "ins风", "款式随机",
)  # fmt: skip
SERVED = (
    "上门", "预约", "套餐", "同城", "门店", "专业", "快速", "优惠", "代金券", "到店", "服务", "24小时", "一对一",
    "本地", "次卡", "体验",
)  # fmt: skip
LATIN = ("velmora", "quistrel", "ardelo", "tamsin", "brolly", "norvane", "kestin", "olvera", "pindar", "sorrel")
PLAIN = (
    "new", "premium", "pack", "of", "2", "black", "white", "large", "small", "best", "quality", "original", "set",
    "portable", "classic", "blue", "red", "pro", "mini",
)  # fmt: skip
FIRST_SERVICE = 35
PLURAL = 0.4  # share of Latin words that stand in the plural


class Made(NamedTuple):
    """A made text, its kind's number, and the word that it was made of."""

    text: str
    kind: int
    word: str


def made(rng: Random, times: int) -> Iterator[Made]:
    """Each word of the table alone, and `times` among other words; lists of goods as registers write them."""
    for number, kind in enumerate(kinds()):
        for word in kind.words:
            yield Made(word, number, word)
            for _ in range(times):
                yield Made(_title(rng, kind, word), number, word)
        for _ in range(times * 4):
            some = rng.sample(kind.words, min(len(kind.words), rng.randint(2, 6)))
            yield Made("；".join(some), number, "")


def _title(rng: Random, kind: Kind, word: str) -> str:
    if not any(map(is_han, word)):
        before = [rng.choice(LATIN)] * (rng.random() < 0.6) + rng.sample(PLAIN, rng.randint(0, 2))
        named = word + "s" * (rng.random() < PLURAL and not word.endswith("s"))
        return " ".join([*before, named, *rng.sample(PLAIN, rng.randint(0, 3))])
    brand = "".join(rng.sample(SYLLABLES, 2)) if rng.random() < 0.6 else ""
    behind = SERVED if kind.nice >= FIRST_SERVICE else BEHIND
    second = rng.choice(kind.words) if rng.random() < 0.3 else ""
    return "".join(
        [brand, *rng.sample(BEFORE, rng.randint(0, 2)), word, second, *rng.sample(behind, rng.randint(0, 2))]
    )
