"""Saved real pages, served on loopback: every one is crawled, none breaks the crawl."""

import re
from pathlib import Path

import pytest

from crawlers.run import crawl
from domain.source import Limits
from tests.crawlers.loopback_shop import AGENT, Shop, listings

PRODUCT = re.compile(
    rb"""["']?@type["']?\s*:\s*["']Product["']|itemtype=["']?https?://schema\.org/Product\b|content=["']product["']"""
)


def test_all_saved_pages_are_crawled(
    shared_data: Path, shop: Shop, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = sorted(path for path in (shared_data / "pages").rglob("*") if path.is_file())
    for number, path in enumerate(files):
        shop.answers[f"/saved/{number}"] = (path.read_bytes(), "text/html")
    shop.index()
    source = shop.source(limits=Limits(timeout=20, pictures=0), options=(("follow_pattern", r"^/saved/\d+$"),))

    report = crawl(source, tmp_path, user_agent=AGENT)

    found = listings(tmp_path).values()
    read = {int(listing.captures[0].url.rpartition("/")[2]) for listing in found}
    carry = {number for number, path in enumerate(files) if PRODUCT.search(path.read_bytes())}
    with capsys.disabled():
        print(f"\nreal pages: {len(files)} served, {len(carry)} carry a product, {len(found)} listings;")
        print(" ", ", ".join(f"{name} {number}" for name, number in report.counts if number))
    assert report.error == ""
    assert report.count("pages") == len(files) + 1
    assert report.count("page-crashed") == 0
    assert carry <= read, [files[number].name for number in carry - read]
