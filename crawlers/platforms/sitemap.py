"""Shops that list their product pages in a sitemap; the pages are read as the jsonld platform reads them."""

import zlib
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from lxml.etree import XMLSyntaxError  # type: ignore[import-untyped]  # ships no types
from scrapy import Request
from scrapy.http import HtmlResponse, Response
from scrapy.utils.sitemap import Sitemap, sitemap_urls_from_robots

from crawlers.platforms.jsonld import ProductPages

DEEPEST = 4
"""Sitemap indexes inside one another; the protocol knows one level, shops use two."""


class SitemapPages(ProductPages):
    """`start` names sitemaps, sitemap indexes (plain or gzip) or a robots.txt that names them."""

    name = "sitemap"
    options: ClassVar[Mapping[str, str]] = {
        "product_pattern": "regular expression: of the sitemap's addresses only those whose path matches are read",
    }
    patterns: ClassVar[tuple[str, ...]] = ("product_pattern",)

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Any]:
        """Requests for the sitemaps and pages that a sitemap names."""
        depth = int(response.meta.get("sitemap_depth", 0))
        if urlsplit(response.url).path.endswith("/robots.txt"):
            for url in sitemap_urls_from_robots(response.body, response.url):
                yield from self._ask(url, depth)
            return
        self.tally.add("sitemaps")
        kind, places = self._read(response)
        if kind == "sitemapindex" and depth >= DEEPEST:
            self.tally.problem("sitemap-too-deep", response.url, f"more than {DEEPEST} indexes inside one another")
            return
        for place, lastmod in places:
            if kind == "sitemapindex":
                yield from self._ask(place, depth + 1)
            elif self._product is None or self._product.search(urlsplit(place).path):
                yield self.ask(place, self.parse_page, lastmod)

    def parse_page(self, response: Response) -> Iterator[Any]:
        """Listings of one page."""
        yield from super().parse(response)

    def links(self, page: HtmlResponse) -> Iterator[Request]:
        """None: the sitemap names every page."""
        return iter(())

    def _ask(self, url: str, depth: int) -> Iterator[Request]:
        request = self.ask(url, self.parse)
        request.meta["sitemap_depth"] = depth
        yield request

    def _read(self, response: Response) -> tuple[str, list[tuple[str, str]]]:
        """Kind of a sitemap ("" when it cannot be read), and the http addresses that it names, with their lastmod."""
        limit = self.source.limits.page_bytes
        try:
            sitemap = Sitemap(_unpacked(response.body, limit))
            places = [(str(entry["loc"]), str(entry.get("lastmod") or "")) for entry in sitemap]
        except (XMLSyntaxError, StopIteration, zlib.error, ValueError) as error:
            self.tally.problem("bad-sitemap", response.url, f"it cannot be read as a sitemap: {str(error)[:120]}")
            return "", []
        if sitemap.type not in ("urlset", "sitemapindex"):
            self.tally.problem("bad-sitemap", response.url, f"its outer element is {sitemap.type[:40]!r}, not urlset")
            return "", []
        found = [place for place in places if place[0].startswith(("http://", "https://"))]
        if not found:  # also what is left of one whose addresses are entities, which are not resolved
            self.tally.problem("bad-sitemap", response.url, "it names no address")
        return sitemap.type, found


def _unpacked(body: bytes, limit: int) -> bytes:
    """The body without gzip.

    Raises:
        ValueError: it unpacks to more than `limit` bytes.
        zlib.error: broken gzip.
    """
    if body[:3] != b"\x1f\x8b\x08":
        return body
    plain = zlib.decompressobj(wbits=31).decompress(body, limit + 1)
    if len(plain) > limit:
        raise ValueError(f"it unpacks to more than limits.page_bytes of {limit}")
    return plain
