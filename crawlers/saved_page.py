"""A page from disk, as if it had just come: its address and its character set told from the page itself."""

import re

from scrapy.http import HtmlResponse

from crawlers.page import Page

_BASE = re.compile(rb"<base\b[^>]{0,200}?\bhref\s*=\s*[\"']?(https?://[^\"'\s>]+)", re.IGNORECASE)
_LINKS = re.compile(rb"<(?:link|meta)\b[^>]{0,600}>", re.IGNORECASE)
_CANONICAL = re.compile(rb"rel\s*=\s*[\"']?canonical\b", re.IGNORECASE)
_OG_URL = re.compile(rb"(?:property|name)\s*=\s*[\"']?(?:og:url|twitter:url)\b", re.IGNORECASE)
_ADDRESS = re.compile(rb"(?:href|content)\s*=\s*[\"']?(https?://[^\"'\s>]+)", re.IGNORECASE)
_SAVED_FROM = re.compile(rb"<!-- saved from url=\(\d+\)(https?://\S+) -->")

UNKNOWN = "https://saved.invalid/"
"""The address of a page that does not tell its own (RFC 2606: such a host is never found)."""


MOST_BROKEN = 5
"""Characters of a page that may be no UTF-8 in a page of UTF-8: shops cut texts in the middle of one."""


def saved_page(body: bytes, url: str = "") -> Page:
    """A saved page made ready.

    Args:
        body: its bytes. Well-formed UTF-8 is read as that, whatever the page declares: programs that save pages write
            them anew and leave the old declaration in place.
        url: where it came from; without it, what the page says of itself.
    """
    encoding = "utf-8" if _is_utf8(body) else None
    return Page(HtmlResponse(url or address_of(body) or UNKNOWN, body=body, encoding=encoding))


def address_of(body: bytes) -> str:
    """The address that a page gives as its own: saved from, canonical, og:url or <base>; "" for none."""
    if saved := _SAVED_FROM.search(body[:4000]):
        return saved[1].decode("latin-1")
    tags = _LINKS.findall(body[:500_000])
    for wanted in (_CANONICAL, _OG_URL):
        for tag in tags:
            if wanted.search(tag) and (found := _ADDRESS.search(tag)):
                return found[1].decode("latin-1").replace("&amp;", "&")
    base = _BASE.search(body[:500_000])
    return base[1].decode("latin-1") if base else ""


def _is_utf8(body: bytes) -> bool:
    if body.isascii():
        return False
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return broken <= MOST_BROKEN and len(body) - len(text) > 20 * broken
