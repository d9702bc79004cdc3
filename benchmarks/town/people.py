"""The shops of the town, and what the house knows of them before the night."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from benchmarks.kind import is_han
from benchmarks.substitutes import Part
from benchmarks.town.stock import Target
from benchmarks.town.wording import CITIES, FAMILY, GENERAL_SHOP, GIVEN, half
from domain.listing import Seller

GENERAL, RETAILERS, PERSONS, MAKERS = 4_000, 600, 1_500, 500
COPIERS_PER_TRUE = 0.25  # sellers of copies for each infringing pair: four offers each
SEVERAL = 0.35  # of them deal in the marks of several holders
CAUGHT, FRESH = 0.25, 0.4  # of them were confirmed before; opened within two months
WRONGED = 0.03  # of other shops reviewers confirmed something before
OFTEN_DISMISSED = 0.2


@dataclass(frozen=True, slots=True)
class Shop:
    """A seller: as the page shows it; confirmed and dismissed offers of before; days it has been there; its marks."""

    seller: Seller
    confirmed: int = 0
    dismissed: int = 0
    days: int = 900
    marks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class People:
    """All of them by what they do, and by id."""

    general: Sequence[Shop]
    retailers: Sequence[Shop]
    private: Sequence[Shop]
    makers: Sequence[Shop]
    copiers: Sequence[Shop]
    known: dict[str, Shop]


def people(part: Part, targets: Sequence[Target], true: int, random: Random) -> People:
    """The shops of a town with that many infringing pairs."""
    zh, en = half(GENERAL_SHOP, part)
    copiers = []
    for number in range(max(8, round(true * COPIERS_PER_TRUE))):
        marks = random.choice((3, 4, 5, 6, 8)) if random.random() < SEVERAL else random.choice((1, 1, 2))
        chosen = tuple(_popular(len(targets), random) for _ in range(marks))
        one = _shop("c", number, _name(zh, en, random), random)
        caught = random.choice((1, 1, 2, 3, 6)) if random.random() < CAUGHT else 0
        days = random.randint(1, 60) if random.random() < FRESH else random.randint(60, 2_000)
        copiers.append(Shop(one.seller, caught, int(random.random() < 0.1), days, chosen))
    made = People(
        [_shop("g", n, _name(zh, en, random), random) for n in range(GENERAL)],
        [_shop("r", n, _name(zh, en, random), random) for n in range(RETAILERS)],
        [_shop("p", n, _nickname(random), random) for n in range(PERSONS)],
        [_shop("m", n, _name(zh, en, random), random) for n in range(MAKERS)],
        copiers,
        {},
    )  # fmt: skip
    for some in (made.general, made.retailers, made.private, made.makers, made.copiers):
        made.known.update({shop.seller.seller_id: shop for shop in some})
    return made


def named(kind: str, name: str, random: Random) -> Shop:
    """A shop of a holder or an authorised one, by its name."""
    return Shop(Seller(f"{kind}-{name}", name, random.choice(CITIES) if is_han(name[0]) else ""))


def _popular(count: int, random: Random) -> int:
    """Few rights are copied by many, many by few."""
    return int(count * random.random() ** 2.2)


def _name(zh: Sequence[str], en: Sequence[str], random: Random) -> str:
    if random.random() < 0.7:
        return f"{random.choice(FAMILY)}{random.choice(GIVEN)}{random.choice(zh)}"
    return f"{random.choice(en)} {random.randint(1, 999)}"


def _nickname(random: Random) -> str:
    return random.choice(FAMILY) + random.choice("小大阿老") + random.choice(GIVEN)


def _shop(kind: str, number: int, name: str, random: Random) -> Shop:
    days = random.randint(1, 60) if random.random() < 0.05 else random.randint(60, 3_000)
    confirmed = int(random.random() < WRONGED)
    dismissed = random.choice((1, 1, 2, 4)) if random.random() < OFTEN_DISMISSED else 0
    return Shop(Seller(f"{kind}{number}", name, random.choice(CITIES)), confirmed, dismissed, days)
