"""Listings that infringe: marks in titles, plain and hidden; copied pictures; logos in photos."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from demo.evasion import EITHER, LATIN, TABLED, evaded
from demo.offers import Draft, Shot, Truth
from demo.pictures.alter import ALTERATIONS
from demo.rights import Planted, rights
from demo.wording import Product, draft, house, phrases, products, title

TEXT_KINDS = ("plain", *LATIN, *EITHER, *TABLED, "alias")
PICTURE_KINDS = ("picture_copy", "picture_jpeg", *ALTERATIONS, "logo_in_photo")

_PLAIN, _EACH_TEXT, _EACH_PICTURE = 10, 4, 5
STORM = "DP-3020110284"
"""The design that many small sellers copy at once, as 40 % of a city's patent cases are (DESIGN section 1)."""


def infringing(rng: Random) -> Iterator[Draft]:
    """All planted infringements, about 100."""
    targets = [p for p in rights() if p.role == "target"]
    for kind in TEXT_KINDS:
        count, done = (_PLAIN if kind == "plain" else _EACH_TEXT), 0
        for planted in rng.sample(targets, len(targets)):
            name = evaded(kind, planted, rng)
            if done < count and name:
                done += 1
                yield _worded(kind, planted, name, rng)
    for kind in PICTURE_KINDS:
        for n in range(_EACH_PICTURE):
            yield _pictured(kind, n, rng)


def goods_of(planted: Planted, rng: Random) -> Product:
    """Goods that the right covers."""
    near = [p for p in products() if p.sector == planted.sector]
    covered = [p for p in near if p.nice in planted.right.nice_classes or p.shape == planted.shape]
    return rng.choice(covered or near)


def _worded(kind: str, planted: Planted, name: str, rng: Random) -> Draft:
    goods = goods_of(planted, rng)
    english = name.isascii() and kind != "pinyin" and rng.random() < 0.3
    in_brand_field = kind in ("plain", "alias") and rng.random() < 0.5
    brand = name if in_brand_field else rng.choice(phrases()["no_brand"])
    truth = Truth("infringing", kind, planted.right.right_id)
    return draft(goods, f"{kind} {name}", rng, title(goods, rng, name, english), brand, truth)


def _pictured(kind: str, n: int, rng: Random) -> Draft:
    planted = _victim(kind, n, rng)
    goods = goods_of(planted, rng)
    english = rng.random() < 0.15
    name = house(rng, english) if rng.random() < 0.4 else ""
    truth = Truth("infringing", kind, planted.right.right_id)
    plain = draft(goods, f"{kind} {n}", rng, title(goods, rng, name, english), name or "无品牌", truth)
    view = rng.randrange(len(planted.right.images))
    taken = Shot(goods.shape, f"{kind} {n} taken", kind, planted.right.right_id, view)
    return replace(plain, shots=(taken, *plain.shots[1:2]) if kind == "logo_in_photo" else (taken,))


def _victim(kind: str, n: int, rng: Random) -> Planted:
    """Whose picture is taken: logos for photos, else the stormed design, other designs and now and then a logo."""
    if kind == "logo_in_photo":
        return rng.choice([p for p in rights() if p.logo])
    if n < 2:
        return next(p for p in rights() if p.right.right_id == STORM)
    roles = ("design",) if n < _EACH_PICTURE - 1 else ("logo",)
    return rng.choice([p for p in rights() if p.role in roles])
