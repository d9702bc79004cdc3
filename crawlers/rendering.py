"""A page made by its scripts, in a chromium that has no network of its own.

Everything that the page's scripts ask for is asked for by the crawl itself: with its politeness, its robots.txt, its
check of addresses, and a record in the WARC. The browser's own connections all lead to a proxy that is not there.
"""

import asyncio
import os
import shutil
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
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
_LOOKS = frozenset({"image", "stylesheet", "font"})
"""Kinds of request that are made: pictures, fonts and styles tell nothing that is read; a screenshot wants them."""

MOST_REQUESTS = 120
"""Requests that the scripts of one page may make, and how many its looks may."""

WIDTH, HEIGHT, TALLEST = 1280, 1024, 4096
"""Pixels: of the window, and of a screenshot, which begins at the top of the page."""

MOST_BYTES = 1_500_000
_QUALITIES = (80, 45, 20)
"""Bytes of a screenshot, and the JPEG qualities that are tried until it is that small."""

SETTLING = 5.0
"""Seconds that pictures and styles are waited for at most where `wait_for` says that the page is complete."""

Fetch = Callable[[str, str, bytes, bool], Awaitable["Fetched | None"]]
"""Address, method, body, whether only for looks -> what came, or None for a request that failed or was refused."""


class Fetched:
    """What the crawl fetched for a page: status, media type and body."""

    __slots__ = ("body", "media_type", "status")

    def __init__(self, status: int, media_type: str, body: bytes) -> None:
        self.status, self.media_type, self.body = status, media_type, body


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as its scripts made it.

    Attributes:
        html: of its elements.
        screenshot: JPEG, at most WIDTH x TALLEST pixels and MOST_BYTES; b"" where none was asked for or came about.
        fault: why none came about, "" else.
    """

    html: str
    screenshot: bytes = b""
    fault: str = ""


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

    async def rendered(self, page: HtmlResponse, wait_for: str, *, screenshot: bool = False) -> Rendered:
        """The page once its scripts have run.

        Args:
            page: as it was received; it is not fetched again.
            wait_for: a CSS selector that shows that the page is complete; "" to wait until nothing is asked for.
            screenshot: whether one is taken; pictures and styles are fetched for it.

        Raises:
            NoBrowserError: there is none.
            TimeoutError: the page was not complete in time.
            RuntimeError: the browser failed.
        """
        from playwright.async_api import Error
        from playwright.async_api import TimeoutError as TooSlow

        async with self._turn:
            window: Any = {"width": WIDTH, "height": HEIGHT}
            context = await (await self._started()).new_context(
                service_workers="block", accept_downloads=False, viewport=window
            )
            try:
                return await self._in_context(context, page, wait_for, screenshot)
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

    async def _in_context(self, context: Any, page: HtmlResponse, wait_for: str, screenshot: bool) -> Rendered:
        tab = await context.new_page()
        await context.route("**/*", self._answers(page, _ASKED_FOR | _LOOKS if screenshot else _ASKED_FOR))
        limit = self._timeout * 1000
        await tab.goto(page.url, wait_until="domcontentloaded", timeout=limit)
        if wait_for:
            await tab.wait_for_selector(wait_for, state="attached", timeout=limit)
        else:
            await tab.wait_for_load_state("networkidle", timeout=limit)
        if screenshot and wait_for:
            await _settled(tab, min(limit, SETTLING * 1000))
        html: str = await tab.content()
        return await _shot(tab, html, limit) if screenshot else Rendered(html)

    def _answers(self, page: HtmlResponse, kinds: frozenset[str]) -> Callable[[Any], Awaitable[None]]:
        """What answers the requests of a page: the page itself, then what the crawl fetches for it."""
        left = {True: MOST_REQUESTS, False: MOST_REQUESTS}  # for looks, and for the others

        async def answer(route: Any) -> None:
            request = route.request
            kind = request.resource_type
            if request.url == page.url and kind == "document":
                await route.fulfill(status=200, content_type="text/html; charset=utf-8", body=page.text)
                return
            left[kind in _LOOKS] -= 1
            if kind not in kinds or left[kind in _LOOKS] < 0 or request.method not in ("GET", "POST"):
                await route.abort()
                return
            got = await self._fetch(request.url, request.method, request.post_data_buffer or b"", kind in _LOOKS)
            if got is None:
                await route.abort()
            else:
                await route.fulfill(status=got.status, content_type=got.media_type, body=got.body)

        return answer

    async def _started(self) -> Any:
        if self._browser is None:
            try:
                from playwright.async_api import async_playwright
            except ImportError as error:
                raise NoBrowserError("install markhound[browser] for platform browser") from error
            path = browser_path()
            self._playwright = await async_playwright().start()
            root = ["--no-sandbox"] if os.geteuid() == 0 else []
            self._browser = await self._playwright.chromium.launch(executable_path=path, args=[*_ARGUMENTS, *root])
        return self._browser


def browser_path() -> str:
    """Where the browser lies.

    Raises:
        NoBrowserError: there is none.
    """
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        raise NoBrowserError("there is no chromium; on Debian: apt install chromium")
    return path


async def _settled(tab: Any, limit: float) -> None:
    """Waits until nothing is asked for any more; a page that never rests is taken as it is."""
    from playwright.async_api import TimeoutError as TooSlow

    with suppress(TooSlow):
        await tab.wait_for_load_state("networkidle", timeout=limit)


async def _shot(tab: Any, html: str, limit: float) -> Rendered:
    """The page with its screenshot; without one the page is worth as much to the listing."""
    from playwright.async_api import Error

    try:
        height = await tab.evaluate("document.documentElement.scrollHeight")
        clip = {"x": 0, "y": 0, "width": WIDTH, "height": max(HEIGHT, min(int(height), TALLEST))}
        for quality in _QUALITIES:
            taken: bytes = await tab.screenshot(
                type="jpeg", quality=quality, full_page=True, clip=clip, animations="disabled", timeout=limit
            )
            if len(taken) <= MOST_BYTES:
                return Rendered(html, taken)
    except (Error, TypeError, ValueError) as error:  # a page may put anything where its height should be
        return Rendered(html, fault=str(error).splitlines()[0][:200] if str(error) else type(error).__name__)
    return Rendered(html, fault=f"more than {MOST_BYTES:,} bytes however it is packed")
