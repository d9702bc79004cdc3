"""The one module that decides: clues are weighed, and the value with most trust behind it is chosen.

Clues of one place for one value count once; those of several places add up as independent witnesses do, 1 - (1-a)(1-b).
The trusts were set by hand and checked as docs/decisions/0012 tells.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from types import MappingProxyType

from crawlers import clues as folder
from crawlers.clue import FIELDS, Clue, Place
from crawlers.page import Page
from crawlers.stock import IN
from domain.catalogue import collect

LEAST = {"sku": 0.2, "brand": 0.25, "price": 0.2, "title": 0.1}
"""Support below which nothing is said: a wrong value is worse than none."""

OFFERED = Clue("availability", IN, 0.35, "it has a price, and nothing says that it is sold out", "a_price")
"""What has a price is on sale unless the page says otherwise."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen for a field.

    Attributes:
        value: as the most trusted clue wrote it.
        support: 0..1.
        spoke_for, spoke_against: the clues, most trusted first.
    """

    value: str
    support: float
    spoke_for: tuple[Clue, ...]
    spoke_against: tuple[Clue, ...]


@cache
def places() -> Mapping[str, Place]:
    """Every file of crawlers/clues by its name."""
    return MappingProxyType(collect(folder, Place))


def clues_of(page: Page) -> list[Clue]:
    """What all places say."""
    return [replace(clue, place=place.name) for place in places().values() for clue in place.see(page)]


def decide(clues: Iterable[Clue]) -> dict[str, Choice]:
    """The chosen values by field; a field that nobody speaks of is absent."""
    by_field: dict[str, list[Clue]] = {}
    for clue in clues:
        by_field.setdefault(clue.field, []).append(clue)
    if "price" in by_field:
        by_field["price"] = _without_cents(by_field["price"])
        by_field.setdefault("availability", []).append(OFFERED)
    for clue in by_field.get("gtin", ()):  # a barcode names a product, too, where the shop shows no number of its own
        by_field.setdefault("sku", []).append(replace(clue, field="sku", trust=0.21, place="a_barcode"))
    chosen: dict[str, Choice] = {}
    for field in FIELDS:
        choice = _choose(by_field.get(field, []), _FORMS.get(field, str.strip))
        if choice is not None and choice.support >= LEAST.get(field, 0.0):
            chosen[field] = choice
    return chosen


def _choose(clues: list[Clue], form: Callable[[str], str]) -> Choice | None:
    groups: dict[str, list[Clue]] = {}
    for clue in clues:
        if key := form(clue.value):
            groups.setdefault(key, []).append(clue)
    if not groups:
        return None
    support = {key: _support(group) for key, group in groups.items()}
    best = max(groups, key=lambda key: (support[key], max(clue.trust for clue in groups[key])))
    spoke_for = tuple(sorted(groups[best], key=lambda clue: -clue.trust))
    against = tuple(sorted((c for key, group in groups.items() if key != best for c in group), key=lambda c: -c.trust))
    value = " ".join(spoke_for[0].value.split())
    return Choice(
        bare_code(value) if spoke_for[0].field == "sku" else value, round(support[best], 3), spoke_for, against
    )


def _support(group: list[Clue]) -> float:
    by_place: dict[str, float] = {}
    for clue in group:
        by_place[clue.place] = max(by_place.get(clue.place, 0.0), clue.trust)
    doubt = 1.0
    for trust in by_place.values():
        doubt *= 1.0 - trust
    return 1.0 - doubt


def _without_cents(clues: list[Clue]) -> list[Clue]:
    """A whole number that is a hundred times what another place shows was written in cents."""
    shown = {Decimal(clue.value) for clue in clues if clue.place != "script_state"}
    turned = []
    for clue in clues:
        value = Decimal(clue.value)
        if clue.place == "script_state" and value not in shown and value / 100 in shown:
            turned.append(replace(clue, value=str(value / 100)))
        else:
            turned.append(clue)
    return turned


def _price(value: str) -> str:
    return str(Decimal(value).normalize())


def _letters(value: str) -> str:
    return re.sub(r"[\W_]", "", value).casefold()


def _code(value: str) -> str:
    return _letters(bare_code(value))


_CODE_LABEL = re.compile(
    r"^(?:sku|item|product|mpn|id|ref|art|code|model|no)\s*(?:id|no|nr|code)?\s*[.:#]\s*", re.IGNORECASE
)


def bare_code(value: str) -> str:
    """A number without a label that was left in front of it: "sku:856802" is 856802."""
    return _CODE_LABEL.sub("", value.strip()).lstrip("#")


def _words(value: str) -> str:
    return " ".join(value.casefold().split())


_FORMS: dict[str, Callable[[str], str]] = {"price": _price, "sku": _code, "brand": _letters, "title": _words}
