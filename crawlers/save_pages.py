"""Every exchange goes to the WARC: redirects, errors, robots.txt, pictures, and what broke off; warc.TRUE_TO_WIRE."""

import hashlib
from datetime import UTC, datetime
from urllib.parse import urlsplit

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadTimeoutError
from scrapy.http import Response

from crawlers.before import EARLIER, LOST, renewed, unmodified
from crawlers.faults import RefusedError
from crawlers.gatekeeper import Unpacking
from crawlers.page_index import Page
from crawlers.spider import LASTMOD, PICTURE, spider_of
from crawlers.warc import Exchange, Held, Origin
from crawlers.warc_file import key_of
from crawlers.wire import WIRE, Wire
from domain.capture import Capture, CaptureKind

TAKEN_AT = "markhound_taken_at"
"""Key in a request's meta: when its response was complete."""

MADE = "markhound-made"
"""Flag of a response that we made ourselves; nobody sent it, so it is neither written nor counted."""

_TRUNCATED: tuple[tuple[type[Exception], str], ...] = (
    (DownloadTimeoutError, "time"),
    (DownloadCancelledError, "length"),
    (RefusedError, "length"),
)


class SavePages:
    """The middleware nearest to the downloader: nothing has been followed yet; what will be read is unpacked here."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._spider = spider_of(crawler)
        self._unpacking = Unpacking.from_crawler(crawler)
        crawler.signals.connect(self._closed, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "SavePages":
        """Scrapy's way to make a component."""
        return cls(crawler)

    async def process_response(self, request: Request, response: Response) -> Request | Response:
        """Writes the pair of records and notes the time for the capture that will name them.

        A response that a spider may read goes on unpacked, so that its record can carry the digest of what is read. In
        place of a 304 goes on what it speaks of.

        Raises:
            RefusedError: as Unpacking raises it; the records are written all the same.
        """
        if MADE in response.flags:  # Scrapy passes by here also what a middleware made
            return response
        wire: Wire | None = request.meta.pop(WIRE, None)
        if wire is None:
            return self._by_another_way(request, response)
        page: Page | None = request.meta.pop(EARLIER, None)
        taken_at = request.meta[TAKEN_AT] = wire.taken_at or datetime.now(UTC)
        key = key_of(request.method, request.url, request.body)
        if not request.meta.get(PICTURE):
            self._spider.index.answered(key, response.status)
        if wire.earlier and page is not None:
            self._spider.index.put(key, page)
            return self._unpacking.process_response(request, response)
        self._count(request, wire, taken_at)
        if response.status == 304 and (page is not None or wire.taken_at is not None):
            return await self._unmodified(request, wire, page)
        if not 200 <= response.status < 300:  # nobody reads it
            self._write(request, wire, taken_at)
            return response
        try:
            plain = self._unpacking.process_response(request, response.copy())
        except RefusedError:
            self._write(request, wire, taken_at)
            raise
        digest = hashlib.sha256(plain.body if isinstance(plain, Response) else b"").hexdigest()
        held = self._write(request, wire, taken_at, digest)
        if response.status == 200 and request.method == "GET":
            self._remember(request, response, held, digest)
        return plain

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Writes what had come of a response that did not come to its end."""
        wire: Wire | None = request.meta.pop(WIRE, None)
        if wire is None or not wire.sent:
            return
        self._count(request, wire, datetime.now(UTC))
        if not request.meta.get(PICTURE):
            self._spider.index.answered(key_of(request.method, request.url, request.body), 0)
        if wire.body_at() >= 0:
            why = next((why for kind, why in _TRUNCATED if isinstance(exception, kind)), "disconnect")
            self._write(request, wire, datetime.now(UTC), truncated=why)

    def _by_another_way(self, request: Request, response: Response) -> Response:
        """Keeps what came by another way than a connection of ours, as a browser's: a resource, without an exchange."""
        now = request.meta[TAKEN_AT] = datetime.now(UTC)
        self._spider.tally.add("requests")
        self._spider.tally.add("bytes", len(response.body))
        self._spider.impact.of(urlsplit(request.url).netloc).asked(0, len(response.body), now)
        self._spider.warc.body(response.url, response.body, media_type(response), now)
        return response

    async def _unmodified(self, request: Request, wire: Wire, page: Page | None) -> Request | Response:
        taken_at = request.meta[TAKEN_AT]
        found = await unmodified(self._crawler, request, page) if page is not None else None
        if page is None or found is None:  # the earlier run was taken away
            self._write(request, wire, taken_at)
            return request.replace(dont_filter=True, meta={**request.meta, LOST: True})
        self._spider.tally.add("not-modified")
        response, record = found
        fields = record.fields
        origin = Origin(fields["WARC-Record-ID"], fields["WARC-Target-URI"], fields["WARC-Date"])
        self._write(request, wire, taken_at, page.digest, origin=origin)
        renew = renewed(page, taken_at, request.meta.get(LASTMOD, ""))
        self._spider.index.put(key_of(request.method, request.url, request.body), renew)
        return self._unpacking.process_response(request, response)

    def _count(self, request: Request, wire: Wire, at: datetime) -> None:
        self._spider.impact.of(urlsplit(request.url).netloc).asked(len(wire.sent), len(wire.received), at)
        self._spider.tally.add("requests")
        self._spider.tally.add("bytes", len(wire.received) - max(0, wire.body_at()))

    def _write(
        self, request: Request, wire: Wire, taken_at: datetime, decoded: str = "", *,
        truncated: str = "", origin: Origin | None = None,
    ) -> Held | None:  # fmt: skip
        """Writes an exchange; one that was written before the crawl was cut off stays where it is."""
        if wire.taken_at is not None:
            return self._spider.cut_off.get(key_of(request.method, request.url, request.body))
        return self._spider.warc.exchange(
            Exchange(
                url=request.url,
                taken_at=taken_at,
                sent=bytes(wire.sent),
                body_at=wire.body_at(),
                received=bytes(wire.received),
                decoded=decoded,
                address=wire.address,
                certificates=wire.certificates,
                tls=wire.tls,
                truncated=truncated,
                origin=origin,
            )
        )

    def _remember(self, request: Request, response: Response, held: Held | None, digest: str) -> None:
        if held is None:
            return
        etag, modified = (_text(response.headers.get(name)) for name in ("ETag", "Last-Modified"))
        lastmod = request.meta.get(LASTMOD, "")
        page = Page(held, etag, modified, lastmod, digest, request.meta[TAKEN_AT])
        self._spider.index.put(key_of(request.method, request.url, request.body), page)

    def _closed(self) -> None:
        self._spider.warc.close()
        self._spider.index.close()


def _text(header: bytes | None) -> str:
    """A validator as it will be sent back; one that cannot be sent as it came is none."""
    text = (header or b"").decode("latin-1")
    return text if text.isascii() and text.isprintable() and len(text) <= 500 else ""


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
