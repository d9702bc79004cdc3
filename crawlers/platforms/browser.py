"""Shops whose pages are made by scripts: what the scripts hold is read first, and only where that is nothing a browser
makes the page."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import HtmlResponse, Response
from scrapy.http.request import NO_CALLBACK

from crawlers.faults import describe
from crawlers.platforms.jsonld import ProductPages
from crawlers.rendering import Fetched, NoBrowserError, Rendering
from crawlers.save_pages import capture_of, media_type
from domain.capture import CaptureKind


class Browser(ProductPages):
    """As jsonld; the evidence is the page as received and all that its scripts asked for."""

    name = "browser"
    options: ClassVar[Mapping[str, str]] = {
        **ProductPages.options,
        "wait_for": "CSS selector of what shows that a page is complete; without it, when its scripts ask for nothing",
    }

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self._rendering = Rendering(self._fetch, self.source.limits.timeout)

    async def parse(  # type: ignore[override]  # Scrapy takes either kind
        self, response: Response, **kwargs: Any
    ) -> AsyncIterator[Any]:
        """As the other platforms do, of the page that a browser makes where the one received says nothing."""
        if not isinstance(response, HtmlResponse):
            self.tally.problem("not-a-page", response.url, "the server sent something else than HTML")
            return
        self.tally.add("pages")
        page = response
        if not list(self.records(response)) and (self.is_product_page(response.url) or not list(self.links(response))):
            page = await self._rendered(response)
        for listing in self.listings(page, capture_of(response, CaptureKind.PAGE)):
            yield listing
        for request in self.links(page):
            yield request

    async def closed(self, reason: str) -> None:
        """Ends the browser with the crawl."""
        await self._rendering.close()

    async def _rendered(self, page: HtmlResponse) -> HtmlResponse:
        """What the browser made of it; the page itself where that failed, which is counted."""
        try:
            html = await self._rendering.rendered(page, self.option("wait_for"))
        except (NoBrowserError, TimeoutError, RuntimeError) as error:
            self.tally.problem("not-rendered", page.url, str(error))
            return page
        if len(html) > self.source.limits.page_bytes:
            self.tally.problem("too-large-unpacked", page.url, "larger than limits.page_bytes once its scripts had run")
            return page
        self.tally.add("rendered")
        return page.replace(body=html.encode("utf-8", "replace"), encoding="utf-8")

    async def _fetch(self, url: str, method: str, body: bytes) -> Fetched | None:
        engine = self.crawler.engine
        if engine is None or urlsplit(url).scheme not in ("http", "https"):
            return None
        request = Request(url, method=method, body=body, callback=NO_CALLBACK, dont_filter=True)
        try:
            response = await engine.download_async(request)
        except Exception as error:  # noqa: BLE001 (whatever fails costs this request of the page only, and is counted)
            code, sentence = describe(error)
            self.tally.problem(code, url, f"asked for by a page's scripts: {sentence}")
            return None
        return Fetched(response.status, media_type(response) or "application/octet-stream", response.body)
