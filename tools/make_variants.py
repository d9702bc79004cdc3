"""Makes matching/tables/variants.tsv: other writings of usual characters that OpenCC's t2s leaves alone.

    python -m tools.make_variants

Sources: OpenCC's regional and Japanese tables (Apache-2.0), Unihan's variants (Debian's unicode-data, Unicode
License), and names and brands' favourites by hand. A character that is usual itself is only mapped by hand.
"""

from collections.abc import Iterator
from pathlib import Path

from opencc import OpenCC

from tools import unihan

OUT = Path(__file__).resolve().parent.parent / "matching" / "tables" / "variants.tsv"
TO_STANDARD = ("jp2t", "tw2t", "hk2t")
RELATIONS = ("kZVariant", "kSimplifiedVariant", "kSemanticVariant", "kSpoofingVariant")  # best first

# Variant, then the usual character.
BY_HAND = (
    "喆哲堃坤囍喜犇奔仝同菓果甦苏囯国圀国弌一弍二弎三亖四弐二麪面麺面舘馆牀床峯峰羣群裡里裏里荳豆菸烟嚐尝燄焰綵彩鑪炉"
    "砲炮凃涂氹凼靚靓啓启啟启祕秘強强産产黒黑薫熏倶俱衆众蹟迹跡迹蔴麻蔘参蓡参葠参盃杯夠够淨净黃黄氷冰栢柏栁柳梹槟暎映昇升"
    "陞升晉晋翺翱飜翻鷄鸡雞鸡鵞鹅鹼碱鹻碱喫吃箇个个个箒帚箎篪糉粽粍毫絲丝綉绣繡绣綫线纖纤緑绿縂总總总罈坛罎坛"
    "羢绒聡聪聰聪胷胸脣唇脚脚艶艳豔艳艷艳蘂蕊蕋蕊虵蛇蚘蛔蠏蟹蠭蜂衞卫觧解觝抵讃赞讚赞賍赃賸剩贋赝贗赝踪踪蹤踪躭耽"
    "軆体躰体骵体體体迯逃逥回迴回廻回廽回遯遁遶绕鄰邻隣邻醻酬鈎钩鉤钩鉄铁鐡铁銕铁銹锈鏽锈鎻锁鎭镇鎮镇閲阅閙闹鬧闹闢辟"
    "雑杂雰氛霊灵靈灵韮韭韻韵顔颜顏颜飃飘飈飙駈驱騐验髪发鬭斗鯗鲞鰛鳁鱷鳄鶏鸡麅狍黏粘齧啮囬回囘回廼乃旾春冝宜寃冤寳宝"
    "寶宝珎珍琹琴甎砖畧略畱留疎疏痩瘦皐皋盌碗睂眉矦侯碁棋礮炮秌秋穐秋窓窗窻窗牎窗牕窗竒奇筯箸羗羌翄翅耼聃肎肯肬疣葢盖"
    "蕚萼薑姜蘓苏蘇苏槀槁棊棋椗碇棃梨棲栖楳梅槑梅櫈凳欝郁鬱郁歴历歷历毘毗氊毡氈毡沍冱泝溯溼湿濶阔瀞静灋法煖暖"
    "燻熏爗烨燁烨牋笺犛牦猨猿猫猫獘毙璢琉瑠琉珤宝瓈璃甖罂畊耕畞亩畂亩畮亩疉叠疊叠甛甜甞尝皷鼓鼔鼓衇脉脈脉兎兔兔兔凴凭"
    "剏创刱创剙创勅敕勑敕勛勋厰厂厠厕叅参吿告呌叫咲笑喦岩嵒岩巌岩巖岩囦渊渕渊淵渊圎圆垜垛埜野壄野墖塔夀寿妬妒姉姊姪侄娿婀"
    "媿愧嬭奶孼孽宻密尠鲜嶋岛嶌岛島岛嶽岳巗岩帋纸幚帮幇帮庻庶弔吊彊强徃往徳德恠怪悳德惪德愽博慙惭戞戛拏拿挿插捄救捜搜"
    "揷插搇揿敎教斈学斉齐斎斋旂旗昰是晧皓暠皓曡叠朶朵杮柿柹柿栱拱桒桑椶棕槕桌歓欢気气広广沢泽図图駅驿実实価价竜龙亜亚"
    "桜樱戸户歩步涙泪渋涩焼烧犠牺獣兽県县砕碎穂穗竝并粋粹継继続续総总縄绳缼缺聴听臓脏蔵藏薬药虫虫覚觉観观訳译読读變变"
    "転转軽轻辺边逓递郷乡酔醉醸酿釈释銭钱鋳铸閞关関关隠隐險险雑杂霊灵頼赖顕显験验騒骚髄髓鬪斗鶴鹤麦麦黙默斎斋歯齿"
)


def unihan_pairs() -> Iterator[tuple[str, str]]:
    """(variant, usual), the best relation first, the most usual first."""
    usual, ranks = set(unihan.usual()), unihan.standard()
    rows = []
    for one, relation, value in unihan.fields("Variants", *RELATIONS):
        for entry in value.split():
            other = chr(int(entry.split("<")[0][2:], 16))
            for variant, plain in ((one, unihan.simplified(other)), (other, unihan.simplified(one))):
                if plain in usual:
                    rows.append((RELATIONS.index(relation), ranks.get(plain, 9999), variant, plain))
    yield from ((variant, plain) for _, _, variant, plain in sorted(rows))


def converted() -> Iterator[tuple[str, str]]:
    """(variant, usual) of what OpenCC's other tables change."""
    for name in TO_STANDARD:
        convert = OpenCC(name).convert
        for code in range(0x3400, 0xA000):
            yield chr(code), unihan.simplified(str(convert(chr(code))))


def main() -> None:
    """By hand first, then OpenCC's, then Unihan's."""
    found: dict[str, str] = {}
    usual = set(unihan.usual())
    for variant, plain in zip(BY_HAND[::2], BY_HAND[1::2], strict=True):
        if unihan.simplified(variant) == variant != plain:
            found[variant] = plain
    for variant, plain in (*converted(), *unihan_pairs()):
        if variant not in usual and unihan.simplified(variant) == variant and plain in usual and plain != variant:
            found.setdefault(variant, plain)
    found = {variant: found.get(plain, plain) for variant, plain in found.items()}
    lines = [f"{variant}\t{found[variant]}" for variant in sorted(found)]
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{OUT.name}: {len(lines)} characters, {OUT.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
