"""What a reader of a page sees, in the order of the page: its texts, where each stands, and what it is called there.

No style sheets are read: an element counts as hidden, struck out or beside the point by its tag, its attributes and the
words of its classes.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any, NamedTuple

from crawlers.naming import AWAY_TAGS, naming_of
from crawlers.plain_text import word_set

MOST_TEXTS = 30_000
LONGEST_TEXT = 2_000
"""Bounds for hostile pages: texts that are looked at, and characters of one."""

_UNSEEN = word_set("script style noscript template svg head iframe object select textarea")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_STRUCK = frozenset({"del", "s", "strike"})
_WHOLE_PAGE = frozenset({"html", "body", "main"})
_TELLING = _STRUCK | _WHOLE_PAGE | AWAY_TAGS


class Text(NamedTuple):
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
        tag = element.tag
        if not isinstance(tag, str) or tag in _UNSEEN:
            continue
        state = _state(element, state, element in holders)
        if text := element.text:
            yield element, text, state
        for child in reversed(element):
            if (behind := child.tail) and behind.strip():
                waiting.append((element, state, behind))
            waiting.append((child, state, None))


def _state(element: Any, above: State, holds_headline: bool) -> State:
    tag, names = element.tag, element.keys()
    if not names and tag not in _TELLING and not holds_headline:
        return above
    struck, hidden, away = above
    style = element.get("style") if "style" in names else None
    struck = struck or tag in _STRUCK or (style is not None and "line-through" in style)
    if holds_headline or tag in _WHOLE_PAGE:
        return struck, hidden, False
    naming = naming_of(element)
    hidden = hidden or naming.hidden or "hidden" in names or (style is not None and _HIDDEN.search(style) is not None)
    return struck, hidden, away or naming.away or tag in AWAY_TAGS


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
