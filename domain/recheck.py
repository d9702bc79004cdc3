"""Whether a listing that was confirmed is still up."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class StillUp(StrEnum):
    """What a look at the page gave. `UNKNOWN` is a page that could not be read: that is not gone."""

    UP = "up"
    CHANGED = "changed"
    GONE = "gone"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Sight:
    """What a listing showed at one time.

    Attributes:
        title: as shown.
        price: amount, None where unknown.
        currency: ISO 4217, "" where unknown.
        digest: SHA-256 of the page or feed, "" where none was kept. Most pages differ from one visit to the next.
        taken_at: UTC, None where unknown.
    """

    title: str = ""
    price: Decimal | None = None
    currency: str = ""
    digest: str = ""
    taken_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Recheck:
    """One look at one listing; a line of an append-only log.

    Attributes:
        source, listing_id, url: the listing.
        run_id: names the folder that holds the captures.
        at: UTC.
        result: what it gave.
        before: as the lead has it.
        after: as seen now; None where there was nothing to be seen.
        says: one sentence: what changed, or why nothing could be seen.
    """

    source: str
    listing_id: str
    url: str
    run_id: str
    at: datetime
    result: StillUp
    before: Sight
    after: Sight | None
    says: str
