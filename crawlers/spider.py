"""The one base spider: reads its Source, turns raw fields into listings, counts what goes wrong."""

import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from math import inf
from pathlib import Path
from time import monotonic
from typing import Any, ClassVar, Final
from zoneinfo import ZoneInfo

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawlers.cut_off import CutOff
from crawlers.faults import describe
from crawlers.hours import is_open
from crawlers.impact import Impact
from crawlers.listing_ids import ListingIds
from crawlers.nice_classes import classified
from crawlers.page_index import NAME as INDEX
from crawlers.page_index import WARC, PageIndex, open_index
from crawlers.record import Reading, tidy
from crawlers.search import Relevance, searched
from crawlers.tally import Tally
from crawlers.warc import Warc
from crawlers.warc_file import key_of
from domain.capture import Capture
from domain.listing import Listing
from domain.source import Source

PICTURE: Final = "markhound_picture"
"""Key in a request's meta: it asks for a picture, which may lie on any public host."""

LASTMOD: Final = "markhound_lastmod"
"""Key in a request's meta: when its page last changed, as a sitemap says; the same text means the same page."""

KNOWN: Final = "markhound_known"
"""Key in a request's meta: what an earlier night holds of it is good enough, as the page that names it is unchanged."""

WORK = ".crawling"
"""Folder inside the run folder of a source that holds what is not yet complete."""


class SourceSpider(Spider, ABC):
    """Base of every platform. A subclass gives a `name`, its `options`, and how a response is read.

    Attributes:
        options: names that `[sources.X.options]` may hold, each with one line of what it does.
        patterns: which of those are regular expressions.
        takes_files: whether `start` may name local files.
    """

    options: ClassVar[Mapping[str, str]] = {}
    patterns: ClassVar[tuple[str, ...]] = ()
    takes_files: ClassVar[bool] = False

    def __init__(
        self, source: Source, folder: Path, previous: Path | None = None, zone: str = "UTC", **more: Any
    ) -> None:
        super().__init__(**more)
        self.source = searched(source)
        self._relevance = Relevance(source.keywords)
        self._zone = ZoneInfo(zone)
        self.folder = folder
        self.previous = previous  # folder of the source in the night before
        self.work = folder / WORK
        self.tally = Tally()
        self.ids = ListingIds(source.ids_by)
        self._until = monotonic() + (source.limits.minutes * 60 or inf)
        self.earlier = open_index(previous)
        self.impact = Impact()
        self.challenged: set[str] = set()  # hosts that asked for proof of a person
        self.crawl_delays: dict[str, float] = {}  # host name to seconds that its robots.txt asks for
        self.filled: Counter[str] = Counter()  # how many listings have each field
        self.under_way = 0  # listings taken whose pictures have not ended
        self.local_pictures: Path | None = None  # folder that a local feed's pictures must lie in
        self.cut_off = CutOff(self.work / WARC)  # before the file is written on
        self.warc = Warc(self.work / WARC, "markhound")
        self.index = PageIndex(self.work / INDEX, folder, new=True)

    async def start(self) -> AsyncIterator[Any]:
        """Asks for each address of `start`."""
        for url in self.source.start:
            yield self.ask(url, self.parse)

    def ask(self, url: str, callback: Any, lastmod: str = "") -> Request:
        """A request whose failure is counted; where `lastmod` is what it was last time, an earlier answer will do."""
        return Request(url, callback=callback, errback=self.failed, meta={LASTMOD: lastmod} if lastmod else None)

    def failed(self, failure: Failure) -> None:
        """Counts a page that did not come."""
        fault = failure.value
        if fault is not None:
            code, sentence = describe(fault)
            request: Request = getattr(failure, "request", None) or Request("about:blank")
            self.tally.problem(code, request.url, sentence)

    def secret_headers(self) -> Mapping[str, str]:
        """Headers that only the source's own hosts are sent, and that no record keeps (crawlers.secrets)."""
        return {}

    def is_unchanged(self, capture: Capture) -> bool:
        """Whether an earlier night found the same at the same address."""
        page = self.earlier.get(key_of("GET", capture.url)) if self.earlier is not None else None
        return page is not None and page.digest == capture.digest

    def time_is_spent(self) -> bool:
        """Whether nothing new may begin."""
        return monotonic() >= self._until

    def is_open(self) -> bool:
        """Whether this is an hour at which the source may be asked."""
        hours = self.source.politeness.hours
        return not hours or is_open(hours, datetime.now(self._zone).time())

    def option(self, name: str) -> str:
        """A value of `[sources.X.options]`, "" where absent."""
        return dict(self.source.options).get(name, "")

    @classmethod
    def option_fault(cls, name: str, value: str) -> tuple[str, str] | None:
        """What is wrong with a value of one of its options, as a code of crawlers.checks and a sentence."""
        if name in cls.patterns:
            try:
                re.compile(value)
            except re.error as error:
                return "bad-pattern", f"option {name} is no regular expression: {error}"
        return None

    def pattern(self, name: str) -> re.Pattern[str] | None:
        """An option that is a regular expression, None where absent."""
        text = self.option(name)
        return re.compile(text) if text else None

    def take(self, reading: Reading, capture: Capture, where: str = "", line: int = 0) -> Iterator[Listing]:
        """Passes on the listing of a reading, once, and counts what is odd about it.

        Args:
            reading: what a page or line yielded.
            capture: the response that it was read from.
            where: how problems name the place, without it the capture's address.
            line: in a feed, 1-based.
        """
        where = where or capture.url
        for code, sentence in reading.problems:
            self.tally.problem(code, where, sentence, line)
        self.tally.leave(reading.unused)
        if reading.listing is None:
            return
        listing, cuts = tidy(reading.listing)
        for code, sentence in cuts:
            self.tally.problem(code, where, sentence, line)
        if not self._relevance.holds(listing):
            self.tally.add("irrelevant")
            return
        listing = self.ids.named(classified(listing, self.source))
        taken = self.ids.take(listing, capture.url, line)
        if taken.rival:
            message = f"id {listing.listing_id!r} is offered at {taken.rival}, too; the first by address is kept"
            self.tally.problem("duplicate-listing", where, f"{message} (or set `ids_by` of the source)", line)
        elif not taken.first:
            self.tally.add("duplicate-listing")
        if not taken.kept:
            return
        self.under_way += 1
        yield replace(
            listing,
            source=self.source.name,
            captures=(capture,),
            seen_at=listing.seen_at or capture.taken_at,
            currency=listing.currency or (self.source.currency if listing.price is not None else ""),
        )

    @abstractmethod
    def parse(self, response: Response, **kwargs: Any) -> Any:
        """Reads one response; every platform says how."""


def spider_of(crawler: Crawler) -> SourceSpider:
    """The spider of a running crawl, for middlewares and pipelines.

    Raises:
        TypeError: the crawl was not started by crawlers.child.
    """
    if not isinstance(crawler.spider, SourceSpider):
        raise TypeError("start crawls through crawlers.child: this one has no Source")
    return crawler.spider
