"""A screenshot goes the way of the other captures: store, lead, seal, and the pack of a confirmed lead."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from installation import Installation, house

from domain.capture import CaptureKind
from exports.signing import make_key
from tests.crawlers.loopback_shop import Shop
from tests.exports.filled_house import confirm

pytestmark = pytest.mark.skipif(shutil.which("chromium") is None, reason="there is no chromium")
SOURCE = """[sources.town]
platform = "browser"
start = ["{url}/"]
private_hosts = ["{host}"]
[sources.town.politeness]
delay = 0
[sources.town.options]
product_pattern = "^/goods/"
screenshot = true
"""


def test_a_screenshot_reaches_the_lead_the_seal_and_the_pack(small: Installation) -> None:
    shop = Shop()
    shop.page("/", '<a href="/goods/1">1</a>')
    shop.product("/goods/1", offers={"price": "5", "priceCurrency": "CNY"})
    shop.answers["/goods/1"] = (shop.answers["/goods/1"][0].replace(b"product /goods/1", "Velmora 外套".encode()),)
    (small.folder / "sources.toml").write_text(SOURCE.format(url=shop.url, host=shop.host), encoding="utf-8")
    small.run("scan")
    shop.server.shutdown()
    shop.server.server_close()

    store = house(small)
    (lead,) = store.leads.every([])
    (shot,) = lead.listing.screenshots
    assert [one.kind for one in lead.listing.captures] == [CaptureKind.PAGE, CaptureKind.SCREENSHOT]
    assert Path(shot.location) == store.blobs.path_of(shot.digest).absolute()  # not the run folder's copy
    assert Path(shot.location).read_bytes()[:3] == b"\xff\xd8\xff"
    small.run("verify")

    confirm(store, lead.lead_id)
    make_key(store.base)
    pack = small.folder / "case.zip"
    small.run("export", "case", str(pack), "--right", "TM-1")
    with zipfile.ZipFile(pack) as opened:
        assert shot.digest in opened.read("case.json").decode()
        assert shot.url.encode() in opened.read("evidence.wacz")
        opened.extractall(small.folder / "unpacked")
    checked = [sys.executable, "-I", small.folder / "unpacked" / "verify.py", pack]
    said = subprocess.run(checked, capture_output=True, text=True, check=True).stdout
    assert "2 captures read and compared" in said
