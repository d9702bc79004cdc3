"""A storefront that nobody here wrote (django-oscar), crawled over HTTP from its front page to its last lantern.

It runs in an environment of its own, which `make .oscar/ready` makes; without that it is skipped.
"""

import os
import subprocess
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from domain.listing import Listing
from domain.report import StageReport
from domain.source import Limits, Politeness, Source

ROOT = Path(__file__).resolve().parents[2]
PYTHON = Path(os.environ.get("MARKHOUND_OSCAR_PYTHON") or ROOT / ".oscar" / "bin" / "python")
Read = Callable[[Source], tuple[StageReport, dict[str, Listing]]]


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if not PYTHON.exists():
        pytest.skip("django-oscar is not there; `make .oscar/ready` installs it")
    folder = tmp_path_factory.mktemp("oscar")
    script = Path(__file__).with_name("oscar_shop.py")
    with subprocess.Popen(
        [PYTHON, "-W", "ignore", script, folder, "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as shop:
        assert shop.stdout is not None
        ready = shop.stdout.readline().split()
        assert ready[:1] == ["ready"], "the shop did not start"
        yield ready[1]
        shop.terminate()


def test_every_lantern_of_a_real_shop_is_read(port: str, read: Read) -> None:
    source = Source(
        name="lane",
        platform="jsonld",
        start=(f"http://127.0.0.1:{port}/catalogue/",),
        private_hosts=(f"127.0.0.1:{port}",),
        min_listings=25,
        politeness=Politeness(delay=0, concurrency=4, obey_robots=False),
        limits=Limits(timeout=20),
        options=(("follow_pattern", "^/catalogue/(category/.*)?$"), ("product_pattern", r"^/catalogue/[\w-]+_\d+/$")),
    )
    report, found = read(source)
    assert report.error == ""
    by_title = {listing.title: listing for listing in found.values()}
    assert set(by_title) == {f"Velmora lantern {number}" for number in range(1, 26)}
    for number in range(1, 26):
        one = by_title[f"Velmora lantern {number}"]
        assert (one.price, one.currency) == (Decimal(f"{number}.50"), "EUR")
        assert one.description == f"Lantern number {number}, lit by hand."
        told = dict(one.attributes)
        assert told["availability"] == ("OutOfStock" if number == 3 else "InStock")
        assert told["gtin"] == f"40063813{number:05d}"
        assert len(one.pictures) == 1
    assert report.count("no-product") == 0
