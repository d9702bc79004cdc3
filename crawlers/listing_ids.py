"""Keeps listing ids unique in a run: the same offer once, and offers that share a shop's number told apart."""

from dataclasses import replace
from urllib.parse import urlsplit

from domain.identity import digest
from domain.listing import Listing


class ListingIds:
    """Remembers, for each id, whose offer it was (about 150 bytes a listing)."""

    def __init__(self) -> None:
        self._owners: dict[str, set[str]] = {}
        self.shared: set[str] = set()

    def take(self, listing: Listing) -> bool:
        """False when this very offer was taken before.

        The same id is another offer when its seller differs, or, where sellers are not named, its page.
        """
        owner = _owner(listing)
        owners = self._owners.setdefault(listing.listing_id, set())
        if owner in owners:
            return False
        owners.add(owner)
        if len(owners) > 1:
            self.shared.add(listing.listing_id)
        return True

    def distinct(self, listing: Listing) -> Listing:
        """The listing under an id of its own: a shared one gets 8 hex digits of its owner behind an `@`."""
        if listing.listing_id not in self.shared:
            return listing
        return replace(listing, listing_id=f"{listing.listing_id}@{_owner(listing)}")


def _owner(listing: Listing) -> str:
    seller = listing.seller.seller_id or listing.seller.name
    if seller:
        return digest("seller", seller)[:8]
    parts = urlsplit(listing.url)
    return digest("page", parts.netloc, parts.path)[:8]
