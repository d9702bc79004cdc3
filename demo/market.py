"""Puts drafts into shops: who sells them, under which number, with which pictures."""

from collections.abc import Iterable
from random import Random

from demo.hostile import hostile
from demo.infringing import infringing
from demo.lawful import lawful
from demo.offers import Draft, Offer
from demo.sellers import PREFIXES, Sellers
from demo.wording import draft, house, phrases, products, title

SOURCES = tuple(PREFIXES)
LISTINGS = 800
"""In all shops together, hostile ones included."""

_ENGLISH = 0.15


def offers(seed: int) -> list[Offer]:
    """All listings of the town, the same for the same seed; picture names without a suffix."""
    rng = Random(f"market {seed}")
    planted = [*infringing(rng), *lawful(rng), *hostile(rng)]
    drafts = [*planted, *(_clean(n, seed, rng) for n in range(LISTINGS - len(planted)))]
    rng.shuffle(drafts)
    return list(_placed(drafts, rng))


def _clean(n: int, seed: int, rng: Random) -> Draft:
    goods, english = rng.choice(products()), rng.random() < _ENGLISH
    name = house(rng, english) if rng.random() < 0.6 else ""
    brand = name if name and rng.random() < 0.8 else rng.choice(phrases()["no_brand"])
    return draft(goods, f"clean {seed} {n}", rng, title(goods, rng, name, english), brand)


def _placed(drafts: Iterable[Draft], rng: Random) -> Iterable[Offer]:
    staff = {source: Sellers(source, rng) for source in SOURCES}
    number = {"lanterns": 104_200, "riverside": 88_010, "guild": 5_300_700}
    for made in drafts:
        source = made.source or rng.choice(SOURCES)
        number[source] += rng.randint(1, 17)
        listing_id = f"{PREFIXES[source]}{number[source]}"
        seller = made.seller or staff[source].pick(rng, made.category, made.truth.label == "infringing")
        pictures = tuple(f"/pictures/{listing_id}-{n}" for n in range(1, len(made.shots) + 1))
        yield Offer(source, listing_id, made, seller, pictures)
