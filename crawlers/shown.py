"""What a reader of a page sees, in the order of the page: its texts, where each stands, and what it is called there.

No style sheets are read: an element counts as hidden, struck out or beside the point by its tag, its attributes and the
words of its classes.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from crawlers.plain_text import word_set

MOST_TEXTS = 30_000
LONGEST_TEXT = 2_000
"""Bounds for hostile pages: texts that are looked at, and characters of one."""

_SPLIT = re.compile(r"[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]*|\d+")
_NAMING = ("class", "id", "itemprop", "data-testid", "data-test", "data-qa", "data-hook")
_UNSEEN = word_set("script style noscript template svg head iframe object select textarea")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SOME_SCREENS = word_set(
    "xs sm md lg xl mobile phone tablet desktop small medium large print visually accessibility sr"
)
_HIDDEN_WORDS = frozenset({"hidden", "hide", "hideme", "invisible"})
_STRUCK = frozenset({"del", "s", "strike"})
AWAY_TAGS = frozenset({"footer", "nav", "header", "aside", "dialog"})
_AWAY = word_set(
    "related recommend recommended recommendation recommendations recommender reco upsell upsells crosssell "
    "crosssells similar recently lastseen footer nav navbar navigation menu minicart sidebar bundle bundles "
    "accessories sponsored reviews review comments newsletter suggestions suggested bestsellers bestseller "
    "trending alsobought alsoviewed modal popup cookie cookies header topbar megamenu crossselling "
    "complementary alternatives visited history offcanvas drawer autocomplete"
)
_AWAY_PAIRS = (
    "mini cart", "cross sell", "up sell", "also like", "also bought", "also viewed", "may like", "you might",
    "recently viewed", "last viewed", "shopping cart", "side bar", "complete look", "frequently bought", "more from",
    "cart drawer", "best sellers", "product list", "products grid", "product grid", "product carousel",
    "other products", "header cart", "cart header", "cart summary", "similar products",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a page.

    Attributes:
        at: its place in the order of the page, from 0.
        text: with white space tidied.
        element: the lxml element that holds it.
        struck: crossed out by its tag.
        hidden: not shown before somebody does something.
        away: in a part of the page that is not about the thing on sale: navigation, other goods, reviews.
    """

    at: int
    text: str
    element: Any
    struck: bool
    hidden: bool
    away: bool


def words_of(element: Any) -> list[str]:
    """The words of an element's class, id and test names: "priceBox-new" is price, box, new."""
    attributes = element.attrib
    if not attributes:
        return []
    return list(_words(" ".join([attributes[name][:300] for name in _NAMING if name in attributes])))


@lru_cache(maxsize=20_000)
def _words(names: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _SPLIT.findall(names))  # a page has few kinds of elements


def texts_of(body: Any, headline: Any) -> list[Text]:
    """The texts of a page.

    Args:
        body: where to begin.
        headline: the element that names the thing on sale; what holds it is never `away`. None where there is none.
    """
    holders = set() if headline is None else {headline, *headline.iterancestors()}
    found: list[Text] = []
    for element, raw, state in _walk(body, holders):
        text = " ".join(raw[:LONGEST_TEXT].split())
        if text:
            found.append(Text(len(found), text, element, *state))
            if len(found) >= MOST_TEXTS:
                break
    return found


State = tuple[bool, bool, bool]


def _walk(body: Any, holders: set[Any]) -> Iterator[tuple[Any, str, State]]:
    """Every piece of text with its element and whether it is struck, hidden, away; without recursion."""
    waiting: list[tuple[Any, State, str | None]] = [(body, (False, False, False), None)]
    while waiting:
        element, state, tail = waiting.pop()
        if tail is not None:
            yield element, tail, state
            continue
        if not isinstance(element.tag, str) or element.tag in _UNSEEN:
            continue
        state = _state(element, state, element in holders)
        if element.text:
            yield element, element.text, state
        for child in reversed(element):
            if child.tail and child.tail.strip():
                waiting.append((element, state, child.tail))
            waiting.append((child, state, None))


def _state(element: Any, above: State, holds_headline: bool) -> State:
    struck, hidden, away = above
    style = element.get("style")
    struck = struck or element.tag in _STRUCK or (style is not None and "line-through" in style)
    if holds_headline or element.tag in ("html", "body", "main"):
        return struck, hidden, False
    words = words_of(element)
    hidden = (
        hidden
        or element.get("hidden") is not None
        or (style is not None and _HIDDEN.search(style) is not None)
        or (not _HIDDEN_WORDS.isdisjoint(words) and _SOME_SCREENS.isdisjoint(words))
        or ("d" in words and "none" in words)
    )
    return struck, hidden, away or element.tag in AWAY_TAGS or is_away(words)


def is_away(words: list[str]) -> bool:
    """Whether an element with these words in its names is about something else than the thing on sale."""
    if not words:
        return False
    joined = " ".join(words)
    return not _AWAY.isdisjoint(words) or any(pair in joined for pair in _AWAY_PAIRS)


def content(element: Any, limit: int) -> str:
    """An element's text, cents joined to their amount; "" where it is longer than `limit` characters."""
    parts: list[str] = []
    size = 0
    for part in _pieces(element):
        size += len(part)
        if size > limit:
            return ""
        parts.append(part if part.isascii() else unicodedata.normalize("NFKC", part))
    return joined(parts)


def _pieces(element: Any) -> Iterator[str]:
    waiting: list[Any] = [element]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            if text := " ".join(one.split()):
                yield text
        elif isinstance(one.tag, str) and one.tag not in _UNSEEN:
            for child in reversed(one):
                if child.tail:
                    waiting.append(child.tail)
                waiting.append(child)
            if one.text:
                waiting.append(one.text)


_WHOLE = re.compile(r"(?:^|[^\d.,])\d[\d,. ]*$")
_DECIMALS = re.compile(r"[.,]\d{2}$")


def joined(parts: list[str]) -> str:
    """Texts put together; "19" "99" (cents in an element of their own) becomes "19.99"."""
    text = ""
    for part in parts:
        if not text:
            text = part
        elif (text[-1].isdigit() and (part in (".", ",") or re.fullmatch(r"[.,]\d{2}", part))) or (
            text[-1] in ".," and part[:2].isdigit() and len(text) > 1 and text[-2].isdigit()
        ):
            text += part
        elif re.fullmatch(r"\d{2}", part) and _WHOLE.search(text) and not _DECIMALS.search(text):
            text += "." + part
        else:
            text += " " + part
    return text
