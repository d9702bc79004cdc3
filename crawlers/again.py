"""Reading listings once more: the source that asks for just those pages, and what each page answered.

A page is asked as the source is always asked: the same hosts, robots.txt, pace and limits. Nothing is followed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from warcio.archiveiterator import ArchiveIterator

from crawlers.catalogue import platforms
from crawlers.gatekeeper import page_hosts
from crawlers.platforms.jsonld import ProductPages
from crawlers.platforms.sitemap import SitemapPages
from domain.source import Source

FOLLOWING = ("follow_pattern", "product_pattern")
LONGEST_CHAIN = 60  # redirects; a source may allow 50
_ARCHIVE = "pages.warc.gz"


@dataclass(frozen=True, slots=True)
class Answer:
    """The last answer of an address, redirects followed. `status` is 0 where none came."""

    url: str
    status: int


def again(source: Source, pages: Iterable[str]) -> Source:
    """The source as it asks for those pages alone.

    Args:
        source: as declared; one that reads a feed stays as it is, as its listings have no page that it reads.
        pages: addresses of the captures that the listings were read from; one that lies on no host of the source is
            left out, as a listing may claim any address.
    """
    kind = platforms()[source.platform]
    if not issubclass(kind, ProductPages):
        return replace(source, max_listings=0)
    hosts = page_hosts(source)
    own = (page for page in pages if _host(page) in hosts)
    return replace(
        source,
        # A sitemap's pages are read as the jsonld platform reads them; `start` would have to be a sitemap.
        platform=ProductPages.name if kind is SitemapPages else source.platform,
        start=tuple(dict.fromkeys(own)),
        allow=tuple(sorted(hosts)),
        options=tuple(pair for pair in source.options if pair[0] not in FOLLOWING),
        min_listings=0,
        max_listings=0,
        # A few pages are not to be measured by a whole night, and pages that sell nothing any more are the answer.
        compared=False,
        # Each page is asked today; where it is what it was, the server may say so (304).
        limits=replace(source.limits, recheck_days=0),
    )


def answers(folder: Path, pages: Iterable[str]) -> dict[str, Answer]:
    """What each page answered in the crawl that a folder holds.

    Args:
        folder: as crawlers.run leaves it.
        pages: the addresses.
    """
    statuses: dict[str, tuple[int, str]] = {}
    with (folder / _ARCHIVE).open("rb") as file:
        for record in ArchiveIterator(file):
            if record.rec_type in ("response", "revisit") and record.http_headers is not None:
                url, head = record.rec_headers.get_header("WARC-Target-URI"), record.http_headers
                # Of several tries the last one counts.
                statuses[url] = (_status(head), head.get_header("Location") or "")
    return {page: _last(page, statuses) for page in pages}


def _last(page: str, statuses: dict[str, tuple[int, str]]) -> Answer:
    url, chain = page, 0
    while chain < LONGEST_CHAIN:
        status, location = statuses.get(url, (0, ""))
        if not 300 <= status < 400 or not location:
            return Answer(url, status)
        try:
            url = urljoin(url, location)
        except ValueError:  # such as a broken IPv6 literal
            return Answer(url, status)
        chain += 1
    return Answer(url, 0)


def _status(head: Any) -> int:
    code = head.get_statuscode()
    return int(code) if code and code.isdecimal() else 0


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").casefold()
    except ValueError:  # such as a broken IPv6 literal
        return ""
