"""What sellers write: phrases by what they are written for, Chinese and English, and whole titles where those differ.

The phrases stand in phrases.tsv: use, language, phrase. In a template {m} is the mark, {g} the goods, {p} a part, {r}
the rest of a real title.
"""

from collections import defaultdict
from pathlib import Path

from benchmarks.substitutes import Part

Phrases = tuple[tuple[str, ...], tuple[str, ...]]  # Chinese, English

FOLDER = Path(__file__).parent
LANGUAGES = ("zh", "en")


def _read() -> dict[str, Phrases]:
    found: dict[str, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for line in (FOLDER / "phrases.tsv").read_text(encoding="utf-8").splitlines():
        use, language, phrase = line.split("\t")
        found[use][LANGUAGES.index(language)].append(phrase)
    return {use: (tuple(zh), tuple(en)) for use, (zh, en) in found.items()}


_ALL = _read()
# Of sellers of copies; HONEST is what everybody writes, they too.
OPENLY, SOFTLY, CONTACT, HONEST = (_ALL[use] for use in ("openly", "softly", "contact", "honest"))
# Lawful uses that leave the title of the goods as it is, and those with titles of their own.
OWN, RESALE, SECOND_HAND = (_ALL[use] for use in ("own", "resale", "second_hand"))
COMPATIBLE, ACCESSORY, SERVICE = (_ALL[use] for use in ("compatible", "accessory", "service"))
COMPARISON, STYLE, WORK = (_ALL[use] for use in ("comparison", "style", "work"))
PERSON, PLACE = (_ALL[use] for use in ("person", "place"))
# The trade's words that mean something else: whole titles, and phrases beside a mark.
ACCIDENT, BY_CHANCE = (_ALL[use] for use in ("accident", "by_chance"))
GENERAL_SHOP, PARTS = (_ALL[use] for use in ("general_shop", "parts"))
PLACES = (*_ALL["place_names"][0], *_ALL["place_names"][1])
FAMILY = "陈林黄张李王吴刘蔡杨许郑谢郭洪曾邱廖赖徐周叶苏庄吕江何萧罗高"
GIVEN = "雅婷志豪俊杰淑芬晓棠若溪子涵梦洁浩然宇轩思远佳怡文博海燕国强建军丽娟雪梅振华永康"
CITIES = (
    "广州",
    "深圳",
    "莆田",
    "义乌",
    "杭州",
    "泉州",
    "东莞",
    "温州",
    "上海",
    "成都",
    "武汉",
    "苏州",
    "青岛",
    "临沂",
)


def _sectors() -> dict[str, tuple[tuple[int, ...], str]]:
    rows = (line.split("\t") for line in (FOLDER / "sectors.tsv").read_text(encoding="utf-8").splitlines())
    return {name: (tuple(map(int, classes.split(";"))), words) for name, classes, words in rows}


SECTORS = _sectors()
"""Nice classes and words of the goods, as a pattern, by sector."""


def half(phrases: Phrases, part: Part) -> Phrases:
    """The phrases of a part."""
    zh, en = (tuple(one for one in some if part.holds(one)) for some in phrases)
    assert zh
    assert en
    return zh, en
