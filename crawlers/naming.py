"""What an element is called by its class, id and test names, and what that says of it.

A shop's pages have a few hundred kinds of elements among them, so what each kind is called is worked out once.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from crawlers.plain_text import word_set

KINDS_KEPT = 4_096
LONGEST = 300
"""Characters of one attribute that are read."""

_SPLIT = re.compile(r"[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]*|\d+")
_NAMING = ("class", "id", "itemprop", "data-testid", "data-test", "data-qa", "data-hook")
_SOME_SCREENS = word_set(
    "xs sm md lg xl mobile phone tablet desktop small medium large print visually accessibility sr"
)
_HIDDEN = frozenset({"hidden", "hide", "hideme", "invisible"})
_TITLE = re.compile("product title|product name|item title|goods name|sku name|item name")
AWAY_TAGS = frozenset({"footer", "nav", "header", "aside", "dialog"})
_AWAY = word_set(
    "related recommend recommended recommendation recommendations recommender reco upsell upsells crosssell "
    "crosssells similar recently lastseen footer nav navbar navigation menu minicart sidebar bundle bundles "
    "accessories sponsored reviews review comments newsletter suggestions suggested bestsellers bestseller "
    "trending alsobought alsoviewed modal popup cookie cookies header topbar megamenu crossselling "
    "complementary alternatives visited history offcanvas drawer autocomplete"
)
_AWAY_PAIRS = re.compile(
    "mini cart|cross sell|up sell|also like|also bought|also viewed|may like|you might|recently viewed|last viewed"
    "|shopping cart|side bar|complete look|frequently bought|more from|cart drawer|best sellers|product list"
    "|products grid|product grid|product carousel|other products|header cart|cart header|cart summary|similar products"
)


@dataclass(frozen=True, slots=True)
class Naming:
    """The words of an element's names, and what they say.

    Attributes:
        words: "priceBox-new" is price, box, new.
        joined: with a blank between.
        away: it is about something else than the thing on sale: navigation, other goods, reviews.
        hidden: it is not shown before somebody does something.
        title: it holds the title of a product.
    """

    words: tuple[str, ...] = ()
    joined: str = ""
    away: bool = False
    hidden: bool = False
    title: bool = False


NONE = Naming()


def naming_of(element: Any) -> Naming:
    """What an lxml element is called."""
    names = element.keys()
    if not names:
        return NONE
    if len(names) == 1:
        return _naming(element.get(names[0])[:LONGEST]) if names[0] in _NAMING else NONE
    told = [element.get(name)[:LONGEST] for name in _NAMING if name in names]
    return _naming(" ".join(told)) if told else NONE


def words_of(element: Any) -> tuple[str, ...]:
    """The words of an element's names."""
    return naming_of(element).words


def is_away(words: list[str]) -> bool:
    """Whether what is called by these words is about something else than the thing on sale."""
    return not _AWAY.isdisjoint(words) or _AWAY_PAIRS.search(" ".join(words)) is not None


@lru_cache(maxsize=KINDS_KEPT)
def _naming(names: str) -> Naming:
    words = [word.lower() for word in _SPLIT.findall(names)]
    joined = " ".join(words)
    hidden = not _HIDDEN.isdisjoint(words) and _SOME_SCREENS.isdisjoint(words)
    return Naming(
        tuple(words),
        joined,
        is_away(words),
        hidden or ("d" in words and "none" in words),
        _TITLE.search(joined) is not None,
    )
