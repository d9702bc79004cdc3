"""Three shops of different build. Each writes its pages; `BASE` stands where the server puts its own address."""

from collections.abc import Callable, Iterable
from html import escape

from demo.offers import Offer

BASE = "@@BASE@@"
"""Replaced by the server, so that the files do not depend on a port."""

Pages = dict[str, str]
"""Path below the shop's folder, and the text of the file."""

Shop = Callable[[Iterable[Offer]], Pages]


def absolute(picture: str) -> str:
    """A picture's address with the shop's own host in front, unless it has its own."""
    return BASE + picture if picture.startswith("/") else picture


def page(title: str, head: str, body: str) -> str:
    """An HTML page."""
    return (
        f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)}</title>\n'
        f"{head}</head>\n<body>\n{body}\n</body></html>\n"
    )
