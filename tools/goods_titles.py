"""Real titles of which the goods are known: by their source, or by the category that it gives.

A label is every Nice class that goods of that source or category belong to. Sources are kept apart in `FOLDS`, so that
weights are always checked on shops that they have not seen.
"""

import csv
import gzip
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# Sources that sell one kind of goods.
SINGLE = {
    "double11_beauty_2016": "3", "jd_cosmetics_2013": "3", "jd_essential_oil_2018": "3", "jd_masks_2021": "3",
    "taobao_lipstick_2022": "3", "xinxin_cosmetics_2019": "3 8 21", "jd_phones_2018": "9", "jd_phones_2018b": "9",
    "leyou_jd_phones_2018": "9", "taotao_jd_2015": "9", "phones_2024_jd": "9", "phones_2024_td": "9",
    "jd_bicycles_2016": "12", "jd_lab_supplies_2019": "1 7 9 10 11 21",
    "tmall_findgoods_2016": "8 21", "taobao_books_2018": "16", "taobao_slippers_2019": "25",
    "magellan_amazon-google": "9", "magellan_beer": "32", "wdc_lspc_cameras": "9",
    "wdc_lspc_computers": "9", "wdc_lspc_shoes": "25", "wdc_lspc_watches": "9 14",
    "jedai_amazon_electronics": "2 7 9 11 14 15 16 18 20 28", "fashion_product_images": "3 9 14 16 18 21 24 25 26 28",
}  # fmt: skip
# Categories of sources that sell many, as beginnings of what the source writes.
CATEGORIES = {
    "o2o_sku_xlsx": """
美妆护肤 3 8 21 26;办公学习 16;数码配件 9;厨具餐具 8 21;个人洗护 3 21 24;针织服饰 24 25;家庭清洁 3 16 21;
水丨饮料 29 30 32;五金插座 6 8 9 11;行李收纳 18 20 21;休闲零食 29 30;床上用品 20 24;运动户外 22 25 28;
家用电器 7 8 9 11;泡面速食 29 30;粮油调味 29 30;肉干辣条 29 30;糖巧果冻 29 30;宠物用品 5 18 21 31;坚果蜜饯 29;
棋牌玩具 28;清洁用品 3 21;医疗防护 5 10;女性护理 5;精选美酒 32 33;饮料专区 29 30 32;生活用纸 3 16;
一次用品 16 21 24;口腔护理 3 21;内裤衣袜 25;美发美甲 3 8 21 26;膨化食品 29 30;男女服饰 25;成人用品 5 10;
女性私护 5;饰品眼镜 9 14 25 26;杯具茶具 21;运动游泳 9 25 28;萌宠生活 21 31;辣条卤味 29 30;衣物洗护 3;
男女潮鞋 25;汽车用品 1 3 9 12;雪糕冰品 30;灭虫驱蚊 5 11 21;礼乐玩具 15 28;酒类专区 32 33;早餐面包 30;
烘焙专区 21 29 30;野炊垂钓 4 21 22 28;冲调花茶 5 29 30;面包糕点 30;首饰墨镜 9 14;蔬果鲜奶 29 31;
花卉园艺 1 21 26 31;牛奶乳品 29;茶饮冲调 5 29 30;家庭纸品 16;雨伞雨 18 25;生活用水 32
    """,
    "taobao_yalife_2019": "裙 25;面膜 3;洗衣机 7;玩具 28;女袜 25;大米 30;羽绒服 25;运动裤 25;卫衣 25;点读笔 9;"
    "食用油 29;儿童绘画本 16",
    "pricerunner": "Fri 11;Fre 11;Mob 9;Wash 7;TVs 9;Dish 7;CPUs 9;Dig 9;Mic 11",
    "amazon_in_2023": """
appliances/Air 11;sports & fitness/Badminton 25 28;home & kitchen/Bedroom 24;sports & fitness/Cardio 28;
sports & fitness/Cricket 25 28;beauty & health/Diet 5 29 30;women's shoes 25;men's shoes 25;
kids' fashion/Kids' S 25;kids' fashion/Kids' C 25;kids' fashion/Kids' F 14 25;kids' fashion/Baby 14 25;
kids' fashion/Kids' W 9 14;kids' fashion/School 18;tv, audio 9;beauty & health/Lux 3;
beauty & health/Make 3 8 21;music 9 15;accessories/Sun 9;accessories/Bags 18;accessories/Hand 18;
accessories/Watch 9 14;accessories/Fash 14;accessories/Gold 14;accessories/Jew 14;bags & luggage/Suit 18;
bags & luggage/Travel D 18;bags & luggage/Ruck 18;bags & luggage/Wall 18;bags & luggage/Back 18;
home & kitchen/Furniture 20;grocery & gourmet foods/Snack 29 30;appliances/Wash 7;
sports & fitness/Football 25 28;appliances/Refri 11;home & kitchen/Indoor 11;toys & baby products/Stroll 12;
men's clothing 25;women's clothing 25;grocery & gourmet foods/Coffee 29 30 32;toys & baby products/Diap 5;
pet supplies/Dog 3 5 18 20 21 31;home & kitchen/Home Furn 20 24 27;toys & baby products/Toys & 16 28;
sports & fitness/Strength 28;appliances/Heating 11;toys & baby products/STEM 9 28;
sports & fitness/Yoga 25 27 28;sports & fitness/Cyc 9 11 12 25 28;home & kitchen/Sewing 7 8 16 23 24 26;
sports & fitness/Running 25 28;stores/Sportswear 25;home & kitchen/Garden 1 8 21 31;
industrial supplies/Lab 1 5 9 10 16 21;industrial supplies/Test 9;beauty & health/Beauty 3 8 21;
toys & baby products/Nursing 5 10 21;car & motorbike/Car P 7 9 11 12;home & kitchen/Kitchen 8 20 21
    """,
}
# Sources of goods of every kind, labelled by the words of the goods table where these agree.
UNTOLD = (
    "taobao_ner_jie2019", "ecommerce_ner_ding2019", "o2o_sku_elme", "o2o_sku_meituan", "shopee_tw_traditional",
    "taobao_xmas_2019", "taobao_misc_2018", "multicpr_docs", "litemall_yanxuan_2018", "magellan_abt-buy", "jedai_abt",
    "jedai_buy", "retail_title_sft_2025",
)  # fmt: skip
FOLDS = (
    ("o2o_sku_xlsx", "pricerunner", "jd_essential_oil_2018", "taobao_slippers_2019", "jd_phones_2018"),
    ("amazon_in_2023", "double11_beauty_2016", "jd_bicycles_2016", "phones_2024_td", "phones_2024_jd"),
    ("taobao_yalife_2019", "taobao_books_2018", "magellan_amazon-google", "jd_lab_supplies_2019",
     "tmall_findgoods_2016", "jd_cosmetics_2013", "wdc_lspc_watches", "wdc_lspc_shoes"),
    ("fashion_product_images", "jedai_amazon_electronics", "magellan_beer", "xinxin_cosmetics_2019"),
)  # fmt: skip
MOST = {"amazon_in_2023": 100, "o2o_sku_xlsx": 400, "pricerunner": 150, "taobao_yalife_2019": 200}  # a category
MOST_OF_A_SOURCE = 800
MOST_UNTOLD = 4_000

