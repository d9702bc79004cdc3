"""Shops whose pages are made by scripts: what the scripts hold is read first, and only where that is nothing a browser
makes the page."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import HtmlResponse, Response
from scrapy.http.request import NO_CALLBACK

from crawlers.faults import describe
from crawlers.picture_file import keep
from crawlers.platforms.jsonld import ProductPages
from crawlers.rendering import Fetched, NoBrowserError, Rendered, Rendering
from crawlers.save_pages import capture_of, media_type
from crawlers.spider import PICTURE
from domain.capture import Capture, CaptureKind
from domain.listing import Listing

SCREENSHOT = "urn:view:"
"""Before a page's address: its screenshot's, as the archives of browsers write it."""


class Browser(ProductPages):
    """As jsonld; the evidence is the page as received and all that its scripts asked for."""

    name = "browser"
    options: ClassVar[Mapping[str, str]] = {
        **ProductPages.options,
        "wait_for": "CSS selector of what shows that a page is complete; without it, when its scripts ask for nothing",
        "screenshot": "true: a screenshot of each page with a listing is kept, for which its looks are fetched, too",
    }

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self._rendering = Rendering(self._fetch, self.source.limits.timeout)
        self._shows = self.option("screenshot") == "yes"

    @classmethod
    def option_fault(cls, name: str, value: str) -> tuple[str, str] | None:
        """As every platform, and `screenshot` is true or false."""
        if name == "screenshot" and value not in ("", "yes", "no"):
            return "bad-option", f"option screenshot {value!r} is not known; it is true or false"
        return super().option_fault(name, value)

    async def parse(  # type: ignore[override]  # Scrapy takes either kind
        self, response: Response, **kwargs: Any
    ) -> AsyncIterator[Any]:
        """As the other platforms do, of the page that a browser makes where the one received says nothing."""
        if not isinstance(response, HtmlResponse):
            self.tally.problem("not-a-page", response.url, "the server sent something else than HTML")
            return
        self.tally.add("pages")
        page, made = response, None
        records = list(self.records(response))
        links = list(self.links(response))
        if not records and (self.is_product_page(response.url) or not links):
            made = await self._rendered(response)
            if made is not None:
                page = response.replace(body=made.html.encode("utf-8", "replace"), encoding="utf-8")
                records, links = list(self.records(page)), list(self.links(page))
        found = list(self.listings(page, capture_of(response, CaptureKind.PAGE), records))
        if self._shows and any(isinstance(one, Listing) for one in found):
            found = self._shown(found, response, made or await self._rendered(response))
        for one in (*found, *links):
            yield one

    async def closed(self, reason: str) -> None:
        """Ends the browser with the crawl."""
        await self._rendering.close()

    async def _rendered(self, page: HtmlResponse) -> Rendered | None:
        """What the browser made of it; None where that failed, which is counted."""
        try:
            made = await self._rendering.rendered(page, self.option("wait_for"), screenshot=self._shows)
        except (NoBrowserError, TimeoutError, RuntimeError) as error:
            self.tally.problem("not-rendered", page.url, str(error))
            return None
        if len(made.html) > self.source.limits.page_bytes:
            self.tally.problem("too-large-unpacked", page.url, "larger than limits.page_bytes once its scripts had run")
            return None
        self.tally.add("rendered")
        return made

    def _shown(self, found: list[Any], page: HtmlResponse, made: Rendered | None) -> list[Any]:
        """What was found, the listings with the page's screenshot among their captures."""
        if made is None or not made.screenshot:
            why = made.fault if made is not None else "a browser could not make the page"
            self.tally.problem("no-screenshot", page.url, f"no screenshot: {why}")
            return found
        now = datetime.now(UTC)
        url = f"{SCREENSHOT}{page.url}"
        digest = self.warc.body(url, made.screenshot, "image/jpeg", now)
        keep(made.screenshot, digest, self.work / "pictures")
        self.tally.add("screenshots")
        place = str(self.folder / "pictures" / digest[:2] / digest)
        shot = Capture(CaptureKind.SCREENSHOT, url, digest, len(made.screenshot), "image/jpeg", now, place)
        return [replace(one, captures=(*one.captures, shot)) if isinstance(one, Listing) else one for one in found]

    async def _fetch(self, url: str, method: str, body: bytes, looks: bool) -> Fetched | None:
        engine = self.crawler.engine
        if engine is None or urlsplit(url).scheme not in ("http", "https"):
            return None
        meta = {PICTURE: True} if looks else None  # looks may lie anywhere public, as pictures may
        request = Request(url, method=method, body=body, callback=NO_CALLBACK, dont_filter=True, meta=meta)
        try:
            response = await engine.download_async(request)
        except Exception as error:  # noqa: BLE001 (whatever fails costs this request of the page only, and is counted)
            code, sentence = describe(error)
            self.tally.problem(code, url, f"asked for by a page: {sentence}")
            return None
        return Fetched(response.status, media_type(response) or "application/octet-stream", response.body)
