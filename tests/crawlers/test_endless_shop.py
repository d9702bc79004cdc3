"""A shop that never ends: the crawl does, keeps what it read, and says so as a warning."""

import json
import time
from collections.abc import Callable
from pathlib import Path

from domain.listing import Listing
from domain.report import StageReport
from domain.source import Limits, Politeness, Source
from tests.crawlers.loopback_shop import Handler, Shop, product_page

Read = Callable[[Source], tuple[StageReport, dict[str, Listing]]]


def endless(shop: Shop, links: int = 3, pause: float = 0.02) -> None:
    """Each page is an offer and leads to others that no page has named yet."""

    def page(handler: Handler) -> None:
        time.sleep(pause)
        name = handler.path.strip("/")
        more = "".join(f'<a href="/{name}{number}">more</a>' for number in range(links))
        offer = product_page(name=f"offer {name}", sku=f"n{name}", image="/none.png")
        handler.reply(offer.replace("<body>", f"<body>{more}").encode())

    class Everything(dict[str, object]):
        def get(self, path: str, default: object = None) -> object:
            return None if "." in path else page

    shop.answers = Everything()


def test_time_runs_out_gracefully(shop: Shop, read: Read) -> None:
    endless(shop)
    began = time.monotonic()
    report, found = read(shop.source(limits=Limits(minutes=0.05)))
    assert 3 <= time.monotonic() - began < 15
    assert report.error == ""
    assert len(found) == report.count("listings") > 10
    assert report.count("time-spent") > 0
    assert any("limits.minutes" in problem.message for problem in report.problems if problem.code == "time-spent")


def test_no_more_is_queued_than_may_be_asked(shop: Shop, read: Read, tmp_path: Path) -> None:
    endless(shop, links=200, pause=0)
    report, found = read(shop.source(politeness=Politeness(delay=0, max_requests=60)))
    assert report.error == ""
    assert len(shop.asked) == 60
    assert len(found) > 10
    stats = json.loads((tmp_path / "shop" / "crawl.json").read_text())["stats"]
    assert stats["scheduler/enqueued"] == 60


def test_a_feed_without_an_end_is_read_as_far_as_time_allows(tmp_path: Path, read: Read) -> None:
    path = tmp_path / "f.jsonl"
    with path.open("w") as file:
        for number in range(60_000):
            file.write(json.dumps({"listing_id": str(number), "url": "https://shop.example/", "title": "x"}) + "\n")
    report, found = read(Source("f", "feed", (str(path),), limits=Limits(minutes=0.03)))
    assert report.error == ""
    assert report.count("time-spent") == 1
    assert 0 < len(found) < 60_000


def test_both_bounds_hold_unless_they_are_lifted() -> None:
    assert Politeness().max_requests == 200_000
    assert Limits().minutes == 240


def test_no_bound_is_no_bound(shop: Shop, read: Read) -> None:
    shop.product("/one")
    shop.index()
    report, found = read(shop.source(politeness=Politeness(delay=0, max_requests=0), limits=Limits(minutes=0)))
    assert set(found) == {"one"}
    assert report.problems == ()
