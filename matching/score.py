"""Scorer table-5: a table of weights that a person can read; and every scorer by its name.

Mains are chances that combine as independent ones do: 1 - (1 - a)(1 - b)... However much they agree, the mark alone
says only that the listing refers to the right, not that it may not: the ceiling leaves room for that. Qualifiers move
the log-odds, so that no score ever reaches 0 or 1 and two cases with different evidence keep different scores.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from domain.signal import Role, Signal
from matching.additive import Additive, shipped
from matching.outline import Floats
from matching.scorer import Scorer

SCORER = "table-5"

# Share of a main's strength that counts.
MAINS = {
    "mark_in_brand": 0.95,
    "mark_in_title": 0.85,
    "mark_in_description": 0.5,
    "picture_copy": 0.95,
    "picture_part": 0.9,
    "mark_in_picture_text": 0.8,
}
# Log-odds that a qualifier of strength 1 adds, and one of strength -1 takes away.
QUALIFIERS = {
    "authorised_seller": 6.0,
    "brand_use": 0.6,
    "comparison": 2.0,
    "compatible_part": 3.5,
    "counterfeit_words": 3.5,
    "descriptive_use": 2.0,
    "disguise": 5.0,
    "evasive_contact": 3.0,
    "goods_class": 3.5,
    "other_brand": 1.0,
    "other_mark": 2.0,
    "ordinary_word": 1.6,
    "own_trade_name": 2.5,
    "person_name": 2.0,
    "place_name": 2.0,
    "resale": 2.0,
    "rival": 4.0,
    "service_on_goods": 2.5,
    "short_name": 2.5,
    "style_words": 1.0,
    "work_title": 2.5,
    "seniority": 0.1,  # orders rights of one name and moves nothing else
    # Circumstances, weighed when a run's matches lie there (matching/circumstance.py).
    "confirmed_picture": 2.0,
    "fresh_shop": 0.4,
    "price_low": 2.5,
    "seller_history": 4.5,
    "several_holders": 2.5,
    "shop_hides": 6.0,
}
CEILING = 0.95
# Log-odds count in full up to here and a quarter beyond, so that the strongest cases differ in the digits written.
FULL, BEYOND = 3.0, 0.25


def eased(odds: float) -> float:
    """Log-odds as the score shows them; the order stays."""
    return odds if odds <= FULL else FULL + (odds - FULL) * BEYOND


def summed(score: Floats) -> Floats:
    """The sum of log-odds behind scores between 0 and 1: the way back."""
    odds = np.log(score / (1 - score))
    made: Floats = np.where(odds <= FULL, odds, FULL + (odds - FULL) / BEYOND)
    return made


def shown(odds: Floats) -> Floats:
    """The scores of sums of log-odds."""
    made: Floats = 1 / (1 + np.exp(-np.where(odds <= FULL, odds, FULL + (odds - FULL) * BEYOND)))
    return made


def score(signals: Iterable[Signal]) -> float:
    """0..1; 0 where no main signal is among them.

    Raises:
        KeyError: a signal that the table does not know.
    """
    against = 1.0
    shift = 0.0
    mains = 0
    for signal in signals:
        if signal.role is Role.MAIN:
            mains += 1
            against *= 1 - MAINS[signal.name] * signal.strength
        else:
            shift += QUALIFIERS[signal.name] * signal.strength
    if not mains:
        return 0.0
    chance = CEILING * (1 - against)
    if chance <= 0:
        return 0.0
    return 1 / (1 + math.exp(-eased(math.log(chance / (1 - chance)) + shift)))


def ceiling(mains: Mapping[str, Floats | float], qualifiers: Mapping[str, Floats | float], pairs: int) -> Floats:
    """The highest score that pairs can have whose signals are at most so strong."""
    against = np.ones(pairs)
    shift = np.zeros(pairs)
    for name, most in mains.items():
        against *= 1 - MAINS.get(name, 0.0) * np.maximum(most, 0)
    for name, most in qualifiers.items():
        shift += QUALIFIERS.get(name, 0.0) * np.maximum(most, 0)  # it may also be silent
    chance = np.maximum(CEILING * (1 - against), 1e-300)
    return shown(np.log(chance / (1 - chance)) + shift)


def contributions(signals: Sequence[Signal]) -> tuple[float, ...]:
    """What each signal adds to the log-odds; what mains say together is shared out as each would say it alone."""
    silent = [
        -math.log1p(-MAINS[one.name] * one.strength) if one.role is Role.MAIN and one.strength > 0 else 0.0
        for one in signals
    ]
    together = sum(silent)
    chance = CEILING * (1 - math.exp(-together))
    odds = math.log(chance / (1 - chance)) if chance > 0 else 0.0
    return tuple(
        (odds * part / together if together else 0.0) if one.role is Role.MAIN else QUALIFIERS[one.name] * one.strength
        for one, part in zip(signals, silent, strict=True)
    )


@dataclass(frozen=True, slots=True)
class Table:
    """The table as a scorer."""

    name: str = SCORER

    def score(self, signals: Sequence[Signal]) -> float:
        """As `score`."""
        return score(signals)

    def ceiling(
        self, mains: Mapping[str, Floats | float], qualifiers: Mapping[str, Floats | float], pairs: int
    ) -> Floats:
        """As `ceiling`."""
        return ceiling(mains, qualifiers, pairs)

    def contributions(self, signals: Sequence[Signal]) -> tuple[float, ...]:
        """As `contributions`."""
        return contributions(signals)

    def weight(self, name: str) -> float:
        """A main's share that counts, or a qualifier's log-odds."""
        return (MAINS | QUALIFIERS)[name]


TABLE: Scorer = Table()
SHIPPED = "fitted-3"  # the fitted scorer that refits begin from
DEFAULT = SCORER  # of those that ship, the one in force until somebody chooses another


def scorers() -> tuple[str, ...]:
    """Names of the scorers that ship: the table, and those that were fitted (matching/additive.py)."""
    return (SCORER, *shipped())


def scorer(name: str) -> Scorer:
    """The shipped scorer of that name.

    Raises:
        LookupError: there is none; the message names those that there are.
    """
    if name == SCORER:
        return TABLE
    path = shipped().get(name)
    if path is None:
        raise LookupError(f"there is no scorer {name!r}; there are {', '.join(scorers())}")
    return Additive.read(path)
