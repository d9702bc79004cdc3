"""Every response goes to the WARC as received: redirects, errors, robots.txt and pictures too."""

import hashlib
from datetime import UTC, datetime

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response

from crawlers.spider import spider_of
from crawlers.warc import Exchange
from domain.capture import Capture, CaptureKind

TAKEN_AT = "markhound_taken_at"
"""Key in a request's meta: when its response was complete."""

MADE = "markhound-made"
"""Flag of a response that we made ourselves; nobody sent it, so it is neither written nor counted."""


class SavePages:
    """The middleware nearest to the downloader, so that nothing has been decoded or followed yet."""

    def __init__(self, crawler: Crawler) -> None:
        self._spider = spider_of(crawler)
        crawler.signals.connect(self._closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "SavePages":
        """Scrapy's way to make a component."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Writes the pair of records and notes the time for the capture that will name them."""
        if MADE in response.flags:  # Scrapy passes by here also what a middleware made
            return response
        taken_at = datetime.now(UTC)
        request.meta[TAKEN_AT] = taken_at
        self._spider.tally.add("requests")
        self._spider.tally.add("bytes", len(response.body))
        self._spider.warc.exchange(
            Exchange(
                url=request.url,
                taken_at=taken_at,
                method=request.method,
                request_headers=_pairs(request.headers),
                request_body=request.body,
                protocol=response.protocol or "HTTP/1.1",
                status=response.status,
                headers=_pairs(response.headers),
                body=response.body,
                address=str(response.ip_address or ""),
            )
        )
        return response

    def _closed(self) -> None:
        self._spider.warc.close()


def capture_of(response: Response, kind: CaptureKind, location: str = "") -> Capture:
    """The capture of a response whose content coding has been undone."""
    return Capture(
        kind=kind,
        url=response.url,
        digest=hashlib.sha256(response.body).hexdigest(),
        size=len(response.body),
        media_type=media_type(response),
        taken_at=response.meta.get(TAKEN_AT) or datetime.now(UTC),
        location=location,
    )


def media_type(response: Response) -> str:
    """As the server said, lower case, without parameters."""
    header = response.headers.get("Content-Type") or b""
    return header.decode("latin-1").partition(";")[0].strip().lower()[:100]


def _pairs(headers: Headers) -> tuple[tuple[bytes, bytes], ...]:
    return tuple((name, value) for name, values in headers.items() for value in values)
