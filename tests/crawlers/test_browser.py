"""Pages that scripts make: read without a browser where the scripts hold the offer, else in one without network."""

import json
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from domain.listing import Listing
from domain.report import StageReport
from domain.source import Source
from tests.crawlers.loopback_shop import Shop, records

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
