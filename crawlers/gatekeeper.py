"""What may be asked: schemes, hosts, addresses, redirects, sizes, and the budget of requests and time of a source.

Each rule raises a RefusedError, which whoever asked counts under its code. Addresses are checked in addresses.py; here
a refused one is told apart from a name that does not exist.
"""

import zlib
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.downloadermiddlewares.redirect import RedirectMiddleware
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.http import Response

from crawlers.addresses import GuardedResolver
from crawlers.faults import RefusedError
from crawlers.spider import PICTURE, spider_of
from domain.source import Source

_PORTS = {"http": 80, "https": 443}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


def page_hosts(source: Source) -> frozenset[str]:
    """Host names that pages may be read from: those of `start`, and `allow`."""
    started = (urlsplit(url).hostname or "" for url in source.start if "://" in url)
    return frozenset(host.casefold() for host in (*started, *source.allow) if host)


class Gatekeeper:
    """Nearest to the engine: refuses before a slot, robots.txt or a connection is spent."""

    def __init__(self, crawler: Crawler) -> None:
        self._spider = spider_of(crawler)
        self._source = self._spider.source
        self._hosts = page_hosts(self._source)
        self._asked = 0
        self._stats = crawler.stats
        crawler.signals.connect(self._queued, signal=signals.request_scheduled)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Gatekeeper":
        """Scrapy's way to make a component."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Checks scheme, host and budgets; redirects come by here again.

        Raises:
            RefusedError: scheme-refused, host-refused, outside-hours, budget-spent, time-spent, unguarded.
        """
        if not isinstance(_resolver(), GuardedResolver):
            raise RefusedError("unguarded", "the address check is not installed; start crawls through crawlers.child")
        parts = urlsplit(request.url)
        if parts.scheme not in _PORTS:
            raise RefusedError("scheme-refused", "only http and https addresses are fetched")
        if parts.username or parts.password:
            raise RefusedError("host-refused", "an address with a user name in it is not fetched")
        anywhere = request.meta.get(PICTURE) or request.meta.get("dont_obey_robotstxt")
        if not anywhere and (parts.hostname or "").casefold() not in self._hosts:
            raise RefusedError(
                "host-refused", f"{parts.hostname} is no host of this source; add it to `allow` if it is"
            )
        if not self._spider.is_open():
            hours = self._source.politeness.hours
            raise RefusedError("outside-hours", f"the source may be asked from {hours} only (politeness.hours)")
        if self._spider.time_is_spent():
            raise RefusedError("time-spent", f"the source's limits.minutes of {self._source.limits.minutes:g} are over")
        self._spend(self._asked - self._spider.tally.counts["not-asked"])
        self._asked += 1

    def _queued(self, request: Request) -> None:
        """Drops what could never be asked before it is queued: a shop without an end must not fill the memory."""
        try:
            self._spend(self._stats.get_value("scheduler/enqueued", 0) if self._stats else 0)
        except RefusedError as refused:
            self._spider.tally.problem(refused.code, request.url, str(refused))
            raise

    def _spend(self, spent: int) -> None:
        budget = self._source.politeness.max_requests
        if budget and spent >= budget:
            raise RefusedError("budget-spent", f"the source's politeness.max_requests of {budget} is used up")


class AddressRefusals:
    """Nearest to the downloader: names the refused address, and spares the retries of an unknown host."""

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Turns "no address" into "address refused" where the check is why.

        Raises:
            RefusedError: address-refused.
        """
        resolver = _resolver()
        if not isinstance(exception, CannotResolveHostError) or not isinstance(resolver, GuardedResolver):
            return
        parts = urlsplit(request.url)
        refused = resolver.refused(parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0))
        if refused:
            raise RefusedError(
                "address-refused",
                f"{parts.hostname} leads to {refused[0]}, which is not public; "
                "if that is a shop of your own, name it in `private_hosts`",
            ) from exception


class Redirects(RedirectMiddleware):
    """Redirects up to the source's limit; what lies beyond is counted."""

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Request | Response:
        """Follows, or ends the chain.

        Raises:
            RefusedError: redirect-limit.
        """
        followed = int(request.meta.get("redirect_times", 0))
        if response.status in _REDIRECTS and "Location" in response.headers and followed >= self.max_redirect_times:
            raise RefusedError("redirect-limit", f"still redirecting after {followed} redirects")
        result = super().process_response(request, response)
        if isinstance(result, Request) and result.url in (request.url, *request.meta.get("redirect_urls", ())):
            raise RefusedError("redirect-limit", "it redirects in a circle")  # else dropped unseen as a duplicate
        return result


class Unpacking(HttpCompressionMiddleware):
    """Content decoding up to the size limit; a bomb or a broken stream is counted."""

    def process_response(self, request: Request, response: Response, spider: Any = None) -> Request | Response:
        """Decodes the body.

        Raises:
            RefusedError: too-large-unpacked, broken-encoding.
        """
        try:
            return super().process_response(request, response)
        except IgnoreRequest as error:
            raise RefusedError("too-large-unpacked", "larger than the source's limits once unpacked") from error
        except (OSError, EOFError, zlib.error) as error:
            raise RefusedError("broken-encoding", "its compressed body cannot be unpacked") from error


def _resolver() -> object:
    from twisted.internet import reactor  # importing it earlier would install the wrong one

    return getattr(reactor, "nameResolver", None)
