"""Pages that scripts make: read without a browser where the scripts hold the offer, else in one without network."""

import asyncio
import hashlib
import io
import json
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image
from scrapy.http import HtmlResponse

from crawlers.rendering import MOST_BYTES, TALLEST, WIDTH, Fetched, Rendered, Rendering
from domain.capture import CaptureKind
from domain.listing import Listing
from domain.report import StageReport
from domain.source import Source
from evidence.records import find
from tests.crawlers.loopback_shop import Shop, picture, records

pytestmark = pytest.mark.skipif(shutil.which("chromium") is None, reason="there is no chromium")
Read = Callable[[Source], tuple[StageReport, dict[str, Listing]]]
OPTIONS = (("product_pattern", "^/goods/"),)
MADE = """<html><head><title>Loading</title></head><body><div id="app"></div><script>
Promise.all([fetch('/api/lantern').then(r => r.json()),
  fetch('http://127.0.0.1:%s/private').then(r => r.text()).catch(e => 'no')])
.then(([it, leak]) => { document.getElementById('app').innerHTML =
  '<h1>' + it.name + '</h1><p class="price">$' + it.cost + '</p><p>SKU: ' + it.no + '</p><i>' + leak + '</i>'; });
</script></body></html>"""


def test_a_page_made_by_scripts_is_read_and_its_requests_are_the_crawl_s(
    shop: Shop, read: Read, tmp_path: Path
) -> None:
    other = Shop()
    other.answers["/private"] = (b"secret", "text/plain")
    shop.page("/", '<a href="/goods/1">1</a>')
    shop.page("/goods/1", MADE % other.server.server_port)
    shop.answers["/api/lantern"] = (
        json.dumps({"name": "Velmora lantern", "cost": 19.9, "no": "VL-1"}).encode(),
        "application/json",
    )
    report, found = read(shop.source(platform="browser", options=(*OPTIONS, ("wait_for", "h1"))))
    other.server.shutdown()
    other.server.server_close()
    (one,) = found.values()
    assert (one.title, one.price, one.currency) == ("Velmora lantern", Decimal("19.9"), "USD")
    assert report.count("rendered") == 1
    assert other.asked == []  # the browser has no network of its own, and the crawl refuses the address
    assert report.count("address-refused") == 1
    held = {record.rec_headers.get_header("WARC-Target-URI") for record in records(tmp_path / "shop")}
    assert f"{shop.url}/api/lantern" in held
    assert one.page is not None
    assert one.page.url == f"{shop.url}/goods/1"


def test_where_the_scripts_hold_the_offer_no_browser_is_started(shop: Shop, read: Read) -> None:
    state = {"product": {"sku": "VL-1", "name": "Velmora lantern", "price": 19.9, "inStock": True}}
    shop.page("/", '<a href="/goods/1">1</a>')
    shop.page(
        "/goods/1",
        f"<title>Velmora lantern</title><h1>Velmora lantern</h1><script>var s = {json.dumps(state)}</script>",
    )
    report, found = read(shop.source(platform="browser", options=OPTIONS))
    (one,) = found.values()
    assert (one.title, one.price) == ("Velmora lantern", Decimal("19.9"))
    assert report.count("rendered") == 0


def test_a_page_that_is_never_complete_is_counted(shop: Shop, read: Read) -> None:
    from domain.source import Limits

    shop.page("/", '<a href="/goods/1">1</a>')
    shop.page("/goods/1", "<html><body><p>x</p></body></html>")
    options = (*OPTIONS, ("wait_for", ".never"))
    report, found = read(shop.source(platform="browser", options=options, limits=Limits(timeout=3)))
    assert found == {}
    assert report.count("not-rendered") == 1


SHOWN = (*OPTIONS, ("screenshot", "yes"))
DRAWN = """<html><head><title>Loading</title><link rel="stylesheet" href="/style.css"></head><body><div id="app"></div>
<script>fetch('/api/lantern').then(r => r.json()).then(it => { document.getElementById('app').innerHTML =
  '<h1>' + it.name + '</h1><p class="price">$' + it.cost + '</p><p>SKU: ' + it.no + '</p><img src="/lantern.png">'; });
</script></body></html>"""


def _drawn_shop(shop: Shop) -> None:
    shop.page("/", '<a href="/goods/1">1</a>')
    shop.page("/goods/1", DRAWN)
    told = {"name": "Velmora lantern", "cost": 19.9, "no": "VL-1"}
    shop.answers["/api/lantern"] = (json.dumps(told).encode(), "application/json")
    shop.answers["/style.css"] = (b"body{margin:0;background:#00ff00} img{width:200px;height:200px}", "text/css")
    shop.answers["/lantern.png"] = (picture("red", (200, 200)), "image/png")


