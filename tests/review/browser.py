"""A real server, a page of Debian's chromium, and what tests do with both."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from review.access import Access
from review.app import make_app
from review.server import ReviewServer

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 420, "height": 900}


@pytest.fixture
def link(street: Any) -> Iterator[Callable[[str], str]]:
    """A real server over the street; each call gives another one-time link for somebody."""
    from tests.review.conftest import invite

    access = Access("1" * 64)
    ready = threading.Event()
    server = ReviewServer(
        make_app(
            street.store,
            pictures=street.pictures,
            access=access,
            accounts=street.accounts,
            finder=street.finder,
        ),
        "127.0.0.1",
        0,
        lambda _address, _link: ready.set(),
    )
    thread = threading.Thread(target=server.run_here)
    thread.start()
    assert ready.wait(10)
    yield lambda name: f"{server.address}/enter?token={invite(street.accounts, name, datetime.now(UTC))}"
    server.should_exit = True
    thread.join(10)
    assert not thread.is_alive()


@pytest.fixture
def page(link: Callable[[str], str]) -> Iterator[Any]:
    """A page of Debian's chromium; anything that the console calls an error fails the test."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"the review page in a real browser: no {CHROMIUM} on this machine")
    playwright = pytest.importorskip("playwright.sync_api", reason="the review page in a real browser: no playwright")
    with playwright.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport=WIDE)
        page.set_default_timeout(8000)
        errors: list[str] = []
        # A refused decision is an answer of ours that Chromium lists among the errors.
        page.on(
            "console",
            lambda message: (
                errors.append(message.text) if message.type == "error" and "status of 409" not in message.text else None
            ),
        )
        page.on("pageerror", lambda error: errors.append(str(error)))
        yield page
        browser.close()
        assert errors == []


@pytest.fixture
def shoot(tmp_path: Path) -> Callable[[Any, str], None]:
    """Takes a screenshot; a folder in MARKHOUND_SCREENSHOTS gets a copy."""

    def take(page: Any, name: str) -> None:
        page.wait_for_load_state("networkidle")
        path = tmp_path / f"{name}.png"
        page.screenshot(path=path)
        assert path.stat().st_size > 10_000
        if kept := os.environ.get("MARKHOUND_SCREENSHOTS"):
            Path(kept).mkdir(parents=True, exist_ok=True)
            shutil.copy(path, kept)

    return take


def come_in(page: Any, link: Callable[[str], str], name: str) -> None:
    page.goto(link(name))
    page.locator(".primary").click()
    page.wait_for_load_state("load")


def press(page: Any, key: str) -> None:
    """Presses a key once the page listens."""
    page.locator("html[data-ready]").wait_for(state="attached")
    page.keyboard.press(key)


def no_sideways_scroll(page: Any) -> bool:
    page.wait_for_load_state("load")
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))
