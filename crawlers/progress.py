"""How far a crawl is: lines on the child's standard output, read by the parent."""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from time import monotonic

from scrapy import signals
from scrapy.crawler import Crawler

from crawlers.spider import spider_of

EVERY = 0.3
"""Seconds between two lines at most: enough for a progress bar, nothing beside a crawl."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Numbers so far: listings written, pages read, pictures kept."""

    listings: int = 0
    pages: int = 0
    pictures: int = 0

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> "Progress":
        """Out of a tally's counts."""
        return cls(counts.get("listings", 0), counts.get("pages", 0), counts.get("pictures", 0))


def read_line(line: bytes) -> Progress | None:
    """A line that `Telltale` wrote; None for anything else."""
    try:
        return Progress(**json.loads(line))
    except (ValueError, TypeError):
        return None


class Telltale:
    """A Scrapy extension that tells."""

    def __init__(self, crawler: Crawler) -> None:
        self._tally = spider_of(crawler).tally
        self._told = 0.0
        crawler.signals.connect(self._tell, signal=signals.response_received)
        crawler.signals.connect(self._tell, signal=signals.item_scraped)
        crawler.signals.connect(self._tell_last, signal=signals.spider_closed)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "Telltale":
        """Scrapy's way to make a component."""
        return cls(crawler)

    def _tell(self) -> None:
        if monotonic() - self._told >= EVERY:
            self._tell_last()

    def _tell_last(self) -> None:
        self._told = monotonic()
        sys.stdout.write(json.dumps(asdict(Progress.of(self._tally.counts))) + "\n")
        sys.stdout.flush()
