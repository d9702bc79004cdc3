"""Shops on loopback for each test, and crawls of them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crawlers.run import crawl
from domain.listing import Listing
from domain.report import StageReport
from domain.source import Source
from tests.crawlers.loopback_shop import AGENT, Shop, listings, serving


@pytest.fixture
def shop() -> Iterator[Shop]:
    with serving() as made:
        yield made


@pytest.fixture(scope="module")
def wide_shop() -> Iterator[Shop]:
    """One shop for a whole file of tests."""
    with serving() as made:
        yield made


@pytest.fixture
def read(tmp_path: Path) -> Callable[[Source], tuple[StageReport, dict[str, Listing]]]:
    """Crawls a source into a folder of its own."""

    def crawl_it(source: Source) -> tuple[StageReport, dict[str, Listing]]:
        folder = tmp_path / source.name
        report = crawl(source, folder, user_agent=AGENT)
        return report, listings(folder) if (folder / "listings.jsonl").exists() else {}

    return crawl_it
