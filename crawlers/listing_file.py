"""Writes listings.jsonl: one line a listing, once its pictures have ended."""

from typing import TextIO

from scrapy.crawler import Crawler

from crawlers.spider import spider_of
from domain.listing import Listing
from domain.listing_json import parse_line, write_line

NAME = "listings.jsonl"


def filled(listing: Listing) -> list[str]:
    """Fields that a listing has."""
    values = {
        "brand": listing.brand,
        "category": listing.category,
        "description": listing.description,
        "pictures": listing.pictures,
        "price": listing.price is not None,
        "seller": listing.seller.seller_id or listing.seller.name,
    }
    return [name for name, value in values.items() if value]


class ListingFile:
    """The last item pipeline."""

    def __init__(self, crawler: Crawler) -> None:
        self._spider = spider_of(crawler)
        self._path = self._spider.work / NAME
        self._file: TextIO = self._path.open("w", encoding="utf-8", newline="\n")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> "ListingFile":
        """Scrapy's way to make a component."""
        return cls(crawler)

    def process_item(self, item: Listing) -> Listing:
        """Writes a line; picture paths become relative to the run folder."""
        self._file.write(write_line(item, self._spider.folder))
        self._spider.tally.add("listings")
        self._spider.filled.update(filled(item))
        self._spider.under_way -= 1
        return item

    def close_spider(self) -> None:
        """Ends the file, without the listings that were replaced after they had been written."""
        self._file.close()
        ids = self._spider.ids
        if not ids.replaced:
            return
        base = self._spider.folder
        again = self._path.with_suffix(".again")
        with self._path.open("rb") as old, again.open("wb") as new:
            for line in old:
                if ids.holds(parse_line(line, base)[0]):
                    new.write(line)
                else:
                    self._spider.tally.add("listings", -1)
        again.replace(self._path)
