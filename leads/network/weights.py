"""How much a shared fact says. Classes are what is independent of one another; within one, reasons soon add nothing.

Photos and texts are one class: whoever sells for a wholesaler has both from there. Phone, WeChat and mail are one: a
courier or an agent hands out all three. Only a licence number joins by itself; it names one business.
The numbers were fitted by hand on made-up markets of other seeds than those that are reported (decision 0023).
"""

import math
from enum import StrEnum

from domain.network import FactKind

JOINS = 1.0
"""Strength from which two sellers, or a seller and a group, are joined."""

RESTS = 0.65
"""Strength that must be left without the strongest common fact where two parts become one."""

MERGES = 1.3
"""Strength from which two groups are one, reckoned by what is their own."""

OWN = 0.5
"""Share of its other holders from which on a fact is a group's own."""

BESIDE = 0.6
"""Strength, by what is a group's own, from which a seller of no group belongs to it."""


class Class(StrEnum):
    """What is independent of one another."""

    LICENCE = "licence"
    CONTACT = "contact"
    ADDRESS = "address"
    GOODS = "goods"
    RIGHT = "right"


CLASS_OF = {
    FactKind.LICENCE: Class.LICENCE,
    FactKind.PHONE: Class.CONTACT,
    FactKind.WECHAT: Class.CONTACT,
    FactKind.QQ: Class.CONTACT,
    FactKind.EMAIL: Class.CONTACT,
    FactKind.MESSENGER: Class.CONTACT,
    FactKind.ADDRESS: Class.ADDRESS,
    FactKind.PICTURE: Class.GOODS,
    FactKind.TEMPLATE: Class.GOODS,
    FactKind.RIGHT: Class.RIGHT,
}

# What one fact says that two sellers share and nobody else, and the most that its class says: one alone never joins.
ONE = {
    FactKind.LICENCE: 1.3,
    FactKind.PHONE: 0.8,
    FactKind.WECHAT: 0.8,
    FactKind.QQ: 0.8,
    FactKind.EMAIL: 0.8,
    FactKind.MESSENGER: 0.8,
    FactKind.ADDRESS: 0.7,
    FactKind.PICTURE: 0.35,
    FactKind.TEMPLATE: 0.4,
    FactKind.RIGHT: 0.25,
}
LIMIT = {Class.LICENCE: 1.3, Class.CONTACT: 0.9, Class.ADDRESS: 0.7, Class.GOODS: 0.8, Class.RIGHT: 0.25}

MOST_HOLDERS = 60
"""Sellers from which on a fact is nobody's: a platform's hotline, a courier of the country, a size chart."""

OF_A_SMALL_MARKET = 20
"""In a market of a few hundred sellers a fact is nobody's sooner: where one in so many holds it."""

FEWEST = 8  # holders that a ring may have in the smallest market


def most_holders(market: int) -> int:
    """The most sellers of a market of that many that may hold a fact which says anything."""
    return min(MOST_HOLDERS, max(FEWEST, market // OF_A_SMALL_MARKET))


def rarity(holders: int, market: int) -> float:
    """1 for a fact that two sellers hold, less for each more (inverse document frequency, Spärck Jones 1972)."""
    if holders > most_holders(market):
        return 0.0
    market = max(market, 4)  # of which two may hold what the others do not
    return max(0.0, math.log(market / max(holders, 2)) / math.log(market / 2))


def added(parts: list[tuple[FactKind, float]]) -> float:
    """The strength of reasons together: noisy-or within a class up to its limit, added up over classes.

    Args:
        parts: kind and weight of each. Bands of a template count once, as the likeliest.
    """
    missing = dict.fromkeys(Class, 1.0)
    template = 0.0
    for kind, weight in parts:
        if kind is FactKind.TEMPLATE:
            template = max(template, weight)
        else:
            of = CLASS_OF[kind]
            missing[of] *= 1 - min(weight, 1.0) if of is not Class.LICENCE else 1.0
    missing[Class.GOODS] *= 1 - template
    total = sum(min(LIMIT[of], 1 - left) for of, left in missing.items())
    return total + max((weight for kind, weight in parts if kind is FactKind.LICENCE), default=0.0)
