"""Listings that gave no lead: how many there are, and a few of them kept, so that what was missed can be estimated."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from database import add_missing, reading, writing
from domain.check import Check, CheckKind
from domain.decision import Verdict
from domain.identity import digest, listing_key
from domain.listing import Listing
from domain.listing_json import listing_from, listing_to
from leads.checks import check_row
from leads.draw import Lot
from leads.precision import Share
from leads.tables import AnswerRow, CheckRow, UnqueuedRow, UnqueuedRunRow


@dataclass(frozen=True, slots=True)
class Missed:
    """What a look at listings without a lead says.

    Attributes:
        found: of those looked at, the ones that somebody called infringing; unsure ones count as not looked at.
        listings: how many listings gave no lead on the last night of each source in the period.
    """

    found: Share
    listings: int

    @property
    def estimate(self) -> float:
        """How many leads are missing among those listings."""
        return self.found.value * self.listings

    @property
    def interval(self) -> tuple[float, float]:
        """Its 95 % interval: Wilson's, of the share, times the listings."""
        low, high = self.found.interval
        return low * self.listings, high * self.listings


class Unqueued:
    """The sample of one database.

    Args:
        engine: migrated to the newest schema.
        base: folder that stored picture paths are relative to.
        lot: how it is drawn.
        share: of all listings without a lead, 0..1.
    """

    def __init__(self, engine: Engine, base: Path, lot: Lot, share: float) -> None:
        self._engine = engine
        self._base = base
        self._lot = lot
        self._share = share

    def wants(self, source: str, listing_id: str) -> bool:
        """Whether that listing is in the sample, if it gives no lead. The same one every night."""
        return self._lot.drawn(self._share, "unqueued", source, listing_id)

    def keep(self, listings: Iterable[Listing], at: datetime) -> int:
        """Keeps drawn listings and puts each before somebody; how many are new. `at` is the run's clock."""
        new = {listing_key(one.source, one.listing_id): one for one in listings}
        with writing(self._engine) as session:
            there = set(session.scalars(select(UnqueuedRow.listing_key).where(UnqueuedRow.listing_key.in_(new))))
            new = {key: one for key, one in new.items() if key not in there}
            rows = [
                {
                    "listing_key": key,
                    "source": one.source,
                    "kept_at": at,
                    "body": json.dumps(listing_to(one, self._base), ensure_ascii=False),
                }
                for key, one in new.items()
            ]
            add_missing(session, UnqueuedRow, rows)
            checks = [
                Check(digest("check", CheckKind.UNQUEUED.value, key)[:32], CheckKind.UNQUEUED, key, None, "", "", at)
                for key in new
            ]
            places = [self._lot.number("place", check.check_id) for check in checks]
            added = [check_row(check, "", "", place) for check, place in zip(checks, places, strict=True)]
            add_missing(session, CheckRow, added)
        return len(new)

    def counted(self, run_id: str, source: str, unqueued: int, at: datetime) -> None:
        """Notes how many listings of a source gave no lead in a run; the same run twice is one run."""
        row = {"run_id": run_id, "source": source, "unqueued": unqueued, "at": at}
        with writing(self._engine) as session:
            add_missing(session, UnqueuedRunRow, [row])

    def listing(self, key: str) -> Listing | None:
        """The listing of that key, as it was when it was kept."""
        with reading(self._engine) as session:
            row = session.get(UnqueuedRow, key)
            return listing_from(json.loads(row.body), self._base) if row is not None else None


def missed(session: Session, since: datetime) -> Missed:
    """What was answered since then, and how many listings it speaks for."""
    query = select(AnswerRow.verdict, func.count()).join(CheckRow, CheckRow.check_id == AnswerRow.check_id)
    query = query.where(CheckRow.kind == CheckKind.UNQUEUED.value, AnswerRow.answered_at >= since)
    counts = dict(session.execute(query.group_by(AnswerRow.verdict)).tuples().all())
    found, not_found = (counts.get(one.value, 0) for one in (Verdict.INFRINGING, Verdict.NOT_INFRINGING))
    runs = UnqueuedRunRow
    last = select(runs.source, func.max(runs.at).label("at")).where(runs.at >= since).group_by(runs.source).subquery()
    total = select(func.sum(runs.unqueued)).join(last, (runs.source == last.c.source) & (runs.at == last.c.at))
    return Missed(Share(found, found + not_found), session.scalar(total) or 0)
