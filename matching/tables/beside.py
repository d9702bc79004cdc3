"""Words that tell, right before or right behind a mark, in what sense a text names it.

Each list is words separated by "|"; what stands in (?! ) or (?<! ) is no part of a word and says which longer words are
not meant: 系 but not 系列. All in lower case and simplified characters, as `matching.cues.plain` makes every text.
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from matching.tables.cues import Kind

_AHEAD = {
    Kind.COMPARISON: (
        r"非(?<![常除]非)|不是|并非|不同于|区别于|有别于|不输|媲美|堪比|吊打|超越|对标|不亚于|胜过|赛过|对比|"
        r"vs|vs.|versus|not|not a|not an|unlike|better than|compared to|compare to|comparable to|"
        "alternative to|equivalent to|not affiliated with"
    ),
    Kind.PLACE: "产地|原产地|原产|产自|来自|made in|product of|imported from|grown in|map of",
    Kind.PERSON: (
        r"作者|著者|编剧|导演|主演|作词|作曲|演唱|主讲|歌手|画家|作家|艺人|明星|影星|"
        "written by|author|directed by|starring|illustrated by|performed by|signed by|autographed by"
    ),
    Kind.STYLE: "类似|致敬|模仿|inspired by|similar to|looks like|look like|in the style of",
    Kind.DESCRIPTION: "颜色|口味|香型|色号|味道|气味|花色|像|宛如|犹如|color|colour|flavor|flavour|scent",
    Kind.CLAIM: (
        r"正品|官方|旗舰|授权|专柜|官网|正版|品牌(?<!无品牌)|原装(?<!非原装)|行货|国行|名牌|"
        r"authentic|genuine|original(?<!not original)|official"
    ),
}
_COLOURS = (
    "蓝(?![牙牌])|绿(?![茶豆])|红(?![景枣糖酒茶薯豆参石花木])|黄(?![金油瓜豆])|灰|白(?![酒菜糖])|黑(?![豆米茶])|紫|"
    "粉(?![底饼丝条])|橙(?![子汁])|棕|青(?![春少年])"
)
_BEHIND = {
    Kind.COMPARISON: r"vs(?![a-z0-9-]| ?[0-9])|versus(?![a-z])|对比",
    Kind.PLACE: (
        r"特产|土特产|名产|原产|产区|产地|产(?![品后妇量前业假权检床])|省(?![内外电钱心级油])|市(?![场值面集])|县|镇(?![定静痛店魔])|"
        "地方|本地|小吃|山区|老街|古镇|景区"
    ),
    Kind.PERSON: (
        r"著(?!名)|编著|主编|译(?![文码])|绘(?![本画王])|导演|主演|作品|签名|亲签|代言|演唱会|写真|传(?![统感动输承真递热奇])|"
        "全集|诗集|文集|书法|老师"
    ),
    Kind.STYLE: (
        r"风格|风(?![衣扇机筒琴筝干湿油雨铃暖味水车华行情尚])|系(?![列带扣统绳])|范(?![围儿])|同款|平替|款(?!式)|"
        r"style(?![a-z])|styled|inspired|type(?![a-z])|dupe|lookalike|look-alike|look alike|vibe|aesthetic"
    ),
    Kind.DESCRIPTION: (
        r"口味|风味|味(?![精噌全])|香型|香(?![水氛皂薰熏精膏烟肠菇槟蕉油包囊炉粉奈云港辣酥脆甜菜])|色(?![号块素盲料卡带差])|纹(?![身眉绣理])|"
        rf"图案|印花|花纹|形(?![状象体])|般|一样|{_COLOURS}|color|colour|flavor|flavour|scent(?![a-z])|scented|taste(?![a-z])|print(?!er)|pattern|shape|"
        r"tone(?![a-z])|shade(?![a-z])|orange(?![a-z])|pink(?![a-z])|blue(?!tooth)|green(?![a-z])|red(?![a-z])|grey(?![a-z])|gray(?![a-z])|"
        r"white(?![a-z])|black(?![a-z])|brown(?![a-z])|purple"
    ),
    Kind.CLAIM: (
        r"®|™|\(r\)|\(tm\)|牌(?![照匾位坊])|品牌|官方|旗舰|正品|专卖|授权|原装|专柜|官网|正版|直营|特约|总代|official|authentic|genuine"
    ),
}
_NO_WORD = re.compile(r"\(\?<?!.*?\)")


class Side(NamedTuple):
    """The words of one side of a mark.

    Attributes:
        patterns: one a kind, bound to the mark's edge.
        literals: the words as they are; where a text has none of these there, no pattern fits.
        edges: their characters next to the mark.
    """

    patterns: Mapping[Kind, re.Pattern[str]]
    literals: tuple[str, ...]
    edges: frozenset[str]


def _side(lists: Mapping[Kind, str], bound: Callable[[str], str], edge: int) -> Side:
    patterns = {kind: re.compile(bound(words)) for kind, words in lists.items()}
    literals = {_NO_WORD.sub("", word).replace("\\", "") for words in lists.values() for word in words.split("|")}
    return Side(patterns, tuple(sorted(literals)), frozenset(word[edge] for word in literals))


# A Latin word stands alone: "inspired" is not "red", and "knot" is not "not".
AHEAD = _side(_AHEAD, lambda words: f"(?:(?<![a-z])|(?=[^a-z]))(?:{words})$", -1)
BEHIND = _side(_BEHIND, lambda words: f"(?:{words})", 0)

_GAP = r"[^,，。;；|!！\n]"
FIT_AHEAD = re.compile(
    r"(?P<word>适用|适配|适于|兼容|通用于|替换|代替|代用|替代|直替|用于|配套|适合|匹配|可配|能配|可装|对应|"
    r"\b(?:for|fits?|fitting|compatible (?:with|w)|works? (?:with|on)|suits?|suitable|replaces|replacement (?:for|of)|"
    rf"(?:designed|made) (?:for|to fit)|to (?:fit|suit)|substitute)\b)(?P<between>(?:(?!适用|\bfor\b){_GAP}){{0,14}})$"
)
FIT_BEHIND = re.compile(
    # What a model is called may stand between, and a word or two for the goods.
    rf"(?P<between>[a-z0-9 /+.-]{{0,16}}(?:(?![原厂装]){_GAP}){{0,5}}?)"
    r"(?P<word>专用|通用|适用|代用|可用|能用|机型用|同等替换|(?<!原厂)(?<!原装)配件|(?<!原厂)(?<!原装)改装件|耗材|副厂|第三方|非原[厂装]|"
    r"(?<![a-z0-9] )\bcompatible\b|\breplacement for\b|\b(?:aftermarket|third[- ]party|non-oem)\b)"
)
# Whom or what goods are good for is not what they fit: 孕妇专用, 敏感肌适用, "shoes for men Velmora".
PEOPLE = re.compile(
    "[妇婴幼儿童宝孩人女男生士性肤肌质龄岁季天脸眼唇头身体场室厅房家浴床犬猫宠厨学考校户旅]$|孕|妈|老年|学生|家用|全国|四季|办公|"
    r"\b(?:wom[ae]n|m[ae]n|kids?|bab(?:y|ies)|boys?|girls?|home|him|her|use|travel|adults?|ladies|sale|gifts?|children|"
    r"toddlers?|office|outdoor|everyday|winter|summer|school|sports?|running|unisex)\b"
)
