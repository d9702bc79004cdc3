"""Sources that are searched by keyword: which addresses that makes, and which finds are worth keeping."""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote

from rapidfuzz import fuzz, process

from domain.listing import Listing
from domain.source import Source

PLACE = "{keyword}"
"""What an address of `start` holds where a keyword goes."""

ALIKE = 72.0
"""Least partial likeness (rapidfuzz, 0..100) of a keyword and a title that does not hold it: a letter changed in six
stays, "Velm0ra" for "Velmora" (86); an unrelated title of 60 characters reaches about 50 to 60."""


def searched(source: Source) -> Source:
    """The source with one address for each keyword, where addresses hold {keyword}."""
    start: list[str] = []
    for place in source.start:
        if PLACE in place:
            start += [place.replace(PLACE, quote(keyword, safe="")) for keyword in source.keywords]
        else:
            start.append(place)
    return replace(source, start=tuple(dict.fromkeys(start)))


class Relevance:
    """Tells finds from what a shop shows beside them: a search for a rare mark gives whatever sells.

    Args:
        keywords: what was searched for; with none everything is relevant.
    """

    def __init__(self, keywords: Sequence[str]) -> None:
        self._keywords = [folded for keyword in keywords if (folded := _folded(keyword))]

    def holds(self, listing: Listing) -> bool:
        """Whether title, brand or text holds a keyword, or the title one that is much alike."""
        if not self._keywords:
            return True
        title = _folded(f"{listing.title} {listing.brand}")
        text = _folded(listing.description[:4_000])
        if any(keyword in title or keyword in text for keyword in self._keywords):
            return True
        best = process.extractOne(title, self._keywords, scorer=fuzz.partial_ratio, score_cutoff=ALIKE)
        return best is not None


def _folded(text: str) -> str:
    """Without case, width and white space; what is inserted to hide a mark is left to the likeness."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
