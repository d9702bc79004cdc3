"""What need not be fetched: what this run fetched before it was cut off, and what an earlier night holds unchanged."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from crawlers.download import play
from crawlers.page_index import Page
from crawlers.spider import KNOWN, LASTMOD, spider_of
from crawlers.warc import Held
from crawlers.warc_file import Record, TornRecordError, key_of, read
from crawlers.wire import WIRE, Wire

EARLIER: Final = "markhound_earlier"
"""Key in a request's meta: the Page of an earlier night that a 304 speaks of."""

LOST: Final = "markhound_lost"
"""Key in a request's meta: what an earlier night holds of it cannot be read any more."""


class Before:
    """Answers from disk where that is the same; else adds what the server needs to say that nothing changed."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        spider = spider_of(crawler)
        self._tally = spider.tally
        self._cut_off = spider.cut_off
        self._earlier = spider.earlier
        self._recheck = timedelta(days=spider.source.limits.recheck_days)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Before":
        """Scrapy's way to make a component."""
        return cls(crawler)

    async def process_request(self, request: Request) -> Response | None:
        """The response that was received before, or None."""
        for name in ("If-None-Match", "If-Modified-Since"):  # of the address that redirected here
            request.headers.pop(name, None)
        key = key_of(request.method, request.url, request.body)
        lost = request.meta.pop(LOST, False)
        held = None if lost else self._cut_off.get(key)
        page = self._earlier.get(key) if self._earlier is not None and not lost else None
        request.meta[EARLIER] = page
        if held is not None and (record := _read(held)) is not None:
            self._tally.add("resumed")
            return await _play(self._crawler, request, record)
        if page is None or request.method != "GET":
            return None
        if self._trusted(request, page) and (record := _read(page.held)) is not None:
            self._tally.add("not-asked")
            response = await _play(self._crawler, request, record)
            request.meta[WIRE].earlier = True
            return response
        if page.etag:
            request.headers["If-None-Match"] = page.etag
        if page.modified:
            request.headers["If-Modified-Since"] = page.modified
        return None

    def _trusted(self, request: Request, page: Page) -> bool:
        """Whether what is known needs no request: a sitemap says so, or its unchanged page does; not for ever."""
        if datetime.now(UTC) - page.checked_at >= self._recheck:
            return False
        lastmod = request.meta.get(LASTMOD)
        return bool(request.meta.get(KNOWN)) or (bool(lastmod) and lastmod == page.lastmod)


async def _play(crawler: Crawler, request: Request, record: Record) -> Response:
    wire = Wire()
    wire.address = record.fields.get("WARC-IP-Address", "")
    wire.taken_at = record.taken_at
    response = await play(crawler, request, record.block, wire)
    request.meta[WIRE] = wire
    return response


async def unmodified(crawler: Crawler, request: Request, page: Page) -> tuple[Response, Record] | None:
    """The response that a 304 speaks of, with its record; None where it cannot be read any more."""
    record = _read(page.held)
    if record is None:
        return None
    response = await _play(crawler, request, record)
    del request.meta[WIRE]
    return response, record


def renewed(page: Page, now: datetime, lastmod: str) -> Page:
    """A page of which the server said that it is still so."""
    return replace(page, checked_at=now, lastmod=lastmod or page.lastmod)


def _read(held: Held) -> Record | None:
    try:
        return read(held)
    except (OSError, TornRecordError):  # an earlier run that was taken away: then it is fetched
        return None