Labels = dict[str, frozenset[int]]


@dataclass(frozen=True, slots=True)
class Told:
    """A title, its source, what the source says of it, and the classes that this can mean (none: untold)."""

    title: str
    source: str
    category: str
    classes: frozenset[int]

    @property
    def fold(self) -> int:
        """In which fold it is checked; -1 where it is only learned from."""
        return next((number for number, sources in enumerate(FOLDS) if self.source in sources), -1)


def told(folder: Path) -> Iterator[Told]:
    """Titles with what is known of their goods, of each source and category no more than is of use."""
    labels = {source: _parsed(rows) for source, rows in CATEGORIES.items()}
    counts: Counter[tuple[str, str]] = Counter()
    for name in ("titles_zh.csv.gz", "titles_en.csv.gz"):
        with gzip.open(folder / name, "rt", encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found = _label(row["source"], row["category"], labels)
                if found is None:
                    continue
                key = row["source"], found[0]
                most = MOST_UNTOLD if not found[1] else MOST.get(row["source"], MOST_OF_A_SOURCE)
                counts[key] += 1
                if counts[key] <= most:
                    yield Told(row["title"], row["source"], *found)


def _label(source: str, category: str, labels: dict[str, Labels]) -> tuple[str, frozenset[int]] | None:
    if source in UNTOLD:
        return "", frozenset()
    if source in SINGLE:
        return "", frozenset(map(int, SINGLE[source].split()))
    told = [(known, classes) for known, classes in labels.get(source, {}).items() if category.startswith(known)]
    return max(told, key=lambda pair: len(pair[0])) if told else None


def _parsed(rows: str) -> Labels:
    found = {}
    for row in filter(None, (row.strip() for row in re.split("[;\n]", rows))):
        name, numbers = re.fullmatch(r"(.*?)((?: \d+)+)", row).groups()  # type: ignore[union-attr]
        found[name] = frozenset(map(int, numbers.split()))
    return found
