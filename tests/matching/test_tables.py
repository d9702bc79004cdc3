"""The tables of disguise: what they promise to the matcher, and facts that every reader of Chinese knows."""

import sys
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from matching.tables import confusables, parts, shape, sound, variants

TABLES = Path(shape.__file__).parent
LARGEST = 700_000
HAN = st.integers(0x4E00, 0x9FA5).map(chr)
ANY = st.characters(exclude_categories=["Cs"])
SIMPLIFY = OpenCC("t2s").convert

# Look-alikes written from memory: those the table was tuned on, and others written apart from them.
TUNED = (
    "不丕 且具 且旦 且皿 且目 丘兵 丛从 丢去 乌鸟 乒乓 乒兵 乓兵 于干 云去 亨享 享京 享亭 亭停 亮高 亳毫 人入 从众 "
    "住佳 住往 佳桂 供洪 侯候 俏峭 健建 健键 傅博 傅搏 免兔 兔鬼 兵宾 冈网 冒帽 冒昌 冗沉 农衣 冶治 冷泠 准堆 准淮 "
    "凉谅 凼氹 刀刁 刀力 刚钢 劈壁 募摹 千干 午牛 博搏 博缚 博薄 卯印 卯卵 卯柳 即既 卸御 厂广 历厉 受妥 受爱 古石 "
    "古舌 台合 右石 吴昊 哀衰 哀衷 哄烘 唯维 喉猴 喘端 噪躁 土士 在左 场扬 场肠 坐座 墓幕 壁璧 壁臂 壶壸 壶壹 大太 "
    "大犬 天夭 太犬 夫失 失矢 奈柰 娘狼 媛援 嬴羸 嬴赢 孟盂 孟盆 孤弧 孤狐 宗崇 宵消 宵霄 密蜜 岂岜 岗岚 岛鸟 崇祟 "
    "川州 州洲 己已 已巳 巾市 币布 市布 帅师 幕暮 幸辛 庐芦 庭廷 庭挺 延廷 延诞 弧狐 很狠 徒徙 徒陡 微徵 微徽 恨根 "
    "情晴 惴瑞 意竟 意章 慕暮 戊戌 戊戍 戌戍 戴载 扬杨 扬汤 抓爪 折拆 折析 拆析 拔拨 推椎 揣瑞 援暖 援缓 搏膊 撇撤 "
    "撒撤 撒散 操燥 效郊 敝敞 敝蔽 斑班 斯期 日曰 早旱 旱昊 昂昴 昱显 昴柳 暖缓 朗郎 未末 构购 构钩 枕沈 枕耽 标票 "
    "栗票 栗粟 栽裁 栽载 梁粱 棵裸 毫豪 氽汆 汤荡 汨汩 汨泊 汨泪 汩洎 沈沉 沟钩 沪泸 沪炉 洒酒 浪狼 清请 漂飘 潇萧 "
    "澡燥 炉驴 燥躁 爪瓜 爰爱 牛生 狠狼 玖玟 玖玫 玟玫 瑞端 璧譬 瓢飘 田由 由甲 甲申 白百 白自 白臼 皿血 盂盆 盂盎 "
    "目自 盲肓 盲育 睢雎 硝销 祖租 祼裸 租粗 稞裸 竞竟 章童 章音 箘菌 箫萧 簿薄 籍藉 粮粱 纲钢 组阻 羸赢 而耐 耍耐 "
    "耍要 肃萧 肓育 膏青 臼鼠 艇蜓 艮良 苿茉 茉茱 茱莱 茵荫 茵菌 茶荼 衰衷 裁载 西酉 见贝 货贷 贪贫 贸贺 辛辜 辨辩 "
    "辨辫 辩辫 郁都 郡都 酉酋 钓钧 钓钩 钢铜 钧钩 阳阴 阳陌 阵陈"
)
APART = (
    "三亖 业亚 主住 主圭 主玉 主王 乎呼 乎平 乎手 乔桥 买卖 买头 买实 乾朝 亚壶 亚晋 介价 介界 介芥 优忧 优扰 优犹 "
    "伟玮 伟纬 伟韦 何可 何河 何阿 佥全 佳圭 佳挂 侨娇 侨桥 俺庵 俺淹 倚椅 倚猗 傅缚 元完 元无 全金 养羊 养食 冒胃 "
    "劭邵 勇甬 勇男 匪韮 半平 卖实 卖读 博膊 召招 吐杜 呵河 呵阿 咙拢 哇洼 哇蛙 哪娜 哪挪 哪那 唐庚 唐康 唐庸 嘲朝 "
    "嘲潮 围违 围韦 圭奎 坪评 垄聋 垦恳 埋狸 埋理 埼崎 塞寒 塞寨 塞赛 塾熟 墅野 墨黑 备奋 夌麦 夸夺 夸跨 夺奋 奄奋 "
    "奄掩 奇寄 奎金 妃纪 姜美 姜羡 娃桂 娃蛙 娇矫 娇骄 娜挪 娜那 孰熟 完无 实宾 宠庞 宽寛 宽苋 宽觅 寒寨 寒赛 寨赛 "
    "尢尤 尢无 尤犬 尤龙 尾毛 差着 平秤 平苹 幹翰 庚康 庞龙 庵淹 廊朗 彪虎 往汪 往注 很银 徘排 忧扰 恨恳 恨跟 悲斐 "
    "戟朝 手毛 扰拢 招昭 招沼 拢珑 挂桂 挪那 排诽 敖熬 斐菲 斐蜚 斐裴 无龙 旺汪 昭照 昭绍 晋普 普谱 朝潮 朝韩 杜牡 "
    "杜社 杜肚 杞社 杞祀 枉汪 枉狂 根银 桥轿 桶涌 桶通 椅骑 毛笔 汪注 渔鱼 渔鲁 溢益 潮翰 点黑 烝蒸 熊罴 熊能 熟熬 "
    "燕蒸 犊续 猬胃 玉王 珀碧 珑胧 琥虎 璧碧 用甩 用甬 用角 申电 电龟 男界 畀界 畏胃 痛通 盆盈 盈盗 益盖 监篮 监蓝 "
    "盖美 看着 着羞 着著 社祉 祀祉 童量 箱霜 篮蓝 糸系 系紊 系素 系累 素索 素麦 紧紫 紧繁 紫絮 累雷 纪记 绍诏 绍邵 "
    "绍韶 续读 绮骑 羊羌 羊美 羊芈 羔羹 翰韩 聋袭 胃谓 良食 苇韦 蕾雷 虎虑 虑虚 表麦 裴辈 诵通 读赎 赴赶 赴起 赵起 "
    "赶起 起越 趁趋 超越 蹇骞 郎郞 里量 里黑 雪雷 雷霄 霜露 青麦 非韭 韦韩 鱼鲁 黑默 龙龚"
)


