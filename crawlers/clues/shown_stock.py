"""What a reader sees of availability: words, and whether the button that buys can be pressed."""

import re
from collections.abc import Iterator
from typing import Any

from crawlers.clue import Clue, Place
from crawlers.page import Page
from crawlers.plain_text import word_set
from crawlers.shown import Text, words_of
from crawlers.stock import CART_WORDS, IN, IN_WORDS, OUT, OUT_WORDS

LONGEST = 90
REACH = 260
"""Texts behind the headline in which words count; the thing on sale is told of there, other things further down."""

_STOCK_NAMES = word_set(
    "stock availability available inventory unavailable soldout delivery verfuegbarkeit disponibilite lagerstatus"
)
_OUT_CLASS = re.compile(
    r"\b(?:out stock|sold out|outofstock|soldout|out of stock|unavailable|no stock|not available)\b"
)
_IN_CLASS = re.compile(r"\b(?:in stock|instock)\b")
_CHOICE = word_set(
    "swatch swatches variant variants option options size sizes color colors store stores legend filter dropdown select"
)


def see(page: Page) -> Iterator[Clue]:
    """Words near the headline, then the button."""
    out = into = False
    for text in page.texts[max(0, page.start - 25) : min(page.start + REACH, page.others_from)]:
        if text.away or text.hidden or len(text.text) > LONGEST:
            continue
        words = _near(text.element)
        if not out and (found := OUT_WORDS.search(text.text)) and _CHOICE.isdisjoint(words):
            out = True
            named = (
                not _STOCK_NAMES.isdisjoint(words)
                or len(found[0]) > 0.6 * len(text.text)
                or text.element.tag == "button"
            )
            yield Clue("availability", OUT, 0.72 if named else 0.45, text.text[:60])
        elif not into and IN_WORDS.search(text.text) and not OUT_WORDS.search(text.text):
            into = True
            yield Clue("availability", IN, 0.6 if not _STOCK_NAMES.isdisjoint(words) else 0.4, text.text[:60])
    yield from _button(page)
    yield from _classes(page)


def _button(page: Page) -> Iterator[Clue]:
    for text in page.texts:
        if not text.away and len(text.text) < 50 and CART_WORDS.search(text.text):
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
        if len(said) < 50 and CART_WORDS.search(said) and element.get("disabled") is None:
            yield Clue("availability", IN, 0.4, said[:40])
            return


def _control(text: Text) -> Any:
    """The button or link that a text labels, None where it labels none."""
    one = text.element
    for _ in range(4):
        if one is None:
            return None
        if (
            one.tag in ("button", "a", "input")
            or one.get("role") == "button"
            or "button" in words_of(one)
            or "btn" in words_of(one)
        ):
            return one
        one = one.getparent()
    return None


def _classes(page: Page) -> Iterator[Clue]:
    """What an element that holds the headline is called: shop programs write "product outofstock" there."""
    holders = [] if page.headline is None else list(page.headline.iterancestors())[:8]
    for element in holders:
        joined = " ".join(words_of(element))
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
