"""robots.txt, counted, and read as RFC 9309 says: one that cannot be reached forbids everything."""

from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.robotstxt import RobotsTxtMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawlers.faults import RefusedError, describe
from crawlers.save_pages import MADE
from crawlers.spider import spider_of

_FORBID_ALL = b"User-agent: *\nDisallow: /\n"


class Robots(RobotsTxtMiddleware):
    """Applies to pages and pictures alike."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._tally = spider_of(crawler).tally

    async def process_request(self, request: Request, spider: Any = None) -> None:
        """Lets a request pass or not.

        Raises:
            RefusedError: robots-disallowed.
        """
        try:
            await super().process_request(request)
        except IgnoreRequest as error:
            raise RefusedError("robots-disallowed", "the host's robots.txt does not allow it") from error

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
