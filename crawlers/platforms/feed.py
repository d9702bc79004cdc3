"""Listings that a marketplace supplies: JSONL or CSV by the listings contract, from a file or an address."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, ClassVar
from urllib.parse import urljoin, urlsplit

from scrapy.http import Response

from crawlers.csv_file import can_read, records
from crawlers.merchant_xml import BadXmlError, items
from crawlers.prices import read_price
from crawlers.record import Reading, read
from crawlers.save_pages import capture_of
from crawlers.spider import SourceSpider
from domain.capture import Capture, CaptureKind
from domain.fields import Json, MalformedError
from domain.listing import Listing
from domain.listing_json import listing_from, parse_line

ROOM = 64
"""Listings of a local feed whose pictures may be under way at once; the file is read no faster than that."""

LONGEST_LINE = 8_000_000
"""Bytes of one line; a longer one is counted and skipped."""

ENDINGS = (".csv", ".jsonl", ".json", ".ndjson", ".xml")
"""Of the files in a watched folder that are feeds; write under another name and rename when complete."""

Row = tuple[int, Listing | None, tuple[str, ...], str]
"""Line number, listing, unknown fields, and why there is no listing."""


class Feed(SourceSpider):
    """`start` names feeds, as addresses, or as paths of files or of watched folders beside sources.toml."""

    name = "feed"
    takes_files: ClassVar = True
    options: ClassVar = {
        "format": "jsonl, csv or xml (Google Merchant); without it the name's ending decides",
        "encoding": "of a CSV file: utf-8-sig (default), gb18030, …",
    }

    @classmethod
    def option_fault(cls, name: str, value: str) -> tuple[str, str] | None:
        """`format` is one of three, `encoding` one that Python can read any bytes with."""
        if name == "format" and value not in ("", "jsonl", "csv", "xml"):
            return "bad-option", f"option format {value!r} is not known; it is jsonl, csv or xml"
        if name == "encoding" and value and not can_read(value):
            return "bad-option", f"option encoding {value[:40]!r} is not known; such as utf-8-sig, gb18030 or big5"
        return super().option_fault(name, value)

    async def start(self) -> AsyncIterator[Any]:
        """Reads local feeds, asks for the others."""
        for place in self.source.start:
            if "://" in place:
                yield self.ask(place, self.parse)
                continue
            for path in self._files(Path(place)):
                async for listing in self._local(path):
                    yield listing
        await self._until_fewer_than(1)  # Scrapy sees at once that a crawl is over only when its start ends last

    def _files(self, place: Path) -> list[Path]:
        """A file itself; of a watched folder what lies in it, by name, without what is still being written."""
        if place.is_dir():
            found = sorted(path for path in place.iterdir() if path.suffix.lower() in ENDINGS and path.name[0] != ".")
            if not found:
                known = ", ".join(ENDINGS)
                self.tally.problem("feed-missing", str(place), f"the watched folder holds no feed; they end in {known}")
            return found
        if not place.is_file():
            self.tally.problem("feed-missing", str(place), "no such file; correct `start` in sources.toml")
            return []
        return [place]

    async def _local(self, path: Path) -> AsyncIterator[Listing]:
        """Listings of a file, no faster than their pictures end."""
        self.local_pictures = path.parent
        digest = self.warc.resource(path.absolute(), "application/octet-stream", now := datetime.now(UTC))
        size = path.stat().st_size
        capture = Capture(CaptureKind.FEED, path.absolute().as_uri(), digest, size, "application/octet-stream", now)
        with path.open("rb") as file:
            for listing in self._listings(file, str(path), path.absolute().parent, capture):
                yield listing
                await self._until_fewer_than(ROOM)
                if self.time_is_spent():
                    self.tally.problem("time-spent", str(path), "limits.minutes are over; the rest of it is not read")
                    break

    async def _until_fewer_than(self, number: int) -> None:
        while self.under_way >= number:
            await asyncio.sleep(0.01)

    def parse(self, response: Response, **kwargs: Any) -> Iterator[Listing]:
        """Listings of a feed that came over the network; its relative picture paths start at its address."""
        capture = capture_of(response, CaptureKind.FEED)
        yield from self._listings(BytesIO(response.body), response.url, None, capture)

    def _listings(self, file: BinaryIO, where: str, base: Path | None, capture: Capture) -> Iterator[Listing]:
        self.tally.add("pages")
        ending = urlsplit(where).path.lower().rpartition(".")[2]
        form = self.option("format") or (ending if ending in ("csv", "xml") else "jsonl")
        if form == "xml":
            yield from self._merchant_items(file, where, capture)
            return
        rows = csv_rows(file, base, self.option("encoding")) if form == "csv" else jsonl_rows(file, base)
        for line, listing, unknown, fault in rows:
            if listing is None:
                self.tally.problem("bad-line", where, fault, line)
                continue
            found = replace(listing, captures=())
            if base is None:
                found = replace(found, images=tuple(self._addresses(capture.url, listing.images, where, line)))
            yield from self.take(Reading(found, (), unknown), capture, where, line)

    def _merchant_items(self, file: BinaryIO, where: str, capture: Capture) -> Iterator[Listing]:
        """Listings of an XML feed; what lies before a break in it is kept."""
        try:
            for line, fields in items(file):
                reading = read(fields, capture.url, self.source.currency)
                yield from self.take(reading, capture, where, line)
        except BadXmlError as error:
            self.tally.problem("bad-xml", where, str(error))

    def _addresses(self, base: str, images: Iterable[str], where: str, line: int) -> Iterator[str]:
        for image in images:
            try:
                yield urljoin(base, image)
            except ValueError:  # such as a broken IPv6 literal
                self.tally.problem("picture-address", where, "a picture's address is none; it is left out", line)


def jsonl_rows(file: BinaryIO, base: Path | None) -> Iterator[Row]:
    """Lines of a JSONL feed, each with its listing or what is wrong with it."""
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            while line and not line.endswith(b"\n"):
                line = file.readline(LONGEST_LINE)
            yield number, None, (), f"longer than {LONGEST_LINE:,} bytes"
        elif line.strip():
            try:
                yield number, *parse_line(line.removeprefix(b"\xef\xbb\xbf"), base or Path()), ""
            except MalformedError as error:
                yield number, None, (), str(error)


def csv_rows(file: BinaryIO, base: Path | None, encoding: str) -> Iterator[Row]:
    """Records of a CSV feed, as `jsonl_rows`; the number is the line on which one begins."""
    for record in records(file, encoding):
        if record.fault:
            yield record.line, None, (), record.fault
        else:
            yield record.line, *_listing_of(record.values, base or Path())


def _listing_of(values: dict[str, str], base: Path) -> tuple[Listing | None, tuple[str, ...], str]:
    fields: Json = {name: value for name, value in values.items() if value.strip()}
    fields["seller"] = {name: fields.pop(f"seller_{name}", "") for name in ("id", "name", "location")}
    fields["images"] = _split(fields.pop("images", ""))
    if "price" in fields:
        amount = read_price(fields["price"], fields.get("currency", ""))
        if amount.value is not None:
            fields["price"], fields["currency"] = amount.value, fields.get("currency") or amount.currency
    try:
        return listing_from(fields, base), tuple(sorted(fields)), ""
    except MalformedError as error:
        return None, (), str(error)


def _split(images: str) -> list[str]:
    parts: Iterable[str] = (part.strip() for part in images.split(";"))
    return [part for part in parts if part]
