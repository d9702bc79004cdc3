"""The headline of the page, and its <title> without the shop's name."""

import re
from collections.abc import Iterator

from crawlers.clue import Clue, Place
from crawlers.page import Page

_BREAK = re.compile(r"\s+[|–—•·»]\s+|\s+-\s+|\s*[_|]\s*|【|】")


def see(page: Page) -> Iterator[Clue]:
    """Both where they are there."""
    if page.headline_text:
        yield Clue("title", page.headline_text, 0.7 if page.headline.tag == "h1" else 0.5, page.headline.tag)
    title = next((" ".join(str(one.text_content()).split()) for one in page.root.iter("title")), "")
    if title:
        first = next((part for part in _BREAK.split(title) if part.strip()), title)
        yield Clue("title", first.strip(), 0.3, "<title>")


PLACE = Place("headline", see)
