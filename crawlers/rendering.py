"""A page made by its scripts, in a chromium that has no network of its own.

Everything that the page's scripts ask for is asked for by the crawl itself: with its politeness, its robots.txt, its
check of addresses, and a record in the WARC. The browser's own connections all lead to a proxy that is not there.
"""

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from scrapy.http import HtmlResponse

_ARGUMENTS = (
    "--proxy-server=http://127.0.0.1:1",
    "--proxy-bypass-list=<-loopback>",  # not even this machine is reached past it
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--no-first-run",
)
_ASKED_FOR = frozenset({"document", "script", "xhr", "fetch"})
"""Kinds of request that are made; pictures, fonts and styles tell nothing that is read."""

MOST_REQUESTS = 120
"""Requests that the scripts of one page may make."""

Fetch = Callable[[str, str, bytes], Awaitable["Fetched | None"]]
"""Address, method, body -> what came, or None for a request that failed or was refused."""


class Fetched:
    """What the crawl fetched for a page: status, media type and body."""

    __slots__ = ("body", "media_type", "status")

    def __init__(self, status: int, media_type: str, body: bytes) -> None:
        self.status, self.media_type, self.body = status, media_type, body


class NoBrowserError(RuntimeError):
    """There is no browser to start; the message says what to install."""


class Rendering:
    """One chromium for one crawl, one page at a time.

    Args:
        fetch: how a request of a page is made.
        timeout: seconds that a page may take.
    """

    def __init__(self, fetch: Fetch, timeout: float) -> None:
        self._fetch = fetch
        self._timeout = timeout
        self._turn = asyncio.Lock()
        self._playwright: Any = None
        self._browser: Any = None

    async def rendered(self, page: HtmlResponse, wait_for: str) -> str:
        """The page's HTML once its scripts have run.

        Args:
            page: as it was received; it is not fetched again.
            wait_for: a CSS selector that shows that the page is complete; "" to wait until nothing is asked for.

        Raises:
            NoBrowserError: there is none.
            TimeoutError: the page was not complete in time.
            RuntimeError: the browser failed.
        """
        from playwright.async_api import Error
        from playwright.async_api import TimeoutError as TooSlow

        async with self._turn:
            context = await (await self._started()).new_context(service_workers="block", accept_downloads=False)
            try:
                return await self._in_context(context, page, wait_for)
            except TooSlow as error:
                raise TimeoutError("its scripts did not complete it in time") from error
            except Error as error:
                raise RuntimeError(str(error).splitlines()[0][:200]) from error
            finally:
                with suppress(Error):
                    await context.close()

    async def close(self) -> None:
        """Ends the browser."""
        if self._browser is not None:
            await self._browser.close()
            await self._playwright.stop()
            self._browser = None

    async def _in_context(self, context: Any, page: HtmlResponse, wait_for: str) -> str:
        tab = await context.new_page()
        left = MOST_REQUESTS

        async def answer(route: Any) -> None:
            nonlocal left
            request = route.request
            if request.url == page.url and request.resource_type == "document":
                await route.fulfill(status=200, content_type="text/html; charset=utf-8", body=page.text)
                return
            left -= 1
            if request.resource_type not in _ASKED_FOR or left < 0 or request.method not in ("GET", "POST"):
                await route.abort()
                return
            got = await self._fetch(request.url, request.method, request.post_data_buffer or b"")
            if got is None:
                await route.abort()
            else:
                await route.fulfill(status=got.status, content_type=got.media_type, body=got.body)

        await context.route("**/*", answer)
        limit = self._timeout * 1000
        await tab.goto(page.url, wait_until="domcontentloaded", timeout=limit)
        if wait_for:
            await tab.wait_for_selector(wait_for, state="attached", timeout=limit)
        else:
            await tab.wait_for_load_state("networkidle", timeout=limit)
        html: str = await tab.content()
        return html

    async def _started(self) -> Any:
        if self._browser is None:
            try:
                from playwright.async_api import async_playwright
            except ImportError as error:
                raise NoBrowserError("install markhound[browser] for platform browser") from error
            path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
            if path is None:
                raise NoBrowserError("there is no chromium; on Debian: apt install chromium")
            self._playwright = await async_playwright().start()
            root = ["--no-sandbox"] if os.geteuid() == 0 else []
            self._browser = await self._playwright.chromium.launch(executable_path=path, args=[*_ARGUMENTS, *root])
        return self._browser
