"""Shop text as plain text: entities undone, control characters out, white space tidied, length bounded.

Characters that hide a mark (zero-width, bidirectional, look-alikes) stay: they are what matching looks for.
"""

import html
import re

from domain.fields import clean

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_BREAK = re.compile(r"<(?:br|/p|/div|/li|/tr|/h[1-6])\b[^<>]{0,200}>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|b|big|blockquote|br|center|dd|div|dl|dt|em|font|h[1-6]|hr|i|img|li|ol|p|pre|s|small|span|strong|sub|sup"
    r"|table|tbody|td|th|thead|tr|u|ul)(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)

_SLACK = 4
"""Raw characters read for each character kept, so that a 5 MB title costs no more than a long one."""


def line_of(raw: str, limit: int) -> tuple[str, bool]:
    """One line of text.

    Markup in it is not interpreted and stays as inert text.

    Args:
        raw: as the page or feed gave it.
        limit: characters kept.

    Returns:
        The text, and whether something was cut off.
    """
    part = raw[: limit * _SLACK]
    text = " ".join(clean(_CONTROL.sub(" ", html.unescape(part))).split())
    return text[:limit].rstrip(), len(text) > limit or len(part) < len(raw)


def text_of(raw: str, limit: int) -> tuple[str, bool]:
    """Several lines of text, without the formatting tags that shops put into descriptions; else like `line_of`."""
    part = raw[: limit * _SLACK]
    text = _TAG.sub(" ", _BREAK.sub("\n", part)) if "<" in part else part
    text = clean(_CONTROL.sub(" ", html.unescape(text)))
    lines = (" ".join(line.split()) for line in text.splitlines())
    text = "\n".join(line for line in lines if line)
    return text[:limit].rstrip(), len(text) > limit or len(part) < len(raw)


def word_set(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


_DIGIT = re.compile("[0-9]")


def has_digit(text: str) -> bool:
    """Whether any character is a digit (str.isdigit): what tells cheaply that a text holds no amount and no number."""
    return _DIGIT.search(text) is not None if text.isascii() else any(map(str.isdigit, text))
