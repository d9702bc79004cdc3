"""Fetches a listing's pictures through Scrapy's downloader: same politeness, same checks, same capture."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http.request import NO_CALLBACK

from crawlers.faults import RefusedError, describe
from crawlers.picture_file import fault_of, keep
from crawlers.save_pages import capture_of
from crawlers.settled import Settled
from crawlers.spider import KNOWN, PICTURE, spider_of
from domain.capture import Capture, CaptureKind
from domain.listing import Listing


class Pictures:
    """The first item pipeline: a listing passes once each of its pictures is kept or counted as lost."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._spider = spider_of(crawler)
        self._under_way: dict[str, asyncio.Task[Capture | None]] = {}
        self._settled = Settled()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Pictures":
        """Scrapy's way to make a component."""
        return cls(crawler)

    async def process_item(self, item: Listing) -> Listing:
        """The listing with paths for the pictures that are kept; of the others those on the web keep their address.

        A path that was not kept is dropped: what a feed may not show must not be read from disk later either.
        """
        wanted = item.images[: self._spider.source.limits.pictures]
        rest = item.images[len(wanted) :]
        if rest:
            self._spider.tally.add("pictures-beyond-limit", len(rest))
        known = item.page is not None and self._spider.is_unchanged(item.page)
        ended = await asyncio.gather(*(self._once(place, known) for place in wanted))
        kept = tuple(capture for capture in ended if capture is not None)
        images = [
            capture.location if capture else _address(place) for place, capture in zip(wanted, ended, strict=True)
        ]
        images += map(_address, rest)
        captures = (*item.captures, *dict.fromkeys(kept))
        return replace(item, images=tuple(dict.fromkeys(filter(None, images))), captures=captures)

    async def _once(self, place: str, known: bool) -> Capture | None:
        settled, capture = self._settled.get(place)
        if settled:
            return capture
        task = self._under_way.get(place)
        if task is None:
            task = self._under_way[place] = asyncio.ensure_future(self._settle(place, known))
        return await task

    async def _settle(self, place: str, known: bool) -> Capture | None:
        """Whatever goes wrong with one picture is counted and costs that picture only."""
        (outcome,) = await asyncio.gather(self._fetch(place, known), return_exceptions=True)
        self._under_way.pop(place, None)
        if isinstance(outcome, Exception):
            code, sentence = describe(outcome)
            self._spider.tally.problem(code, place, f"picture: {sentence}")
        elif isinstance(outcome, BaseException):
            raise outcome
        capture = outcome if isinstance(outcome, Capture) else None
        self._settled.put(place, capture)
        return capture

    async def _fetch(self, place: str, known: bool) -> Capture:
        limits = self._spider.source.limits
        if "://" not in place:
            return self._keep(*self._local(Path(place)))
        request = Request(
            place,
            headers={"Accept": "image/*,*/*;q=0.5"},
            meta={PICTURE: True, KNOWN: known, "download_maxsize": limits.picture_bytes},
            callback=NO_CALLBACK,
            dont_filter=True,
        )
        engine = self._crawler.engine
        if engine is None:
            raise RefusedError("download-failed", "the crawl has ended")
        response = await engine.download_async(request)
        if response.status != 200:
            raise RefusedError("http-status", f"the server answered {response.status}")
        return self._keep(capture_of(response, CaptureKind.PICTURE), response.body)

    def _local(self, path: Path) -> tuple[Capture, bytes]:
        """A picture beside a local feed; one that lies elsewhere on this machine is not the feed's to give."""
        home = self._spider.local_pictures
        real = path.resolve()
        if home is None or not real.is_relative_to(home.resolve()):
            raise RefusedError("path-refused", "a feed's pictures must lie beside it or below")
        if not real.is_file():
            raise RefusedError("file-missing", "no such file")
        if real.stat().st_size > self._spider.source.limits.picture_bytes:
            raise RefusedError("too-large", "larger than limits.picture_bytes")
        body = real.read_bytes()
        now = datetime.now(UTC)
        digest = self._spider.warc.resource(real, "application/octet-stream", now)
        return Capture(CaptureKind.PICTURE, real.as_uri(), digest, len(body), "", now), body

    def _keep(self, capture: Capture, body: bytes) -> Capture:
        fault = fault_of(body, self._spider.source.limits.picture_pixels)
        if fault is not None:
            raise RefusedError(*fault)
        if keep(body, capture.digest, self._spider.work / "pictures"):
            self._spider.tally.add("pictures")
        return replace(capture, location=str(self._spider.folder / "pictures" / capture.digest[:2] / capture.digest))


def _address(place: str) -> str:
    """A picture's address on the web, "" for anything else (a path, file:, data:)."""
    return place if place.lower().startswith(("http://", "https://")) else ""