WHOLES = (
    "女子好 火户炉 木目相 丝相缃 纟相缃 相纟缃 水每海 氵每海 人尔你 イ尔你 言兑说 "
    "金失铁 手丁打 心青情 草早草 门口问 走干赶 大辶达 耳东陈 口ト卟"
)
VARIANTS = "峯峰 喆哲 堃坤 囍喜 気气 広广 沢泽 図图 駅驿 囯国 菓果 竜龙"


@pytest.mark.parametrize(("pairs", "least"), [(TUNED, 0.95), (APART, 0.9)], ids=["tuned", "apart"])
def test_known_look_alikes_are_neighbours(pairs: str, least: float) -> None:
    missed = [pair for pair in pairs.split() if not shape.similarity(*pair)]
    assert len(pairs.split()) > 120
    assert len(missed) <= (1 - least) * len(pairs.split()), missed


@given(ANY, ANY)
def test_likeness_is_mutual_and_bounded(one: str, other: str) -> None:
    for alike in (shape.similarity, sound.sound_similarity):
        assert alike(one, other) == alike(other, one)
        assert 0 <= alike(one, other) <= 1
        assert alike(one, one) == 1


@given(HAN)
def test_neighbours_agree_with_similarity_and_come_best_first(char: str) -> None:
    found = shape.neighbours(char)
    assert [s for _, s in found] == sorted((s for _, s in found), reverse=True)
    assert all(shape.similarity(other, char) == s for other, s in found)
    assert char not in dict(found)


