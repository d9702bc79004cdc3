"""A market of honest sellers who share what honest sellers share, with rings among them that share more.

Honest: photos and texts of one wholesaler, stock photos, size charts, platform boilerplate, couriers of the country
and of the town, addresses where hundreds are registered, agents who run several shops. Rings: each member shows a part
of what the ring has. Some rings share a courier or a photo with another one.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from domain.listing import Listing, Seller
from leads.network.licences import check_character

LISTINGS = 9  # of a seller, on average
HAN = (
    "清风明月山川湖海云竹松梅兰菊春夏秋冬晨露石泉溪岸桥亭舟帆墨砚琴棋书画茶香玉瓷锦绣棉麻丝绸木纹素雅淡远"
    "安宁和畅柔软厚实轻薄透气耐磨防水保暖修身宽松显瘦百搭简约经典复古时尚日常通勤户外旅行居家办公送礼自用"
    "大小颜色尺码材质工艺设计细节版型面料里料拉链口袋领口袖口下摆"
)
SURNAMES = "城东西南北关桥溪泉"


@dataclass
class Shop:
    """A seller: which ring it is of, -1 for none, what its listings show, and the rights that its leads refer to."""

    name: str
    ring: int
    words: list[str] = field(default_factory=list)
    photos: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    rights: tuple[str, ...] = ()


@dataclass
class Pools:
    """What honest sellers share."""

    couriers: list[str]
    local: list[str]
    stock: list[str]
    charts: list[str]
    boilerplate: list[str]
    registered_at: list[str]
    wholesale: list[tuple[list[str], list[str]]]
    agents: list[tuple[str, str]]


class Market:
    """The whole market of one seed.

    Args:
        seed: another one, another market.
        honest: sellers of no ring.
        rings: how many are planted.
    """

    def __init__(self, seed: int, honest: int = 10_000, rings: int = 50) -> None:
        self._dice = random.Random(f"rings {seed}")
        self._number = 0
        self._pools = self._shared(honest)
        self.shops = [self._honest(number) for number in range(honest)]
        for ring in range(rings):
            self.shops += self._ring(ring)
        self._bridges(rings)
        self._dice.shuffle(self.shops)

    def listings(self) -> Iterator[tuple[Shop, Listing]]:
        """Every listing, with its shop."""
        dice = self._dice
        for shop in self.shops:
            count = max(2, int(dice.expovariate(1 / (LISTINGS - 2))) + 2)
            photos, words = self._dealt(shop.photos, count), self._dealt(shop.words, count)
            texts = self._dealt(shop.texts, count)
            for number in range(count):
                self._number += 1
                text = self._edited(texts[number][0]) if texts[number] else self.text(40, 160)
                described = " ".join([text, *words[number], dice.choice(self._pools.boilerplate)])
                yield shop, Listing(
                    f"L{self._number}", f"https://made.example/{self._number}", self.text(12, 30),
                    description=described, seller=Seller(shop.name, shop.name), source="made",
                    images=(*photos[number], f"own/{self._number}"),
                )  # fmt: skip

    def text(self, low: int, high: int) -> str:
        """Made-up words in Chinese, of that many characters."""
        return "".join(self._dice.choices(HAN, k=self._dice.randint(low, high)))

    def phone(self) -> str:
        """A made-up mobile number, written plainly or not."""
        return f"1{self._dice.choice('356789')}{self._dice.randrange(10**9):09d}"

    def _dealt(self, things: list[str], count: int) -> list[list[str]]:
        hands: list[list[str]] = [[] for _ in range(count)]
        for thing in things:
            self._dice.choice(hands).append(thing)
        return hands

    def _edited(self, text: str) -> str:
        letters = list(text)
        for _ in range(self._dice.randint(0, max(1, len(letters) // 60))):
            letters[self._dice.randrange(len(letters))] = self._dice.choice(HAN)
        return "".join(letters)

    def _shared(self, honest: int) -> Pools:
        dice, part = self._dice, max(1, honest // 1000)
        return Pools(
            couriers=[f"快递电话 {self.phone()}" for _ in range(4 * part)],
            local=[f"揽件 {self.phone()}" for _ in range(15 * part)],
            stock=[f"stock/{n}" for n in range(20 * part)],
            charts=[f"chart/{n}" for n in range(10 * part)],
            boilerplate=[self.text(60, 120) for _ in range(30)] + [""] * 30,
            registered_at=[self.address() for _ in range(part)],
            wholesale=[
                ([f"whole/{n}/{p}" for p in range(dice.randint(3, 8))], [self.text(80, 200) for _ in range(2)])
                for n in range(30 * part)
            ],
            agents=[(self.wechat(), self.text(80, 160)) for _ in range(part // 2)],
        )

    def wechat(self) -> str:
        """A made-up WeChat id behind a cue, in disguise as often as not."""
        dice = self._dice
        name = "".join(dice.choices("abcdefghjkmnpqrstuvwxyz", k=5)) + str(dice.randrange(1000, 9999))
        return f"{dice.choice(['微信:', '加V ', 'V信', '微❤ ', 'VX:'])}{name}"

    def address(self) -> str:
        """A made-up address."""
        dice = self._dice
        town = "".join(dice.choices(SURNAMES, k=2))
        road = "".join(dice.choices(HAN[:30], k=2))
        return f"发货地址:{town}市{dice.choice(SURNAMES)}区{road}路{dice.randint(1, 400)}号{dice.randint(1, 30)}栋"

    def licence(self) -> str:
        """A made-up licence number whose check digit holds."""
        dice = self._dice
        body = f"92{dice.choice((11, 33, 35, 44))}{dice.randrange(10**4):04d}MA" + "".join(
            dice.choices("0123456789ABCDEFGHJK", k=7)
        )
        return f"统一社会信用代码 {body}{check_character(body)}"

    def _honest(self, number: int) -> Shop:
        dice = self._dice
        shop = Shop(f"shop{number}", -1)
        self._everyday(shop)
        if dice.random() < 0.6:
            shop.words.append(self.wechat() if dice.random() < 0.5 else f"电话 {self.phone()}")
        if dice.random() < 0.3:
            shop.words.append(self.licence())
        if dice.random() < 0.25:
            shop.words.append(self.address())
        if self._pools.agents and dice.random() < 0.004:
            contact, text = dice.choice(self._pools.agents)
            shop.words.append(contact)
            shop.texts.append(text)
        if dice.random() < 0.06:
            shop.rights = (self._right(),)
        return shop

    def _right(self) -> str:
        return f"TM-{min(int(self._dice.paretovariate(0.7)), 60)}"

    def _everyday(self, shop: Shop) -> None:
        """What any seller shares with others."""
        dice, pools = self._dice, self._pools
        if dice.random() < 0.5:
            shop.words.append(dice.choice(pools.couriers))
        if dice.random() < 0.1:
            shop.words.append(dice.choice(pools.local))
        if dice.random() < 0.05:
            shop.words.append(dice.choice(pools.registered_at))
        shop.photos += dice.choices(pools.stock, k=dice.randint(0, 3)) + dice.choices(
            pools.charts, k=dice.randint(0, 2)
        )
        if dice.random() < 0.6:
            for _ in range(dice.randint(1, 3)):
                photos, texts = pools.wholesale[min(int(dice.paretovariate(0.35)), len(pools.wholesale)) - 1]
                shop.photos += dice.sample(photos, dice.randint(1, min(3, len(photos))))
                shop.texts += [dice.choice(texts)] if dice.random() < 0.5 else []

    def _ring(self, ring: int) -> list[Shop]:
        dice = self._dice
        contacts = [self.wechat() if dice.random() < 0.6 else f"电话 {self.phone()}" for _ in range(dice.randint(1, 3))]
        licence = self.licence() if dice.random() < 0.4 else ""
        address = self.address() if dice.random() < 0.5 else ""
        photos = [f"ring{ring}/{n}" for n in range(dice.randint(5, 30))]
        texts = [self.text(80, 200) for _ in range(dice.randint(1, 4))]
        rights = tuple({self._right() for _ in range(dice.randint(1, 3))})
        members = []
        for number in range(dice.randint(3, 30)):
            shop = Shop(f"ring{ring}_{number}", ring)
            self._everyday(shop)
            while True:
                words = dice.sample(contacts, dice.randint(1, len(contacts))) if dice.random() < 0.55 else []
                words += [licence] if licence and dice.random() < 0.3 else []
                words += [address] if address and dice.random() < 0.35 else []
                shown = dice.sample(photos, dice.randint(1, min(6, len(photos)))) if dice.random() < 0.7 else []
                told = [dice.choice(texts)] if dice.random() < 0.6 else []
                if len(words) + len(shown) + len(told) >= 2:
                    break
            shop.words += words
            shop.photos += shown
            shop.texts += told
            if dice.random() < 0.85:
                shop.rights = tuple(dice.sample(rights, dice.randint(1, len(rights))))
            members.append(shop)
        return members

    def _bridges(self, rings: int) -> None:
        """Thirty pairs of rings that have a courier, a photo or both in common, a third of each ring's members."""
        dice = self._dice
        for pair in range(min(30, rings)):
            both = set(dice.sample(range(rings), 2)) if rings > 1 else set()
            word, photo = f"揽件 {self.phone()}", f"bridge/{pair}"
            for shop in self.shops:
                if shop.ring in both and dice.random() < 0.34:
                    shop.words += [word] if pair % 3 != 1 else []
                    shop.photos += [photo] if pair % 3 != 0 else []
