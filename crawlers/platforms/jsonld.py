"""Shops whose pages describe their products in markup: JSON-LD, microdata, RDFa or OpenGraph."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import HtmlResponse, Response

from crawlers.extraction import extract, is_offer, subject
from crawlers.gatekeeper import page_hosts
from crawlers.page import Page
from crawlers.product import breadcrumbs, fields_of, is_product
from crawlers.record import read
from crawlers.save_pages import capture_of
from crawlers.spider import SourceSpider
from domain.capture import Capture, CaptureKind
from domain.fields import Json


class ProductPages(SourceSpider):
    """Starts at pages, follows links, reads products. A marketplace without markup overrides `records`."""

    name = "jsonld"
    options: ClassVar[Mapping[str, str]] = {
        "follow_pattern": "regular expression: links whose path matches are followed",
        "product_pattern": "regular expression: links whose path matches are followed and must carry a product",
    }
    patterns: ClassVar[tuple[str, ...]] = ("follow_pattern", "product_pattern")

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self._follow = self.pattern("follow_pattern")
        self._product = self.pattern("product_pattern")
        self._hosts = page_hosts(self.source)

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Any]:
        """Listings of a page, then requests for the links on it."""
        if not isinstance(response, HtmlResponse):
            self.tally.problem("not-a-page", response.url, "the server sent something else than HTML")
            return
        self.tally.add("pages")
        yield from self.listings(response)
        yield from self.links(response)

    def listings(
        self, page: HtmlResponse, capture: Capture | None = None, records: list[Json] | None = None
    ) -> Iterator[Any]:
        """Listings of the page's records, and requests for records that belong to a page of their own.

        Args:
            page: to read.
            capture: of what was received, where `page` is what was made of it.
            records: of the page, where they have been read already.
        """
        capture = capture or capture_of(page, CaptureKind.PAGE)
        records = list(self.records(page)) if records is None else records
        for fields in records:
            own = fields.get("url")
            if len(records) > 1 and isinstance(own, str) and own and not _same_page(page.urljoin(own), page.url):
                yield from self.link(page, own)
                continue
            if len(records) == 1:
                fields["url"] = ""  # the page itself: what a canonical address says is not where it was seen
            yield from self.take(read(fields, page.url, self.source.currency), capture)
        if not records and self.is_product_page(page.url):
            self.tally.problem("no-product", page.url, "its path matches product_pattern but no product was found")

    def records(self, page: HtmlResponse) -> Iterable[Json]:
        """Raw fields of each offer on a page, as crawlers.record takes them."""
        looked = Page(page)
        markup = looked.markup
        for code, sentence in markup.problems:
            self.tally.problem(code, page.url, sentence)
        own = subject(looked)
        if len(looked.products) > 1:
            trail = breadcrumbs(markup)
            others = [fields_of(product, trail) for product in looked.products if product is not own]
            if own is None:
                return others
            # beside the page's own product those without an address are its variants, or itself in another syntax
            return [extract(looked).fields, *(other for other in others if other["url"])]
        found = extract(looked)
        told = self.is_product_page(page.url) and "price" in found.choices
        if looked.products or is_product(markup.graph) or told or is_offer(looked, found):
            return [found.fields]
        return []

    def is_product_page(self, url: str) -> bool:
        """Whether `product_pattern` says so."""
        return self._product is not None and self._product.search(urlsplit(url).path) is not None

    def links(self, page: HtmlResponse) -> Iterator[Request]:
        """Requests for the links that the patterns ask for."""
        if self._follow or self._product:
            for address in dict.fromkeys(link.get("href") for link in page.selector.root.iter("a")):
                if address is not None:
                    yield from self.link(page, address)

    def link(self, page: HtmlResponse, address: str) -> Iterator[Request]:
        """A request for one link, if it lies on a host of the source and a pattern asks for it."""
        try:
            url = page.urljoin(address.strip())
            parts = urlsplit(url)
        except ValueError:  # such as a broken IPv6 literal
            return
        if parts.scheme not in ("http", "https") or (parts.hostname or "") not in self._hosts:
            return
        wanted = [pattern for pattern in (self._follow, self._product) if pattern]
        if any(pattern.search(parts.path) for pattern in wanted):
            yield self.ask(url, self.parse)


def _same_page(one: str, other: str) -> bool:
    left, right = urlsplit(one), urlsplit(other)
    return left.path.rstrip("/") == right.path.rstrip("/") and (left.query == right.query or not left.query)