def test_pairs_are_sorted_symmetric_and_read_only() -> None:
    first, second, similarity = shape.pairs()
    assert (first.dtype, second.dtype, similarity.dtype) == (np.uint32, np.uint32, np.float32)
    order = (first.astype(np.uint64) << np.uint64(32)) | second
    assert (np.diff(order.astype(np.int64)) > 0).all()
    back = (second.astype(np.uint64) << np.uint64(32)) | first
    assert (np.sort(back) == order).all()
    assert (similarity[np.searchsorted(order, back)] == similarity).all()
    with pytest.raises(ValueError, match="read-only"):
        similarity[0] = 1


@pytest.mark.parametrize(
    ("nearer", "farther"), [("己已", "己弓"), ("未末", "未来"), ("清请", "清轻"), ("傅博", "傅伟")]
)
def test_what_looks_nearer_scores_higher(nearer: str, farther: str) -> None:
    assert shape.similarity(*nearer) > shape.similarity(*farther)


def test_a_character_has_its_readings_the_usual_first() -> None:
    assert sound.readings("重") == ("zhong", "chong")
    assert sound.readings("乐") == ("le", "yue")
    assert sound.readings("吕") == ("lv",)
    assert sound.readings("嗯") == ("en",)
    assert sound.readings("a") == ()


@pytest.mark.parametrize(
    ("pair", "least", "most"),
    [("克刻", 1, 1), ("茅矛", 1, 1), ("津京", 0.9, 0.9), ("兰南", 0.8, 0.9), ("胡福", 0.9, 0.9), ("波坡", 0.7, 0.7),
     ("茅台", 0, 0)],
)  # fmt: skip
def test_how_near_two_characters_sound(pair: str, least: float, most: float) -> None:
    assert least <= sound.sound_similarity(*pair) <= most


def test_dialects_merge_what_they_do_not_keep_apart() -> None:
    for group in ("zhi zi", "chang can", "ning lin ling", "huang fang", "hu fu wu", "ri li", "yin ying"):
        assert len({sound.merged(syllable) for syllable in group.split()}) == 1, group
    assert sound.merged("ma") != sound.merged("mi")
    assert all(sound.merged(sound.merged(s)) == sound.merged(s) for s in sound.syllables())


def test_arrays_of_sound_agree_with_the_functions() -> None:
    primary, classes, likeness = sound.primary(), sound.merged_class(), sound.likeness()
    names = ("", *sound.syllables())
    assert primary.shape == (sys.maxunicode + 1,)
    assert primary.dtype == classes.dtype == np.uint16
    assert np.count_nonzero(primary) > 20_000
    assert likeness.shape == (len(names), len(names))
    assert (likeness == likeness.T).all()
    for char in "重行乐克茅台":
        assert names[primary[ord(char)]] == sound.readings(char)[0]
    for one, other in (("zhi", "zi"), ("ma", "mi")):
        same = classes[names.index(one)] == classes[names.index(other)]
        assert same == (sound.merged(one) == sound.merged(other))


def test_a_latin_run_is_cut_in_every_way() -> None:
    assert sound.segment("tangyu") == (("tang", "yu"),)
    assert sound.segment("xian") == (("xian",), ("xi", "an"))
    assert set(sound.segment("fangan")) == {("fang", "an"), ("fan", "gan")}
    assert sound.segment("nike") == (("ni", "ke"),)
    assert sound.segment("adidas") == sound.segment("") == sound.segment("茅台") == ()


