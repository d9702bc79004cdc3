"""A screenshot taken at the time of the crawl, beside the other captures on the lead page."""

from typing import Any

from lxml import html

from domain.capture import Capture, CaptureKind
from tests.review.conftest import NOW, draw_product

ADDRESS = "https://shop.example/item/1"


def test_a_screenshot_is_shown_with_the_captures_and_a_lead_without_one_shows_none(market: Any, signed_in: Any) -> None:
    place = market.keep(draw_product("jacket", "#28435f", logo=False))
    digest = place.rpartition("/")[2]
    shot = Capture(CaptureKind.SCREENSHOT, f"urn:view:{ADDRESS}", digest, 9, "image/jpeg", NOW, place)
    page = Capture(CaptureKind.PAGE, ADDRESS, "a" * 64, 9, "text/html", NOW)
    with_one, without = market.queue(market.plain(1, captures=(page, shot)), market.plain(2, captures=(page,)))
    shown = html.fromstring(signed_in.get(f"/leads/{with_one}").text)
    assert shown.xpath("//a[@class='screenshot']/@href") == [f"/pictures/{digest}"]
    assert signed_in.get(f"/pictures/{digest}").status_code == 200
    assert digest in shown.xpath("string(//*[@id='capture']/..)")
    assert "a" * 64 in shown.xpath("string(//*[@id='digest'])")  # the page's own digest stays the first
    assert 'class="screenshot"' not in signed_in.get(f"/leads/{without}").text
