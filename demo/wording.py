"""How sellers write: titles and texts, Chinese first, one in seven in English."""

import csv
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any

from demo.offers import CLEAN, Draft, Shot, Truth
from demo.rights import DATA

_EXTRAS_EN = ("New 2026", "Gift Idea", "Free Shipping", "Hot Sale", "Best Price", "", "")


@dataclass(frozen=True, slots=True)
class Product:
    """A kind of goods: a line of demo/data/products.csv; prices in yuan, `nice` its Nice class."""

    sector: str
    nice: int
    shape: str
    zh: str
    en: str
    category: str
    low: int
    high: int
    sizes: tuple[str, ...]


@cache
def products() -> tuple[Product, ...]:
    """All goods of the town."""
    with (DATA / "products.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(_product(row) for row in rows)


def _product(row: dict[str, str]) -> Product:
    return Product(
        sector=row["sector"],
        nice=int(row["nice"]),
        shape=row["shape"],
        zh=row["zh"],
        en=row["en"],
        category=row["category"],
        low=int(row["low"]),
        high=int(row["high"]),
        sizes=tuple(row["sizes"].split(";")),
    )


@cache
def phrases() -> dict[str, Any]:
    """The word lists of demo/data/phrases.toml."""
    return tomllib.loads((DATA / "phrases.toml").read_text(encoding="utf-8"))


def title(goods: Product, rng: Random, name: str = "", english: bool = False) -> str:
    """A listing's title; `name` is the mark or house brand that it carries, "" for none."""
    words = phrases()["sector"][goods.sector]
    if english:
        adjectives = " ".join(rng.sample(words["adjectives_en"], 2))
        extra = rng.choice(_EXTRAS_EN)
        return " ".join(filter(None, (name, adjectives, goods.en))) + (f", {extra}" if extra else "")
    first, second = rng.sample([word for word in words["adjectives"] if word not in goods.zh], 2)
    times = phrases()["seasons" if goods.sector == "clothing" and rng.random() < 0.7 else "releases"]
    season = rng.choice(times) if goods.sector != "food" and rng.random() < 0.4 else ""
    middle = rng.choice(("", "", " ")).join(filter(None, (season, first, second + goods.zh)))
    tail = [rng.choice(words["uses"]) if rng.random() < 0.6 else "", rng.choice(goods.sizes)]
    rest = rng.choice((" ", " ", "")).join(filter(None, [middle, *tail]))
    perk = rng.choice(phrases()["perks"])
    shout = f"【{perk}】" if perk and rng.random() < 0.2 else ""
    if not name:
        return shout + rest
    if rng.random() < 0.2:
        return f"{shout}{first}{goods.zh} {name} {' '.join(filter(None, tail))}"
    return f"{shout}{name}{rng.choice((' ', ' ', ''))}{rest}"


def text(goods: Product, rng: Random, english: bool = False) -> str:
    """A listing's description: two or three plain sentences."""
    words, suffix = phrases()["sector"][goods.sector], "_en" if english else ""
    services = phrases()["services_en" if english else "services_zh"]
    glue = " " if english else ""
    lead = f"{goods.en}." if english else f"{goods.zh}，{rng.choice(words['uses'])}。"
    return glue.join((lead, rng.choice(words[f"texts{suffix}"]), rng.choice(services)))


def price(goods: Product, rng: Random) -> Decimal:
    """A price within the goods' usual range, with a shopkeeper's ending."""
    return Decimal(rng.randint(goods.low, goods.high)) - rng.choice((Decimal("0"), Decimal("0.10"), Decimal("0.01")))


def house(rng: Random, english: bool = False) -> str:
    """The name of a small maker who owns nothing in the registry."""
    name: str = rng.choice(phrases()["houses_en" if english or rng.random() < 0.2 else "houses_zh"])
    return name


def shots(goods: Product, seed: str, rng: Random) -> tuple[Shot, ...]:
    """One to three ordinary photos; the later ones show details of the first."""
    more = rng.choice((0, 0, 0, 1, 2))
    return (Shot(goods.shape, seed), *(Shot(goods.shape, seed, "detail", view=n) for n in range(1, more + 1)))


def draft(goods: Product, seed: str, rng: Random, wording: str, brand: str, truth: Truth = CLEAN) -> Draft:
    """An ordinary offer around a finished title."""
    english = wording.isascii()
    return Draft(
        title=wording,
        description=text(goods, rng, english),
        brand=brand,
        category=goods.category,
        price=price(goods, rng),
        shots=shots(goods, seed, rng),
        truth=truth,
    )