def _colours(data: bytes) -> set[str]:
    """Which of red and green fill much of a picture."""
    shown = Image.open(io.BytesIO(data)).convert("RGB")
    found = {str(colour): 0 for colour in ("red", "green")}
    for count, (red, green, blue) in shown.getcolors(shown.width * shown.height) or []:
        found["red"] += count if red > 200 and green < 60 and blue < 60 else 0
        found["green"] += count if green > 200 and red < 60 and blue < 60 else 0
    return {colour for colour, count in found.items() if count > 10_000}


def test_a_screenshot_of_the_rendered_page_is_a_capture_of_its_listing(shop: Shop, read: Read, tmp_path: Path) -> None:
    _drawn_shop(shop)
    report, found = read(shop.source(platform="browser", options=SHOWN))
    (one,) = found.values()
    (shot,) = one.screenshots
    assert (one.title, one.price) == ("Velmora lantern", Decimal("19.9"))
    assert (shot.url, shot.media_type) == (f"urn:view:{shop.url}/goods/1", "image/jpeg")
    assert report.count("screenshots") == 1
    kept = Path(shot.location).read_bytes()
    assert hashlib.sha256(kept).hexdigest() == shot.digest
    assert _colours(kept) == {"red", "green"}  # the page's picture on the colour of its style sheet
    assert one.page is not None
    assert one.page.kind is CaptureKind.PAGE  # what was received stays the evidence; the screenshot shows it
    (held,) = [r for r in records(tmp_path / "shop") if r.rec_headers.get_header("WARC-Target-URI") == shot.url]
    assert held.rec_type == "resource"
    proof = find(tmp_path / "shop" / "pages.warc.gz", [shot])
    assert set(proof.records) == {(shot.url, shot.digest)}  # a case pack finds it as it finds the page


def test_a_page_that_says_all_without_its_scripts_is_shown_too_and_a_list_is_not(shop: Shop, read: Read) -> None:
    shop.product("/goods/1", offers={"price": "5", "priceCurrency": "CNY"})
    shop.page("/", '<a href="/goods/1">1</a>')
    report, found = read(shop.source(platform="browser", options=SHOWN))
    (one,) = found.values()
    assert [shot.url for shot in one.screenshots] == [f"urn:view:{shop.url}/goods/1"]
    assert report.count("rendered") == 1


def test_without_the_option_no_looks_are_fetched(shop: Shop, read: Read) -> None:
    _drawn_shop(shop)
    _, found = read(shop.source(platform="browser", options=OPTIONS))
    (one,) = found.values()
    assert one.screenshots == ()
    assert "/style.css" not in shop.paths()


def _rendered(html: str) -> Rendered:
    async def nothing(url: str, method: str, body: bytes, looks: bool) -> Fetched | None:
        return None

    async def made() -> Rendered:
        rendering = Rendering(nothing, 20)
        try:
            page = HtmlResponse("http://shop.example/goods/1", body=html.encode(), encoding="utf-8")
            return await rendering.rendered(page, "", screenshot=True)
        finally:
            await rendering.close()

    return asyncio.run(made())


def test_a_page_of_any_height_gives_a_screenshot_within_bounds() -> None:
    noise = """<canvas id="c" width="1280" height="4096"></canvas><div style="height:900000px"></div><script>
    const it = document.getElementById('c').getContext('2d'), all = it.createImageData(1280, 4096);
    for (let i = 0; i < all.data.length; i++) all.data[i] = i % 4 == 3 ? 255 : Math.random() * 256;
    it.putImageData(all, 0, 0);</script>"""
    made = _rendered(f"<body style='margin:0'><h1>noise</h1>{noise}")
    assert made.screenshot or made.fault
    assert len(made.screenshot) <= MOST_BYTES
    tall = _rendered("<body style='margin:0'><h1>tall</h1><div style='height:900000px'></div>")
    assert Image.open(io.BytesIO(tall.screenshot)).size == (WIDTH, TALLEST)
    assert "<h1>tall</h1>" in tall.html


def test_a_page_that_lies_about_its_height_still_gives_its_listing() -> None:
    made = _rendered(
        "<h1>x</h1><script>Object.defineProperty(document.documentElement, 'scrollHeight', {value: 'far'})</script>"
    )
    assert "<h1>x</h1>" in made.html
    assert made.screenshot == b""
    assert made.fault
