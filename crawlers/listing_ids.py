"""A listing's id, told from the listing alone; and which of several offers under one id is kept.

An id that depended on what else was crawled would change when somebody else offers the same number, and a reviewer's
decision would be lost with it. So `ids_by` of the source says once within what its numbers are unique, and two offers
that still share an id are one listing: the first in an order that does not depend on the crawl's timing.
"""

import sqlite3
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from domain.identity import digest
from domain.listing import Listing

LONGEST = 200
"""Characters of an id that is made of an address."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an offer.

    Attributes:
        kept: whether it goes on; it may still be replaced by one that comes before it in order.
        first: whether nothing had its id before.
        rival: where another's offer with its id was found, "" for none.
    """

    kept: bool
    first: bool = False
    rival: str = ""


class ListingIds:
    """Remembers, for each id, the offer that has it; on disk once there are many.

    Args:
        by: `ids_by` of the source: "source", "seller" or "page".
    """

    def __init__(self, by: str) -> None:
        self._by = by
        self._base = sqlite3.connect("")  # a file of SQLite's own once it outgrows the cache
        self._base.execute(
            "CREATE TABLE holder (id BLOB PRIMARY KEY, address BLOB, line INTEGER, owner TEXT) WITHOUT ROWID"
        )
        self.replaced: set[str] = set()

    def named(self, listing: Listing) -> Listing:
        """The listing under its id; no other listing has a say in it."""
        if self._by == "seller":
            return replace(listing, listing_id=f"{listing.listing_id}@{_seller(listing)}")
        if self._by == "page":
            return replace(listing, listing_id=id_of_page(listing.url))
        return listing

    def take(self, listing: Listing, address: str, line: int) -> Taken:
        """Whether this offer holds its id: the one with the least address and line does, whenever it comes.

        Args:
            listing: as `named` gave it.
            address: of the page or feed that it stands on.
            line: in a feed, 1-based; 0 on a page.
        """
        owner = _owner(listing)
        holder = self._holder(listing.listing_id)
        if holder is None:
            self._hold(listing.listing_id, address, line, owner)
            return Taken(kept=True, first=True)
        kept = (address, line) < holder[:2]
        if kept:
            self._hold(listing.listing_id, address, line, owner)
            self.replaced.add(listing.listing_id)
        return Taken(kept=kept, rival="" if owner == holder[2] else holder[0])

    def holds(self, listing: Listing) -> bool:
        """Whether a listing that was kept has not been replaced since."""
        if listing.listing_id not in self.replaced:
            return True
        holder = self._holder(listing.listing_id)
        return listing.page is not None and holder is not None and listing.page.url == holder[0]

    def _holder(self, name: str) -> tuple[str, int, str] | None:
        query = "SELECT address, line, owner FROM holder WHERE id = ?"
        row = self._base.execute(query, (_bytes(name),)).fetchone()
        return (row[0].decode("utf-8", "surrogatepass"), row[1], row[2]) if row else None

    def _hold(self, name: str, address: str, line: int, owner: str) -> None:
        row = (_bytes(name), _bytes(address), line, owner)
        self._base.execute("INSERT OR REPLACE INTO holder VALUES (?,?,?,?)", row)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")  # a feed may write what is no character


def id_of_page(url: str) -> str:
    """Host, path and query of an address, at most LONGEST characters."""
    try:
        parts = urlsplit(url)
    except ValueError:  # such as a broken IPv6 literal
        text = url
    else:
        text = parts.netloc + parts.path + (f"?{parts.query}" if parts.query else "")
    return text if len(text) <= LONGEST else text[: LONGEST - 17] + "~" + digest(text)[:16]


def _seller(listing: Listing) -> str:
    """16 hex digits, too many to find a name that gives another seller's; an id and a name never give the same."""
    seller = listing.seller
    return digest("seller", seller.seller_id, "" if seller.seller_id else seller.name)[:16]


def _owner(listing: Listing) -> str:
    """Whose offer it is: the seller's, or where none is named that of its page, whatever the query."""
    if listing.seller.seller_id or listing.seller.name:
        return _seller(listing)
    return digest("page", id_of_page(listing.url.partition("?")[0]))[:16]
