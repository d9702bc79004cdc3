"""What a reader sees of availability: words, and whether the button that buys can be pressed."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from crawlers.clue import Clue, Place
from crawlers.naming import naming_of, words_of
from crawlers.page import Page
from crawlers.plain_text import word_set
from crawlers.shown import Text
from crawlers.stock import CART_WORDS, IN, IN_WORDS, OUT, OUT_WORDS

LONGEST = 90
REACH = 260
"""Texts behind the headline in which words count; the thing on sale is told of there, other things further down."""

_STOCK_NAMES = word_set(
    "stock availability available inventory unavailable soldout delivery verfuegbarkeit disponibilite lagerstatus"
)
_BUTTON = frozenset({"button", "btn"})
_BADGE = frozenset({"badge", "badges", "ribbon", "sticker", "flag", "tooltip", "label"})
_ONE_STORE = re.compile(
    r"\b(?:stores?|pick-?\s?up|nearby|near you|filiale[n]?|abhol\w*|magasins?|tiendas?|negozi[oe]?|butik\w*)\b"
    r"|门店|自提|店舗",
    re.IGNORECASE,
)
"""What is said of one store or of fetching it there says nothing of the offer."""

_OUT_CLASS = re.compile(
    r"\b(?:out stock|sold out|outofstock|soldout|out of stock|unavailable|no stock|not available)\b"
)
_IN_CLASS = re.compile(r"\b(?:in stock|instock)\b")
_CHOICE = word_set(
    "swatch swatches variant variants option options size sizes color colors store stores legend filter dropdown select"
)


def see(page: Page) -> Iterator[Clue]:
    """Words near the headline, then the button."""
    said: set[str] = set()
    for text in page.texts[max(0, page.start - 25) : min(page.start + REACH, page.others_from)]:
        if text.away or text.hidden or len(text.text) > LONGEST:
            continue
        stock, length = _told(text.text)
        if not stock or (stock == IN and IN in said):
            continue
        words = _near(text.element)
        if stock == IN:
            said.add(IN)
            yield Clue("availability", IN, 0.6 if not _STOCK_NAMES.isdisjoint(words) else 0.4, text.text[:60])
        elif _CHOICE.isdisjoint(words) and next(text.element.iterancestors("label"), None) is None:
            yield Clue("availability", OUT, _trust(text, length, words), text.text[:60])
    yield from _button(page)
    yield from _classes(page)


@lru_cache(maxsize=4_096)  # most texts of a page stand on every page of its shop
def _told(text: str) -> tuple[str, int]:
    """What a text says of stock, "" for nothing, and how many of its characters do."""
    if _ONE_STORE.search(text):
        return "", 0
    if out := OUT_WORDS.search(text):
        return OUT, len(out[0])
    return (IN, 0) if IN_WORDS.search(text) else ("", 0)


@lru_cache(maxsize=4_096)
def _buys(text: str) -> bool:
    """Whether it is what a button that buys says."""
    return CART_WORDS.search(text) is not None


def _trust(text: Text, said: int, words: set[str]) -> float:
    """How far words of being sold out are believed: a badge may be hidden by a style sheet that nobody read."""
    if not _BADGE.isdisjoint(words):
        return 0.3
    named = not _STOCK_NAMES.isdisjoint(words) or said > 0.6 * len(text.text) or text.element.tag == "button"
    return 0.72 if named else 0.45


def _button(page: Page) -> Iterator[Clue]:
    for text in page.texts:
        if not text.away and len(text.text) < 50 and _buys(text.text):
            control = _control(text)
            if control is None:
                continue
            if control.get("disabled") is not None or "disabled" in words_of(control):
                yield Clue("availability", OUT, 0.25, f"disabled: {text.text[:40]}")
            elif not text.hidden:
                yield Clue("availability", IN, 0.45, text.text[:40])
            return
    for element in page.root.iter("input", "button"):
        said = element.get("value") or element.get("title") or element.get("aria-label") or ""
        if len(said) < 50 and _buys(said) and element.get("disabled") is None:
            yield Clue("availability", IN, 0.4, said[:40])
            return


def _control(text: Text) -> Any:
    """The button or link that a text labels, None where it labels none."""
    one = text.element
    for _ in range(4):
        if one is None:
            return None
        if one.tag in ("button", "a", "input") or one.get("role") == "button" or not _BUTTON.isdisjoint(words_of(one)):
            return one
        one = one.getparent()
    return None


def _classes(page: Page) -> Iterator[Clue]:
    """What an element that holds the headline is called: shop programs write "product outofstock" there."""
    holders = [] if page.headline is None else list(page.headline.iterancestors())[:8]
    for element in holders:
        joined = naming_of(element).joined
        if _OUT_CLASS.search(joined):
            yield Clue("availability", OUT, 0.6, f"class {joined[:40]}")
            return
        if _IN_CLASS.search(joined):
            yield Clue("availability", IN, 0.5, f"class {joined[:40]}")
            return


def _near(element: Any) -> set[str]:
    words: set[str] = set()
    one = element
    for _ in range(3):
        if one is None or not isinstance(one.tag, str) or one.tag in ("body", "html"):
            break
        words.update(words_of(one))
        one = one.getparent()
    return words


PLACE = Place("shown_stock", see)
