"""In a real browser, over a real socket: come in by the link, decide by keyboard, in both languages, at both widths."""

import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.review.browser import NARROW, WIDE, come_in, no_sideways_scroll, press


def test_five_leads_are_cleared_by_keyboard_alone(
    page: Any, link: Callable[[str], str], street: Any, shoot: Callable[[Any, str], None]
) -> None:
    from playwright.sync_api import expect

    come_in(page, link, "Lin Yue")
    expect(page.locator(".row")).to_have_count(7)
    shoot(page, "queue-en-1280")
    press(page, "j")
    press(page, "Enter")
    expect(page.locator("h1")).to_have_text("Qivarro")
    shoot(page, "lead-en-1280")
    press(page, "?")
    expect(page.locator("dialog[open]")).to_be_visible()
    press(page, "Escape")
    for key, word in (
        ("1", "Infringing"),
        ("2", "Not infringing"),
        ("3", "Unsure"),
        ("1", "Infringing"),
        ("2", "Not infringing"),
    ):
        press(page, key)
        expect(page.locator(".recorded b")).to_have_text(f"Recorded: {word}")
    press(page, "u")
    expect(page.locator(".log ol li")).to_contain_text("Lin Yue")
    expect(page.locator(".log ol li")).to_contain_text("Not infringing")
    expect(page.locator(".log .back")).to_contain_text("taken back by Lin Yue")
    assert [number for number in street.store.counts().values() if number] == [3, 1, 2, 1]


def test_next_previous_reason_and_note_by_key(page: Any, link: Callable[[str], str], street: Any) -> None:
    from playwright.sync_api import expect

    come_in(page, link, "Lin Yue")
    page.locator(".row h2 a").first.click()
    expect(page.locator("h1")).to_have_text("Qivarro")
    press(page, "j")
    expect(page.locator("h1")).to_have_text("穗桠坊")
    press(page, "k")
    expect(page.locator("h1")).to_have_text("Qivarro")
    page.locator("select[name=reason]").select_option("counterfeit")
    press(page, "Escape")
    press(page, "n")
    page.keyboard.type("12 boxes seen")
    press(page, "Enter")
    expect(page.locator("h1")).to_have_text("Qivarro")
    press(page, "1")
    expect(page.locator(".recorded")).to_be_visible()
    decided = street.store.page([], limit=1).leads[0].decision
    assert (decided.reason.value, decided.note, decided.reviewer) == ("counterfeit", "12 boxes seen", "Lin Yue")


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_matched_regions_are_framed_on_both_pictures(
    page: Any, link: Callable[[str], str], shoot: Callable[[Any, str], None], size: dict[str, int]
) -> None:
    from playwright.sync_api import expect

    come_in(page, link, "Lin Yue")
    page.set_viewport_size(size)
    page.locator(".row h2 a").first.click()
    page.wait_for_load_state("load")  # only then has the picture its size, and the frame its place

    def placed(where: str, wide: int, at: tuple[int, int]) -> None:
        frame, picture = page.locator(f"{where} .regions rect"), page.locator(f"{where} img").first
        expect(frame).to_be_visible()
        inner, outer = frame.bounding_box(), picture.bounding_box()
        assert outer["width"] > 100
        scale = outer["width"] / wide
        assert abs(inner["x"] - outer["x"] - at[0] * scale) < 4
        assert abs(inner["y"] - outer["y"] - at[1] * scale) < 4

    placed(".side:not(.of-right)", 640, (344, 262))
    placed(".side.of-right", 360, (20, 24))
    assert no_sideways_scroll(page)
    shoot(page, f"regions-{size['width']}")
    press(page, "z")
    placed("[data-pane=listing]", 640, (344, 262))
    placed("[data-pane=right]", 360, (20, 24))
    shoot(page, f"regions-compare-{size['width']}")
    press(page, "m")
    one, other = (frame.bounding_box() for frame in page.locator("#compare .regions rect").all())
    assert abs(one["width"] - other["width"]) < 8
    assert one["width"] > 0.6 * page.locator(".pane").first.bounding_box()["width"]
    shoot(page, f"regions-parts-{size['width']}")
    press(page, "0")
    placed("[data-pane=listing]", 640, (344, 262))


def test_chinese_and_narrow(page: Any, link: Callable[[str], str], shoot: Callable[[Any, str], None]) -> None:
    from playwright.sync_api import expect

    come_in(page, link, "林悦")
    page.get_by_role("link", name="中文").click()
    expect(page.locator("h1")).to_have_text("线索队列")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    shoot(page, "queue-zh-1280")
    page.locator(".row h2 a").first.click()
    expect(page.locator(".verdict.infringing")).to_contain_text("侵权")
    shoot(page, "lead-zh-1280")
    page.set_viewport_size(NARROW)
    shoot(page, "lead-zh-420")
    assert no_sideways_scroll(page)
    page.goto(page.url.split("/leads")[0] + "/?lang=en")
    shoot(page, "queue-en-420")
    assert no_sideways_scroll(page)
    page.locator(".row h2 a").first.click()
    shoot(page, "lead-en-420")


def test_hostile_listings_neither_run_nor_break_the_page(page: Any, link: Callable[[str], str], street: Any) -> None:
    from playwright.sync_api import expect

    alarms: list[str] = []
    page.on("dialog", lambda dialog: (alarms.append(dialog.message), dialog.dismiss()))
    street.queue(
        street.plain(901, 0.999, title="<img src=x onerror=alert(1)><script>alert(2)</script>Qivarro"),
        street.plain(902, 0.998, title="Qivarro" * 300, url="javascript:alert(3)"),
        street.plain(903, 0.997, title="Qivarro " + "e\u0301\u0302\u0303" * 400),
    )
    come_in(page, link, "Lin Yue")
    expect(page.locator(".row")).to_have_count(10)
    assert no_sideways_scroll(page)
    for number in range(3):
        page.locator(".row h2 a").nth(number).click()
        expect(page.locator(".decide")).to_be_visible()
        for size in (NARROW, WIDE):
            page.set_viewport_size(size)
            assert no_sideways_scroll(page)
        press(page, "q")
        expect(page.locator(".row")).to_have_count(10)
    assert alarms == []


SERVER = """
import sys
from pathlib import Path
from accounts.store import AccountStore
from database import make_engine
from leads.store import LeadStore
from review.access import Access
from review.app import make_app
from review.server import serve
folder = Path(sys.argv[1])
engine = make_engine(f"sqlite:///{folder / 'markhound.db'}")
store, accounts = LeadStore(engine, folder), AccountStore(engine)
app = make_app(store, pictures=folder / "pictures", access=Access.open(folder), accounts=accounts)
serve(app, "127.0.0.1", 0, lambda _address, link: print(link, flush=True))
print("ended", flush=True)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_server_prints_a_link_and_ends_on_a_signal(market: Any, number: signal.Signals) -> None:
    command = [sys.executable, "-c", SERVER, str(market.folder)]
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        link = process.stdout.readline().strip()
        answer = httpx.get(link, timeout=timedelta(seconds=5).total_seconds())
        process.send_signal(number)
        rest, errors = process.communicate(timeout=10)
    assert answer.status_code == 200
    assert (rest, errors, process.returncode) == ("ended\n", "", 0)
