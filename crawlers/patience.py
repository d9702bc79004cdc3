"""Retries that wait as long as the server asks, and keep the whole host waiting."""

import asyncio
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.http import Response

from crawlers.faults import RefusedError
from crawlers.spider import spider_of

LONGEST_WAIT = 300.0
"""Seconds that a host may ask us to wait; one that asks for more is left alone for this run."""

FIRST_WAIT = 2.0
"""Seconds to wait where a throttling server names none; doubled at each further try."""

_THROTTLES = frozenset({429, 503})


def retry_after(header: str, now: datetime) -> float | None:
    """Seconds asked for by a Retry-After header (RFC 9110, 10.2.3): a number or a date; None where unreadable."""
    header = header.strip()
    if header.isascii() and header.isdigit():
        return float(header[:9])
    try:
        when = parsedate_to_datetime(header)
    except ValueError:
        return None
    when = when.replace(tzinfo=UTC) if when.tzinfo is None else when
    return max(0.0, (when - now).total_seconds())


class Patience(RetryMiddleware):
    """Scrapy's retries, with a pause for the host after 429 and 503."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler.settings)
        self.crawler = crawler
        self._tally = spider_of(crawler).tally
        self._impact = spider_of(crawler).impact
        self._resume: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Patience":
        """Scrapy's way to make a component."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Waits until the host may be asked again."""
        while (wait := self._resume.get(_host(request), 0.0) - monotonic()) > 0:
            await asyncio.sleep(wait)

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Request | Response:
        """Retries what is worth it; after a throttle only once the pause is over.

        Raises:
            RefusedError: throttled, when the host asks for more than LONGEST_WAIT.
        """
        if response.status in _THROTTLES:
            self._tally.add("throttles")
            self._impact.of(_host(request)).throttles += 1
            wait = self._wait(request, response)
            if wait > LONGEST_WAIT:
                raise RefusedError("throttled", f"the server asks to wait {wait:.0f} s; this run leaves it alone")
            host = _host(request)
            self._resume[host] = max(self._resume.get(host, 0.0), monotonic() + wait)
        return super().process_response(request, response)

    def _wait(self, request: Request, response: Response) -> float:
        header = response.headers.get("Retry-After") or b""
        asked = retry_after(header.decode("latin-1"), datetime.now(UTC))
        return asked if asked is not None else FIRST_WAIT * 2 ** int(request.meta.get("retry_times", 0))


def _host(request: Request) -> str:
    return urlsplit(request.url).netloc
