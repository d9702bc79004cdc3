"""Whether a source still gives what the last good crawl got; what a changed shop looks like is kept as a page."""

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from http.client import HTTPException, HTTPResponse
from io import BytesIO
from pathlib import Path
from typing import Any

from crawlers.page_index import NAME, WARC, PageIndex
from crawlers.warc import Held
from crawlers.warc_file import TornRecordError, key_of, read
from domain.problem import Problem
from domain.source import Source

BROKEN = "broken-page.html"
"""A page that the crawl could not read, as the shop sent it, without its transfer and content coding."""

FEWEST = 20
"""Listings from which shares mean something."""

HALF = 0.5
USUAL = 0.3
"""A field that fewer of the listings had is not missed."""

CARRYING = frozenset({"price", "pictures", "seller"})
"""Fields without which matching is blind; of the others the loss is a warning."""

CUT_SHORT = frozenset({"budget-spent", "time-spent", "outside-hours"})
LARGEST = 8_000_000  # bytes of a page that is kept


@dataclass(frozen=True, slots=True)
class Yield:
    """What a crawl gave: listings, and how many of them have each field."""

    listings: int
    filled: Mapping[str, int]

    def share(self, field: str) -> float:
        """Share of the listings that have a field."""
        return self.filled.get(field, 0) / self.listings if self.listings else 0.0


def yield_of(folder: Path | None) -> Yield | None:
    """What the crawl in a folder gave; None where there is none, or one of before this was noted."""
    if folder is None:
        return None
    try:
        fields = json.loads((folder / "crawl.json").read_text(encoding="utf-8"))
        return Yield(int(fields["counts"]["listings"]), {name: int(n) for name, n in fields["filled"].items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def drift(
    source: Source, counts: Mapping[str, int], now: Yield, before: Yield | None
) -> tuple[str, tuple[Problem, ...]]:
    """The sentence that fails a source which has changed, "" for one that has not; and warnings.

    Args:
        source: what was read.
        counts: of the crawl, by code.
        now: what it gave.
        before: what the last good crawl gave, None for the first.
    """
    if not source.compared:
        return "", ()
    unread = counts.get("no-product", 0)
    if unread >= FEWEST and unread > HALF * max(1, counts.get("pages", 0)):
        return _changed(source, f"{unread} of {counts.get('pages', 0)} pages held no product"), ()
    if before is None:
        return "", ()
    if before.listings >= FEWEST and now.listings < HALF * before.listings and not CUT_SHORT & counts.keys():
        return _changed(source, f"{now.listings} listings, the last good crawl had {before.listings}"), ()
    lost = list(_lost(now, before))
    said = [
        f"{field} is there in {now.share(field):.0%} of listings, was in {before.share(field):.0%}" for field in lost
    ]
    grave = [sentence for field, sentence in zip(lost, said, strict=True) if field in CARRYING]
    if grave:
        return _changed(source, "; ".join(grave)), ()
    return "", tuple(Problem(source.name, 0, sentence, "field-dropped") for sentence in said)


def keep_page(work: Path, previous: Path | None, problems: list[list[Any]]) -> bool:
    """Keeps a page that gave nothing: one that was counted so, else one that gave a listing in the last good crawl."""
    counted = [str(where) for where, _, _, code in problems if code == "no-product"]
    index = PageIndex((work / NAME).absolute(), work.parent)
    for url in (*counted, *_pages(previous)):
        page = index.get(key_of("GET", url))
        if page is None:
            continue
        own = page.held.path == work.parent / WARC  # where it will lie when the crawl is complete
        body = _body(replace(page.held, path=work / WARC) if own else page.held)
        if body is not None:
            (work / BROKEN).write_bytes(body)
            return True
    return False


def _changed(source: Source, why: str) -> str:
    return (
        f"{source.name}: source changed: {why}; look at {BROKEN} in the source's run folder, and if the shop is right, "
        "set compared = false for one night"
    )


def _lost(now: Yield, before: Yield) -> Iterator[str]:
    if min(now.listings, before.listings) < FEWEST:
        return
    for field in sorted(before.filled):
        if before.share(field) >= USUAL and now.share(field) < HALF * before.share(field):
            yield field


def _pages(folder: Path | None, most: int = 50) -> Iterator[str]:
    """Addresses of pages that gave a listing, the first few."""
    if folder is None or not (folder / "listings.jsonl").is_file():
        return
    with (folder / "listings.jsonl").open("rb") as lines:
        for line, _ in zip(lines, range(most), strict=False):
            for capture in json.loads(line).get("captures", ()):
                if capture["kind"] == "page":
                    yield str(capture["url"])


class _Socket:
    def __init__(self, data: bytes) -> None:
        self._data = data

    def makefile(self, mode: str) -> BytesIO:
        return BytesIO(self._data)


def _body(held: Held) -> bytes | None:
    try:
        response = HTTPResponse(_Socket(read(held).block))  # type: ignore[arg-type]  # all of a socket that it asks for
        response.begin()
        body = response.read(LARGEST)
        if response.getheader("Content-Encoding", "").lower() == "gzip":
            body = zlib.decompressobj(wbits=31).decompress(body, LARGEST)
    except (OSError, TornRecordError, HTTPException, ValueError, zlib.error):
        return None
    return body
