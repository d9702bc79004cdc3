"""Listings that use somebody's mark lawfully; a scanner that flags them wastes a reviewer's time."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

from demo.infringing import goods_of
from demo.offers import Draft, Truth
from demo.rights import Planted, rights
from demo.wording import Product, draft, house, products, title
from domain.listing import Seller

_EACH = 16
_Table = dict[str, tuple[tuple[str, str], ...]]
# Spare parts by what they fit.
_PARTS = {
    "vacuum": ("滤网", "filter"),
    "kettle": ("加热底座", "base"),
    "fan": ("防护网罩", "guard net"),
    "humidifier": ("雾化片", "mist disc"),
    "heater": ("防倒支脚", "feet"),
    "wheel": ("中心盖", "centre cap"),
    "brake": ("消音片", "shim"),
    "wiper": ("替换胶条", "rubber insert"),
    "holder": ("固定底座", "mount"),
    "pen": ("墨囊", "ink cartridge"),
    "stapler": ("订书钉", "staples"),
}
# Each word as sellers use it without thinking of the mark: the phrase, and the goods that it goes with.
_ORDINARY: _Table = {
    "暖阳": (("冬日暖阳色{}", "scarf"), ("暖阳般柔和光线{}", "lamp"),
             ("暖阳黄{} 春日配色", "tee"), ("像暖阳一样温暖的{}", "heater")),
    "海盐": (("海盐味{}", "packet"), ("海盐焦糖夹心{}", "box"),
             ("淡淡海盐风味{}", "packet"), ("海盐蓝{} 清爽百搭", "tee")),
    "晨雾": (("晨雾蓝{}", "scarf"), ("晨雾灰色{}", "coat"), ("晨雾色系{} 低饱和", "dress"), ("晨雾白{}", "hat")),
    "Afterglow": (("Sunset afterglow colours {}", "tape"), ("Warm afterglow orange {}", "pen"),
                  ("{} with an evening afterglow print", "notebook"), ("Soft afterglow pink {}", "pencilcase")),
}  # fmt: skip
_LONGER: _Table = {
    "Ortab": (("Portable {} for Travel", "fan"), ("USB Portable Mini {}", "humidifier"),
              ("Portable Folding {}", "dryer")),
    "Justa": (("Adjustable {} for Dashboard", "holder"), ("Fully Adjustable {}", "wiper"),
              ("Adjustable {}, Five Seats", "seat")),
    "柔云": (("纯棉柔云朵印花{}", "tee"), ("亲肤棉柔云纹{}", "dress"), ("轻柔云感{}", "coat")),
    "约蓝": (("简约蓝色{}", "folder"), ("北欧简约蓝白条纹{}", "pencilcase"), ("ins简约蓝调{}", "notebook")),
}  # fmt: skip
_STRANGERS = ("岭鹿坊", "Ostrelle", "Haldoro", "缃纹", "烁驰", "焙时光", "Inkwarth", "砚池春")


def lawful(rng: Random) -> Iterator[Draft]:
    """All planted lawful uses, 16 of each kind."""
    makers: dict[str, Callable[[int, Random], Draft]] = {
        "authorised_seller": _authorised,
        "compatible_part": _compatible,
        "ordinary_word": _ordinary,
        "other_class": _other_class,
        "expired_right": _lapsed,
        "longer_word": _longer,
    }
    for kind, make in makers.items():
        for n in range(_EACH):
            made = make(n, rng)
            yield replace(made, truth=Truth("lawful", kind, made.truth.right_id))


def _draft(planted: Planted, goods: Product, rng: Random, wording: str, brand: str) -> Draft:
    seed = f"lawful {wording} {rng.random()}"
    return draft(goods, seed, rng, wording, brand, Truth("lawful", "", planted.right.right_id))


def _named(name: str) -> Planted:
    return next(p for p in rights() if name in p.right.names)


def _authorised(n: int, rng: Random) -> Draft:
    owners = [p for p in rights() if p.right.authorised_sellers]
    planted = owners[n % len(owners)]
    name, goods = rng.choice(planted.right.names), goods_of(planted, rng)
    made = _draft(planted, goods, rng, title(goods, rng, name, name.isascii() and rng.random() < 0.2), name)
    permitted = planted.right.authorised_sellers
    who = permitted[(n // len(owners)) % len(permitted)]
    # Permission is given to a name, or to a seller's number at one shop.
    if who.startswith(("LT-S", "RV-S")):
        source = "lanterns" if who.startswith("LT") else "riverside"
        return replace(made, seller=Seller(who, "锦屏名品店", "灯桥市 东门区"), source=source)
    return replace(made, seller=Seller(f"A{owners.index(planted) + 801}", who, "灯桥市 河湾区"))


def _compatible(n: int, rng: Random) -> Draft:
    makers = [p for p in rights() if p.role == "target" and p.sector in ("appliances", "car", "stationery")]
    planted = makers[n * 3 % len(makers)]
    goods = rng.choice([p for p in products() if p.sector == planted.sector and p.shape in _PARTS])
    part, part_en = _PARTS[goods.shape]
    name, own = rng.choice(planted.right.names), house(rng)
    forms = (
        f"{own} 适用于{name}{goods.zh}{part} 通用替换配件",
        f"{own} {part} 适配{name}{goods.zh} 非原装 第三方配件",
        f"{own} 兼容{name} {goods.zh}{part}替换装 2件",
        f"{own} {part_en} for {planted.latin or name} {goods.en}, compatible, not original",
    )
    return _draft(planted, goods, rng, forms[n % 4 if planted.latin else n % 3], own)


def _phrased(table: _Table, n: int, rng: Random) -> Draft:
    word = tuple(table)[n % len(table)]
    phrase, shape = rng.choice(table[word])
    goods = rng.choice([p for p in products() if p.shape == shape])
    noun = goods.en if phrase.isascii() else goods.zh
    own = house(rng, phrase.isascii())
    return _draft(_named(word), goods, rng, f"{own} {phrase.format(noun)}", own)


def _ordinary(n: int, rng: Random) -> Draft:
    return _phrased(_ORDINARY, n, rng)


def _longer(n: int, rng: Random) -> Draft:
    return _phrased(_LONGER, n, rng)


def _other_class(n: int, rng: Random) -> Draft:
    planted = _named(_STRANGERS[n % len(_STRANGERS)])
    name = planted.right.mark_text
    goods = rng.choice([p for p in products() if p.sector != planted.sector])
    return _draft(planted, goods, rng, title(goods, rng, name, name.isascii() and rng.random() < 0.3), name)


def _lapsed(n: int, rng: Random) -> Draft:
    old = [p for p in rights() if p.role == "lapsed"]
    planted = old[n % len(old)]
    name, goods = rng.choice(planted.right.names), goods_of(planted, rng)
    return _draft(planted, goods, rng, title(goods, rng, name, name.isascii() and rng.random() < 0.3), name)
