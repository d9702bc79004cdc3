"""Every response goes to the WARC: redirects, errors, robots.txt and pictures too; warc.NORMALISED says how exactly."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response

from crawlers.faults import RefusedError
from crawlers.gatekeeper import Unpacking
from crawlers.spider import spider_of
from crawlers.warc import Exchange
from domain.capture import Capture, CaptureKind

TAKEN_AT = "markhound_taken_at"
"""Key in a request's meta: when its response was complete."""

MADE = "markhound-made"
"""Flag of a response that we made ourselves; nobody sent it, so it is neither written nor counted."""


class SavePages:
    """The middleware nearest to the downloader: nothing has been followed yet; what will be read is unpacked here."""

    def __init__(self, crawler: Crawler) -> None:
        self._spider = spider_of(crawler)
        self._unpacking = Unpacking.from_crawler(crawler)
        crawler.signals.connect(self._closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "SavePages":
        """Scrapy's way to make a component."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Writes the pair of records and notes the time for the capture that will name them.

        A response that a spider may read goes on unpacked, so that its record can carry the digest of what is read.

        Raises:
            RefusedError: as Unpacking raises it; the records are written all the same.
        """
        if MADE in response.flags:  # Scrapy passes by here also what a middleware made
            return response
        taken_at = datetime.now(UTC)
        request.meta[TAKEN_AT] = taken_at
        self._spider.tally.add("requests")
        self._spider.tally.add("bytes", len(response.body))
        exchange = _exchange(request, response, taken_at)  # before unpacking, which changes the headers
        if not 200 <= response.status < 300:  # nobody reads it
            self._spider.warc.exchange(exchange)
            return response
        try:
            plain = self._unpacking.process_response(request, response)
        except RefusedError:
            self._spider.warc.exchange(exchange)
            raise
        decoded = plain.body if isinstance(plain, Response) else b""
        self._spider.warc.exchange(replace(exchange, decoded=hashlib.sha256(decoded).hexdigest()))
        return plain

    def _closed(self) -> None:
        self._spider.warc.close()


def _exchange(request: Request, response: Response, taken_at: datetime) -> Exchange:
    return Exchange(
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


def capture_of(response: Response, kind: CaptureKind, location: str = "") -> Capture:
    """The capture of a response that SavePages has passed on; its digest names the record (warc.DECODED)."""
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
