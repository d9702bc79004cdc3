"""What reviewers have decided already, as coming nights ask for it: of sellers, of pictures, and usual prices."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import ColumnElement, Engine, func, select

from database import reading
from domain.lead import LeadState
from domain.listing import Listing
from domain.listing_json import listing_from
from leads.price import NEWEST
from leads.tables import LeadRow, QueueRow

BATCH = 500  # values of one statement
DECIDED = (LeadState.CONFIRMED.value, LeadState.DISMISSED.value)


@dataclass(frozen=True, slots=True)
class Decided:
    """A decided lead.

    Attributes:
        listing_key: of its listing (domain/identity.py).
        group: equal for near-identical leads, which say a thing once.
        confirmed: or dismissed.
    """

    listing_key: str
    group: str
    confirmed: bool


class Past:
    """The decisions of one database.

    Args:
        engine: migrated to the newest schema.
        base: folder that stored picture paths are relative to.
    """

    def __init__(self, engine: Engine, base: Path) -> None:
        self._engine = engine
        self._base = base

    def of_sellers(self, sellers: Iterable[str]) -> Mapping[str, Sequence[Decided]]:
        """Decided leads by seller, as `leads.facets.seller_value` writes one; sellers without any are absent."""
        found: dict[str, list[Decided]] = defaultdict(list)
        query = (
            select(QueueRow.seller, LeadRow.listing_key, QueueRow.group_key, QueueRow.state)
            .join(LeadRow, LeadRow.lead_id == QueueRow.lead_id)
            .where(QueueRow.state.in_(DECIDED))
        )
        with reading(self._engine) as session:
            for some in _portions(sellers):
                for seller, key, group, state in session.execute(query.where(QueueRow.seller.in_(some))):
                    found[seller].append(Decided(key, group, state == LeadState.CONFIRMED.value))
        return found

    def prices(self, right_ids: Iterable[str]) -> Mapping[tuple[str, str, str], Sequence[float]]:
        """The newest prices of offers that refer to these rights, other than confirmed ones.

        Gives:
            Amounts by right, currency and classes of goods; at most `leads.price.NEWEST` of each.
        """
        found: dict[tuple[str, str, str], list[float]] = defaultdict(list)
        kind = (QueueRow.right_id, QueueRow.currency, QueueRow.goods)
        with reading(self._engine) as session:
            for some in _portions(right_ids):
                place = func.row_number().over(partition_by=kind, order_by=QueueRow.lead_no.desc())
                ranked = select(*kind, QueueRow.price, place.label("place")).where(
                    QueueRow.right_id.in_(some), QueueRow.price.is_not(None), _not_confirmed()
                )
                rows = ranked.subquery()
                for right, currency, goods, price, _ in session.execute(select(rows).where(rows.c.place <= NEWEST)):
                    found[right, currency, goods].append(price)
        return found

    def pictures(self, right_ids: Iterable[str]) -> Mapping[tuple[str, str], tuple[str, str]]:
        """First pictures of the newest confirmed offers, without those that a dismissed offer shows too.

        Gives:
            By right and digest of the picture (SHA-256 in hex): listing key and address of the offer.
        """
        found: dict[tuple[str, str], tuple[str, str]] = {}
        cleared: set[tuple[str, str]] = set()
        with reading(self._engine) as session:
            for some in _portions(right_ids):
                place = func.row_number().over(
                    partition_by=(LeadRow.right_id, LeadRow.state), order_by=LeadRow.last_found.desc()
                )
                ranked = select(
                    LeadRow.right_id, LeadRow.state, LeadRow.listing_key, LeadRow.listing_body, place.label("place")
                ).where(LeadRow.right_id.in_(some), LeadRow.state.in_(DECIDED))
                rows = ranked.subquery()
                for right, state, key, body, _ in session.execute(select(rows).where(rows.c.place <= NEWEST)):
                    listing = listing_from(json.loads(body), self._base)
                    if not (picture := first_picture(listing)):
                        continue
                    if state == LeadState.CONFIRMED.value:
                        found.setdefault((right, picture), (key, listing.url))
                    else:
                        cleared.add((right, picture))
        return {key: offer for key, offer in found.items() if key not in cleared}


def first_picture(listing: Listing) -> str:
    """The digest of the first picture, "" where it was not fetched: the others are often a shop's size chart."""
    if not listing.images:
        return ""
    return {capture.location: capture.digest for capture in listing.pictures}.get(listing.images[0], "")


def _not_confirmed() -> ColumnElement[bool]:
    """A confirmed offer's price is what the price of the others is to tell apart."""
    return QueueRow.state != LeadState.CONFIRMED.value


def _portions(values: Iterable[str]) -> Iterator[list[str]]:
    every = sorted(set(values))
    return (every[start : start + BATCH] for start in range(0, len(every), BATCH))
