"""What a second look at a confirmed listing says: pure, no storage and no network."""

from datetime import datetime

from domain.listing import Listing
from domain.recheck import Recheck, Sight, StillUp

GONE = (404, 410)
"""Answers by which a server says that a page is not there; every other failure may pass."""


def sight(listing: Listing) -> Sight:
    """What a listing showed."""
    page = listing.page
    return Sight(
        title=listing.title,
        price=listing.price,
        currency=listing.currency,
        digest=page.digest if page else "",
        taken_at=page.taken_at if page else listing.seen_at,
    )


def compare(confirmed: Listing, now: Listing | None, why: tuple[StillUp, str], run_id: str, at: datetime) -> Recheck:
    """One look.

    Args:
        confirmed: the listing as its lead has it.
        now: as read again, None where nothing was read.
        why: what it means that nothing was read: gone or unknown, and a sentence.
        run_id, at: of the look.
    """
    before = sight(confirmed)
    after = sight(now) if now is not None else None
    if after is None or now is None:
        result, says = why
    else:
        changes = _changes(confirmed, now)
        result = StillUp.CHANGED if changes else StillUp.UP
        says = " ".join(changes) or "Title, price, seller and pictures are what they were."
    return Recheck(confirmed.source, confirmed.listing_id, confirmed.url, run_id, at, result, before, after, says)


def by_answer(status: int, said: str) -> tuple[StillUp, str]:
    """What it means that a page gave no listing.

    Args:
        status: of the last answer, 0 where none came.
        said: what the crawl says of that address, "" for nothing.
    """
    if status in GONE:
        return StillUp.GONE, f"The server says that the page is not there ({status})."
    if not status:
        return StillUp.UNKNOWN, f"No answer came: {said or 'the address was not asked'}."
    if 200 <= status < 300:
        return StillUp.UNKNOWN, "The page is there, but holds no offer that can be read; look at it."
    return StillUp.UNKNOWN, f"The server answered {status}, which may pass."


def _changes(before: Listing, after: Listing) -> list[str]:
    found = []
    if " ".join(before.title.split()) != " ".join(after.title.split()):
        found.append("The title changed.")
    if (before.price, before.currency) != (after.price, after.currency):
        found.append("The price changed.")
    if (before.seller.seller_id or before.seller.name) != (after.seller.seller_id or after.seller.name):
        found.append("The seller changed.")
    # By digest, and only where both looks fetched them: an address says nothing of the picture behind it.
    old, new = ({capture.digest for capture in one.pictures} for one in (before, after))
    if old and new and old != new:
        found.append("The pictures changed.")
    return found
