"""A Scrapy spider that only yields items: `python -m benchmarks.crawled.bare ADDRESS [pictures]`; prints how many.

Scrapy as it comes, without delay and without robots.txt; with `pictures` it also asks for each item's picture, so that
it makes the same requests as the crawl beside it.
"""

import json
import sys
from collections.abc import Iterator
from typing import Any

import scrapy
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

CONCURRENCY = 16


class Bare(scrapy.Spider):
    """Follows every link and reads JSON-LD with json.loads."""

    name = "bare"
    count = 0

    def __init__(self, start: str, pictures: bool, **more: Any) -> None:
        super().__init__(**more)
        self.start_urls = [start]
        self._pictures = pictures

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Any]:
        """Items of a page and its links."""
        for text in response.css('script[type="application/ld+json"]::text').getall():
            product = json.loads(text)
            Bare.count += 1
            yield {"id": product["sku"], "title": product["name"], "price": product["offers"]["price"]}
            if self._pictures:
                yield response.follow(product["image"], self.picture)
        for address in response.css("a::attr(href)").getall():
            if not address.startswith("/help"):
                yield response.follow(address, self.parse)

    def picture(self, response: Response) -> None:
        """It has come; that is all."""


def main() -> None:
    """Crawls and prints the number of items."""
    process = AsyncCrawlerProcess(
        {
            "LOG_LEVEL": "ERROR",
            "CONCURRENT_REQUESTS": CONCURRENCY,
            "CONCURRENT_REQUESTS_PER_DOMAIN": CONCURRENCY,
            "TELNETCONSOLE_ENABLED": False,
            "REMOTE_CONTROL_ENABLED": False,
            "DOWNLOAD_DELAY": 0,
        }
    )
    process.crawl(Bare, start=sys.argv[1], pictures=sys.argv[2:] == ["pictures"])
    process.start()
    print(Bare.count)


if __name__ == "__main__":
    main()