@given(st.lists(st.sampled_from(sound.syllables()), min_size=1, max_size=20).map("".join))
def test_cuts_rejoin_to_what_was_cut(run: str) -> None:
    ways = sound.segment(run)
    assert 1 <= len(ways) <= sound.MOST_CUTS
    assert len(set(ways)) == len(ways)
    for way in ways:
        assert "".join(way) == run
        assert set(way) <= set(sound.syllables())


@pytest.mark.parametrize("run", ["xian" * 20_000, "a" * 80_000, "xian" * 20_000 + "q", "z" * 80_000])
def test_a_hostile_run_is_cut_without_trying_every_way(run: str) -> None:
    assert len(sound.segment(run)) in (0, 1, sound.MOST_CUTS)


@pytest.mark.parametrize("fact", WHOLES.split())
def test_parts_side_by_side_are_read_as_the_whole(fact: str) -> None:
    assert fact[2] in parts.merges()[fact[0], fact[1]]


def test_three_parts_are_read_as_the_whole() -> None:
    assert parts.triples()["水", "木", "目"] == ("湘",)
    assert parts.triples()["口", "口", "口"] == ("品",)


def test_every_way_apart_leads_back() -> None:
    pairs, triples = parts.merges(), parts.triples()
    for whole, ways in parts.splits().items():
        for way in ways:
            back = pairs[way[0], way[1]] if len(way) == 2 else triples[way[0], way[1], way[2]]
            assert whole in back
            assert whole not in way


def test_ordinary_words_of_whole_characters_keep_their_order() -> None:
    assert ("子", "女") not in parts.merges()


def folded(char: str) -> str:
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", char).casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


@pytest.mark.parametrize(
    ("shapes", "letters"),
    [("аԁіԁаѕ", "adidas"), ("ниге", "hure"), ("ΝΙΚΕ", "vike"), ("ꮪꮃ", "sw"), ("ɴɪᴋᴇ", "nike"), ("ǝʞᴉɥ", "ekih"),
     ("🅝🅘🅚🅔", "nike"), ("🅽🅸🅺🅴", "nike"), ("🇳🇮", "ni"), ("ꓠꓲꓗꓰ", "nlke"), ("ⲁⲇ", "ad"), ("❶❾", "19"),
     ("ըո", "nn"), ("⻢⻰", "马龙")],
)  # fmt: skip
def test_letters_of_other_scripts_are_read_as_latin(shapes: str, letters: str) -> None:
    assert "".join(confusables.LOOKALIKES.get(folded(c), folded(c)) for c in shapes) == letters


def test_look_alikes_are_found_where_folding_arrives() -> None:
    for shape_, letters in confusables.LOOKALIKES.items():
        assert folded(shape_) == shape_
        assert letters.isalnum()
        assert letters.casefold() == letters
        assert not shape_.isascii()
    assert not confusables.LOOKALIKES.keys() & set("×│‖√∞")


@pytest.mark.parametrize("pair", VARIANTS.split())
def test_other_writings_lead_to_the_usual_one(pair: str) -> None:
    assert variants.usual(SIMPLIFY(pair[0])) == pair[1]


def test_variants_are_no_chains_and_stay_simplified() -> None:
    assert len(variants.VARIANTS) >= 300
    for variant, plain in variants.VARIANTS.items():
        assert plain not in variants.VARIANTS
        assert SIMPLIFY(variant) == variant
        assert SIMPLIFY(plain) == plain


def test_tables_are_small_and_load_once() -> None:
    files = [path for path in TABLES.iterdir() if path.suffix in (".npz", ".tsv")]
    assert len(files) == 10
    assert all(path.stat().st_size < LARGEST for path in files)
    for load in (shape.pairs, sound.primary, sound.merged_class, sound.likeness, parts.merges, parts.triples):
        assert load() is load()


def test_loading_takes_neither_pypinyin_nor_pictures() -> None:
    lines = [line for path in TABLES.glob("*.py") for line in path.read_text(encoding="utf-8").splitlines()]
    imported = {line.split()[1].split(".")[0] for line in lines if line.startswith(("import ", "from "))}
    assert imported <= {*sys.stdlib_module_names, "numpy", "matching"}
