"""Offers that name a mark and may: the holder's, the trade's, and those that mean something else."""

from collections.abc import Mapping
from random import Random

from benchmarks.town.infringing import Make
from benchmarks.town.offer import Draft, real_title, rest_of, some, templated, with_phrases
from benchmarks.town.people import People, Shop, named
from benchmarks.town.stock import Stock, Target
from benchmarks.town.wording import (
    ACCESSORY,
    ACCIDENT,
    COMPARISON,
    COMPATIBLE,
    GIVEN,
    HONEST,
    OWN,
    PERSON,
    PLACE,
    RESALE,
    SECOND_HAND,
    SERVICE,
    STYLE,
    WORK,
    Phrases,
    half,
)  # fmt: skip
from domain.listing import Seller

FULL = (0.75, 1.25)  # of the usual price
SALE = 0.06  # share of honest offers at half price and less
HAN_LETTERS = "美欣嘉雅宝丽华康佳盛源泰鑫乐"


def _price(random: Random) -> float:
    return random.uniform(0.3, 0.6) if random.random() < SALE else random.uniform(*FULL)


def _titled(stock: Stock, target: Target, random: Random, phrases: Phrases, share: float) -> str:
    words = some(half(phrases, stock.part), target.chinese, random, 2) if random.random() < share else []
    words += some(half(HONEST, stock.part), target.chinese, random, 2) if random.random() < 0.4 else []
    return with_phrases(real_title(target, target.name, random), words, random)


def _brand(target: Target, random: Random, share: float) -> str:
    return target.name if random.random() < share else ""


def own_shop(stock: Stock, target: Target, _: Shop, random: Random) -> Draft:
    """The holder sells; only some of its shops are known to the register."""
    shop = named("o", random.choice(target.own), random)
    return Draft(_titled(stock, target, random, OWN, 0.3), shop, _price(random), "", _brand(target, random, 0.6))


def authorised(stock: Stock, target: Target, shop: Shop, random: Random) -> Draft:
    """A shop that the register lists; where it lists none, one that says so."""
    if target.authorised:
        shop = named("a", random.choice(target.authorised), random)
    return Draft(_titled(stock, target, random, OWN, 0.3), shop, _price(random), "", _brand(target, random, 0.5))


def resale(stock: Stock, target: Target, shop: Shop, random: Random) -> Draft:
    """A trader of genuine goods."""
    return Draft(_titled(stock, target, random, RESALE, 0.55), shop, _price(random), "", _brand(target, random, 0.4))


def second_hand(stock: Stock, target: Target, shop: Shop, random: Random) -> Draft:
    """Somebody's own."""
    said = some(half(SECOND_HAND, stock.part), target.chinese, random, 2)
    title = with_phrases(real_title(target, target.name, random), said if random.random() < 0.85 else [], random)
    described = "" if random.random() < 0.6 else " ".join(said)
    return Draft(title, shop, random.uniform(0.15, 0.75), described, _brand(target, random, 0.3))


def _of(phrases: Phrases, low: float, high: float) -> Make:
    """Offers whose title is a template's, at a price of their own kind of goods."""

    def made(stock: Stock, target: Target, shop: Shop, random: Random) -> Draft:
        return Draft(templated(half(phrases, stock.part), target, random), shop, random.uniform(low, high))

    return made


def other_class(stock: Stock, target: Target, shop: Shop, random: Random) -> Draft | None:
    """Another firm's goods of another kind under the same word."""
    sectors = [name for name in stock.by_sector if name not in ("", target.sector)]
    title = random.choice(stock.by_sector[random.choice(sectors)])
    if not target.sector:
        return None
    swapped = Target(target.right, target.name, (title,), title.brand)
    shop = named("x", f"{target.name}{random.choice(GIVEN)}店", random) if random.random() < 0.5 else shop
    return Draft(real_title(swapped, target.name, random), shop, None, "", _brand(target, random, 0.4))


def word(stock: Stock, target: Target, shop: Shop, random: Random) -> Draft:
    """A real title that holds the mark as a word."""
    title = random.choice(target.titles)
    return Draft(title.text, shop, None)


def near_name(stock: Stock, target: Target, shop: Shop, random: Random) -> Draft:
    """A brand of its own whose name is a letter away by chance."""
    name = target.name
    at = random.randrange(len(name))
    letter = random.choice(HAN_LETTERS if target.chinese else "aeiourstln")
    other = name[:at] + letter + name[at + 1 :]
    shop = named("n", f"{other}旗舰店" if target.chinese else f"{other} Store", random)
    return Draft(real_title(target, other, random), shop, None, "", other if random.random() < 0.6 else "")


def longer_word(stock: Stock, target: Target, shop: Shop, random: Random) -> Draft:
    """A longer word in which the mark's letters stand."""
    more = (
        random.choice(HAN_LETTERS) + random.choice(GIVEN)
        if target.chinese
        else random.choice(("son", "land", "ex", "tech"))
    )
    return Draft(real_title(target, target.name + more, random), shop, None)


def own_name(stock: Stock, target: Target, _: Shop, random: Random) -> Draft:
    """A shop's own name happens to be the mark; its goods are of its own make."""
    shop = Shop(
        Seller(f"t-{target.name}", f"{random.choice(GIVEN)}{target.name}{random.choice(('商行', '小铺', '工坊'))}")
    )
    rest = rest_of(target, random)
    return Draft(f"{target.name}{random.choice(('家', '小铺', ' '))}{rest} 自制", shop, None)


def accident(stock: Stock, target: Target, shop: Shop, random: Random) -> Draft:
    """Goods of no brand whose title holds a word of the trade in another sense."""
    words = half(ACCIDENT, stock.part)[random.random() < 0.3]
    return Draft(with_phrases(random.choice(words), some(half(HONEST, stock.part), True, random), random), shop, None)


# Shares of the lawful offers that name a mark.
KINDS: Mapping[str, tuple[float, Make]] = {
    "own shop": (0.21, own_shop),
    "authorised": (0.17, authorised),
    "resale": (0.16, resale),
    "second hand": (0.10, second_hand),
    "compatible": (0.09, _of(COMPATIBLE, 0.02, 0.3)),
    "accessory": (0.04, _of(ACCESSORY, 0.02, 0.2)),
    "service": (0.03, _of(SERVICE, 0.05, 0.6)),
    "comparison": (0.015, _of(COMPARISON, 0.3, 0.9)),
    "style": (0.025, _of(STYLE, 0.1, 0.6)),
    "work": (0.015, _of(WORK, 0.05, 0.3)),
    "other class": (0.04, other_class),
    "word": (0.04, word),
    "person": (0.01, _of(PERSON, 0.5, 1.2)),
    "place": (0.015, _of(PLACE, 0.5, 1.2)),
    "near name": (0.01, near_name),
    "longer word": (0.01, longer_word),
    "own name": (0.01, own_name),
    "accident": (0.01, accident),
}

TRADERS = {"authorised", "resale"}
MAKERS = {"compatible", "accessory", "service", "comparison", "style"}


def seller_for(kind: str, shops: People, random: Random) -> Shop:
    """Who offers such goods, unless the offer names its own shop."""
    if kind in TRADERS:
        return random.choice(shops.retailers)
    if kind == "second hand":
        return random.choice(shops.private)
    return random.choice(shops.makers if kind in MAKERS else shops.general)


def met(kind: str, stock: Stock, target: Target, random: Random) -> Target:
    """The right that an offer of a kind meets; words, persons and places have their own."""
    own = {"word": stock.ordinary, "person": stock.persons, "place": stock.places}.get(kind)
    return random.choice(own) if own else target
