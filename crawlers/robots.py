"""robots.txt, counted, and read as RFC 9309 says: one that cannot be reached forbids everything."""

from typing import Any
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from crawlers.faults import RefusedError, describe
from crawlers.patience import LONGEST_WAIT
from crawlers.save_pages import MADE
from crawlers.spider import spider_of
from crawlers.throttle import keep_apart

_FORBID_ALL = b"User-agent: *\nDisallow: /\n"


class Robots(RobotsTxtMiddleware):
    """Applies to pages and pictures alike."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._spider = spider_of(crawler)
        self._tally = self._spider.tally

    async def process_request(self, request: Request, spider: Any = None) -> None:
        """Lets a request pass or not.

        Raises:
            RefusedError: robots-disallowed.
        """
        host = urlsplit(request.url).netloc
        try:
            await super().process_request(request)
        except IgnoreRequest as error:
            self._spider.impact.of(host).disallowed += 1
            raise RefusedError("robots-disallowed", "the host's robots.txt does not allow it") from error
        if not request.meta.get("dont_obey_robotstxt"):
            self._spider.impact.of(host).allowed += 1
            self._keep_apart(request)

    def _keep_apart(self, request: Request) -> None:
        """Keeps the crawl delay of the host's robots.txt.

        Raises:
            RefusedError: throttled, when it asks for more than LONGEST_WAIT.
        """
        parts = urlsplit(request.url)
        parser = self._parsers.get(parts.netloc)
        asked = parser.crawl_delay(self._default_useragent) if isinstance(parser, RobotParser) else None
        if not asked:
            return
        self._spider.impact.of(parts.netloc).crawl_delay = asked
        if asked > LONGEST_WAIT:
            raise RefusedError("throttled", f"robots.txt asks for {asked:.0f} s between requests; it is left alone")
        engine = self.crawler.engine
        slot = engine.downloader.slots.get(parts.hostname or "") if engine is not None else None
        self._spider.crawl_delays[parts.hostname or ""] = asked
        if slot is not None:  # made when robots.txt was fetched
            keep_apart(slot, asked)

    def process_response(self, request: Request, response: Response) -> Response:
        """A robots.txt that answers with a server error forbids everything (RFC 9309, 2.3.1.4)."""
        if request.meta.get("dont_obey_robotstxt") and response.status >= 500:
            return self._forbid(request, f"it answers {response.status}")
        return response

    def process_exception(self, request: Request, exception: Exception) -> Response | None:
        """So does one that cannot be fetched; a refusal of ours will meet the page itself as well."""
        if request.meta.get("dont_obey_robotstxt") and not isinstance(exception, IgnoreRequest):
            return self._forbid(request, describe(exception)[1])
        return None

    def _forbid(self, request: Request, reason: str) -> Response:
        self._tally.problem(
            "robots-unreachable", request.url, f"nothing of this host is fetched, as RFC 9309 asks: {reason}"
        )
        return Response(request.url, body=_FORBID_ALL, flags=[MADE], request=request)
