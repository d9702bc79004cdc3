"""Scrapy's adaptive throttle, which never goes below the delay that a host's robots.txt asks for."""

from typing import Any

from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response

from crawlers.spider import spider_of


class Throttle(AutoThrottle):
    """Adapts the pause to the time that a host needs to answer."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._delays = spider_of(crawler).crawl_delays

    def _adjust_delay(self, slot: Any, latency: float, response: Response) -> None:
        super()._adjust_delay(slot, latency, response)
        keep_apart(slot, self._delays.get(str(response.meta.get("download_slot")), 0.0))


def keep_apart(slot: Any, seconds: float) -> None:
    """Sees to it that requests of one of Scrapy's download slots are at least so far apart."""
    if seconds > 0:
        slot.delay = max(slot.delay, seconds)
        slot.randomize_delay = False  # it would halve the pause now and then
