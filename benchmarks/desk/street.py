"""Made-up leads as a city office has them: few holders with many rights, many small sellers who copy the same thing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from random import Random

from domain.listing import Listing, Seller
from domain.match import Match
from domain.right import Right, RightKind, RightStatus
from domain.signal import Role, Signal, Span
from leads.store import Found

SOURCES = ("lanterns", "riverside", "guild", "hillside", "harbour", "orchard", "northgate", "millpond")
CITIES = ("灯桥市", "临江市", "云栖市", "石塘市", "松岭市")
DISTRICTS = tuple(f"{city} {part}" for city in CITIES for part in "东西南北中新港山")
GOODS = (
    *("外套", "保温杯", "运动鞋", "蛋糕", "面霜", "充电器", "刹车片", "文具盒"),
    *("玩具车", "背包", "手机壳", "台灯", "毛巾", "茶叶", "雨伞", "耳机"),
)
QUALITIES = (
    *("秋冬新款", "加厚", "同款", "正品", "高仿", "包邮", "大容量"),
    *("轻便", "复古", "儿童", "男女通用", "一件代发", "厂家直销", "限时特价"),
)
CLASSES = (25, 21, 25, 30, 3, 9, 12, 16, 28, 18, 9, 11, 24, 30, 18, 9)
SYLLABLES = ("vel", "mo", "qui", "rra", "tas", "lin", "ob", "ze", "kor", "di", "na", "fen", "sul", "pra", "wix", "hey")
HAN = "琦瓦洛维摩拉穗桠坊托尔万科迪娜芬苏普拉荷溪岚檀柚笙屿澜"
FIRST = datetime(2026, 8, 1, 17, tzinfo=UTC)
DAYS = 112
RIGHTS, SELLERS, HOLDERS = 5_000, 60_000, 900


@dataclass(frozen=True, slots=True)
class Night:
    """The finds of one night, and its clock."""

    at: datetime
    found: list[Found]


def nights(leads: int, seed: int = 11) -> Iterator[Night]:
    """That many leads, spread over `DAYS` nights; the same for the same seed."""
    rng = Random(seed)
    for day in range(DAYS):
        first, last = leads * day // DAYS, leads * (day + 1) // DAYS
        yield Night(FIRST + timedelta(days=day), [_found(number, rng) for number in range(first, last)])


@cache
def right(number: int) -> Right:
    """The right of that number."""
    rng = Random(number)
    words = "".join(rng.choice(SYLLABLES) for _ in range(3)).title()
    goods = number % len(GOODS)
    holder = number % HOLDERS
    return Right(
        right_id=f"ZM-{20_000_000 + number}",
        kind=RightKind.TRADEMARK,
        mark_text=words,
        aliases=("".join(rng.choice(HAN) for _ in range(3)),),
        holder=f"{words[:6]}{holder} 有限公司",
        nice_classes=(CLASSES[goods],),
        goods=GOODS[goods],
        status=RightStatus.REGISTERED,
        registered_on=date(2017, 3, 14),
        expires_on=date(2031, 3, 13),
        jurisdiction="CN",
    )


def _found(number: int, rng: Random) -> Found:
    # Cubed: a few rights and sellers have most of the leads, as in a town.
    of = right(int(rng.random() ** 3 * RIGHTS))
    seller = int(rng.random() ** 3 * SELLERS)
    source = SOURCES[seller % len(SOURCES)]
    words = [rng.choice(QUALITIES), of.names[rng.random() < 0.5], of.goods, *rng.sample(QUALITIES, 2), str(number)]
    title = " ".join(words)
    start = title.index(words[1])
    listing = Listing(
        listing_id=f"item-{number}",
        url=f"https://{source}.example/item/{number}",
        title=title,
        description="，".join(rng.sample(QUALITIES, 8)) * 3,
        category=f"日用 > {of.goods}",
        price=Decimal(rng.randrange(900, 90_000)) / 100,
        currency="CNY",
        seller=Seller(f"s-{seller}", f"小店{seller}号", DISTRICTS[seller % len(DISTRICTS)]),
        # Every other seller shows one picture for all that copies one right.
        images=(f"https://{source}.example/{seller}/{of.right_id}.jpg",) if seller % 2 else (),
        seen_at=FIRST,
        source=source,
    )
    score = round(0.5 + rng.random() ** 2 * 0.5, 6)
    return Found(listing, of, Match(listing.listing_id, of.right_id, score, "bench-1", _signals(words[1], start, rng)))


def _signals(name: str, start: int, rng: Random) -> tuple[Signal, ...]:
    detail = f"The title contains “{name}” as a word of its own."
    found = [Signal("mark_in_title", Role.MAIN, 0.9, name, name, detail, Span(start, start + len(name)))]
    if rng.random() < 0.3:
        found.append(Signal("counterfeit_words", Role.QUALIFIER, 0.4, "高仿", "", "“高仿” is said of copies."))
    if rng.random() < 0.05:
        found.append(Signal("mark_in_brand", Role.MAIN, 0.8, name, name, "The brand field names the mark.", Span(0, 3)))
    if rng.random() < 0.4:
        found.append(Signal("goods_class", Role.QUALIFIER, -0.3, "16", "25", "The goods seem of another class."))
    return tuple(found)
