"""What every offer said over time: a row an offer, one more for each change, and since when it is gone."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import islice

from sqlalchemy import ColumnElement, Engine, delete, func, select, update

from database import add_missing, reading, writing
from domain.identity import listing_key
from domain.listing import Listing
from domain.offer import Facts, OfferHistory, Span, content_digest, facts_of
from evidence import partitions
from evidence.partitions import Prepared
from evidence.tables import OfferPastRow, OfferRow, SellerRow

BATCH = 2_000
LONGEST = 200  # characters of a seller's id: hostile pages put megabytes there


@dataclass(frozen=True, slots=True)
class Seen:
    """What a run found.

    Attributes:
        new, changed, unchanged: how many offers.
        keys: of all of them.
        back: keys of those that were gone before.
    """

    new: int
    changed: int
    unchanged: int
    keys: frozenset[str]
    back: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """An offer now: the digest of all that it says (domain/offer.py), and since when it is gone, None for there."""

    content: str
    gone_since: datetime | None


class History:
    """The offers of one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def prepare(self, source: str, at: datetime) -> Prepared:
        """Makes the database's partitions for what is about to be recorded, where it has any."""
        return partitions.prepare(self._engine, source, at)

    def forget(self, before: date) -> tuple[str, ...]:
        """Drops what offers said until the month of that day, and gives the partitions that went (PostgreSQL)."""
        return partitions.forget(self._engine, before)

    def record(self, source: str, listings: Iterable[Listing], run_id: str, at: datetime) -> Seen:
        """Takes in what a run found; doing it twice is doing it once.

        Args:
            source: that was read.
            listings: all that it gave.
            run_id: of the run.
            at: the run's clock, with a zone.
        """
        keys, back = set[str](), list[str]()
        counts: Counter[str] = Counter()
        waiting = iter(listings)
        while batch := {listing_key(source, one.listing_id): one for one in islice(waiting, BATCH)}:
            self._meet(source, batch.values(), at)
            back += self._take(source, {key: _row(key, source, one, run_id, at) for key, one in batch.items()}, counts)
            keys.update(batch)
        return Seen(counts["new"], counts["changed"], counts["unchanged"], frozenset(keys), tuple(back))

    def vanish(
        self, source: str, seen: frozenset[str], at: datetime, is_gone: Callable[[str], bool]
    ) -> tuple[str, ...]:
        """Marks those offers as gone that were there before and are not among those seen; gives their keys.

        Doing it twice gives the same keys twice, so that who was cut off behind it can go on.

        Args:
            source: that was read.
            seen: keys, as `record` gave them.
            at: the run's clock.
            is_gone: says of the address of an offer's page whether its absence means that it is gone.
        """
        own = OfferRow.source == source
        query = select(OfferRow.offer_key, OfferRow.page).where(own, OfferRow.gone_since.is_(None))
        with reading(self._engine) as session:
            absent = [(key, page) for key, page in session.execute(query) if key not in seen]
            before = session.scalars(select(OfferRow.offer_key).where(own, OfferRow.gone_since == at)).all()
        gone = tuple(key for key, page in absent if is_gone(page))
        for start in range(0, len(gone), BATCH):
            names = gone[start : start + BATCH]
            with writing(self._engine) as session:
                session.execute(
                    update(OfferRow).where(_of(source), OfferRow.offer_key.in_(names)).values(gone_since=at)
                )
        return (*before, *gone)

    def of(self, source: str, listing_id: str) -> OfferHistory | None:
        """All that is known of an offer; None where no run has recorded it."""
        key = listing_key(source, listing_id)
        with reading(self._engine) as session:
            row = session.get(OfferRow, (key, source))
            if row is None:
                return None
            past = session.scalars(
                select(OfferPastRow)
                .where(OfferPastRow.offer_key == key, OfferPastRow.source.in_((source, "")))
                .order_by(OfferPastRow.number)
            )
            spans = [Span(_facts(one.facts), one.run_id, one.since, one.until) for one in past]
            return OfferHistory((*spans, Span(_facts(row.facts), row.run_id, row.since, None)), row.gone_since)

    def sellers(self, source: str) -> Mapping[str, datetime]:
        """When the first offer of each seller of a source was seen, UTC, by the marketplace's id or else the name."""
        query = select(SellerRow.seller, SellerRow.first_seen).where(SellerRow.source == source)
        with reading(self._engine) as session:
            return dict(session.execute(query).tuples().all())

    def began(self, source: str) -> datetime | None:
        """Since when sellers of a source are noted; None where no run has read it."""
        with reading(self._engine) as session:
            return session.scalar(select(func.min(SellerRow.first_seen)).where(SellerRow.source == source))

    def _meet(self, source: str, listings: Iterable[Listing], at: datetime) -> None:
        """Notes sellers that were never seen before."""
        names = {(one.seller.seller_id or one.seller.name)[:LONGEST] for one in listings} - {""}
        with writing(self._engine) as session:
            add_missing(session, SellerRow, [{"source": source, "seller": n, "first_seen": at} for n in sorted(names)])

    def standing(self, keys: Sequence[str]) -> dict[str, Standing]:
        """What is known of those offers that some run has recorded, by key."""
        found: dict[str, Standing] = {}
        for start in range(0, len(keys), BATCH):
            query = select(OfferRow.offer_key, OfferRow.content, OfferRow.gone_since)
            query = query.where(OfferRow.offer_key.in_(keys[start : start + BATCH]))
            with reading(self._engine) as session:
                found |= {key: Standing(content, gone) for key, content, gone in session.execute(query)}
        return found

    def gone_before(self, source: str, at: datetime) -> frozenset[str]:
        """Keys of the offers of a source that were gone before that time, and are."""
        query = select(OfferRow.offer_key).where(OfferRow.source == source, OfferRow.gone_since < at)
        with reading(self._engine) as session:
            return frozenset(session.scalars(query))

    def old(self, at: datetime) -> tuple[int, datetime | None]:
        """How many offers are gone since before that time, and the first of those times."""
        with reading(self._engine) as session:
            count, oldest = session.execute(
                select(func.count(), func.min(OfferRow.gone_since)).where(OfferRow.gone_since < at)
            ).one()
            return int(count), oldest

    def drop_gone(self, at: datetime, kept: Collection[str], spared: Collection[str] = ()) -> int:
        """Drops offers that are gone since before that time, with all that they said; how many.

        Args:
            at: with a zone.
            kept: keys of offers that stay.
            spared: sources of which all stay.
        """
        with reading(self._engine) as session:
            old = select(OfferRow.offer_key).where(OfferRow.gone_since < at, OfferRow.source.not_in(list(spared)))
            names = list(session.scalars(old))
        names = [key for key in names if key not in kept]
        for start in range(0, len(names), BATCH):
            batch = names[start : start + BATCH]
            with writing(self._engine) as session:
                session.execute(delete(OfferPastRow).where(OfferPastRow.offer_key.in_(batch)))
                session.execute(delete(OfferRow).where(OfferRow.offer_key.in_(batch), OfferRow.gone_since < at))
        return len(names)

    def _take(self, source: str, rows: Mapping[str, dict[str, object]], counts: Counter[str]) -> list[str]:
        """Takes in one batch, counts it, and gives the keys of those that are back."""
        back = []
        with writing(self._engine) as session:
            stored = session.scalars(select(OfferRow).where(_of(source), OfferRow.offer_key.in_(list(rows))))
            known = {row.offer_key: row for row in stored}
            new = [row for key, row in sorted(rows.items()) if key not in known]
            add_missing(session, OfferRow, new)
            counts["new"] += len(new)
            for key, row in known.items():
                if row.gone_since is not None:
                    row.gone_since = None
                    back.append(key)
                if row.content == rows[key]["content"]:
                    counts["unchanged"] += 1
                    continue
                counts["changed"] += 1
                until = rows[key]["since"]
                past = {
                    "offer_key": key,
                    "source": source,
                    "facts": row.facts,
                    "run_id": row.run_id,
                    "since": row.since,
                    "until": until,
                }
                session.add(OfferPastRow(**past))
                for name, value in rows[key].items():
                    setattr(row, name, value)
        return back


def _of(source: str) -> ColumnElement[bool]:
    return OfferRow.source == source


def _row(key: str, source: str, listing: Listing, run_id: str, at: datetime) -> dict[str, object]:
    return {
        "offer_key": key,
        "source": source,
        "page": listing.page.url if listing.page is not None else listing.url,
        "content": content_digest(listing),
        "facts": json.dumps(asdict(facts_of(listing)), ensure_ascii=False),
        "run_id": run_id,
        "since": at,
        "gone_since": None,
    }


def _facts(text: str) -> Facts:
    fields = json.loads(text)
    pictures: Sequence[str] = fields.pop("pictures")
    return Facts(**fields, pictures=tuple(pictures))
