"""Looks at whether confirmed listings are still up, in the database."""

import json
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Engine, func, select

from database import reading, writing
from domain.identity import listing_key
from domain.recheck import Recheck, Sight, StillUp
from leads.referral_tables import RecheckRow


class Rechecks:
    """The looks of one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def record(self, looks: Sequence[Recheck]) -> int:
        """Writes looks; one of a run that is there already is not written twice. How many were new."""
        keyed = {listing_key(look.source, look.listing_id): look for look in looks}
        if not keyed:
            return 0
        run_ids = {look.run_id for look in looks}
        known = select(RecheckRow.listing_key).where(RecheckRow.run_id.in_(run_ids), RecheckRow.listing_key.in_(keyed))
        with writing(self._engine) as session:
            there = set(session.scalars(known))
            new = [_row(key, look) for key, look in keyed.items() if key not in there]
            session.add_all(new)
        return len(new)

    def of(self, source: str, listing_id: str) -> tuple[Recheck, ...]:
        """The looks at one listing, oldest first."""
        query = select(RecheckRow).where(RecheckRow.listing_key == listing_key(source, listing_id))
        with reading(self._engine) as session:
            return tuple(_look(row) for row in session.scalars(query.order_by(RecheckRow.number)))

    def last(self) -> dict[tuple[str, str], datetime]:
        """By source and listing id, when a listing was last looked at; without those that never were."""
        query = select(RecheckRow.source, RecheckRow.listing_id, func.max(RecheckRow.at))
        with reading(self._engine) as session:
            found = session.execute(query.group_by(RecheckRow.source, RecheckRow.listing_id))
            return {(source, listing_id): at for source, listing_id, at in found}


def _row(key: str, look: Recheck) -> RecheckRow:
    return RecheckRow(
        listing_key=key,
        source=look.source,
        listing_id=look.listing_id,
        url=look.url,
        run_id=look.run_id,
        at=look.at,
        result=look.result.value,
        before=_written(look.before),
        after=_written(look.after) if look.after is not None else "",
        says=look.says,
    )


def _look(row: RecheckRow) -> Recheck:
    return Recheck(
        source=row.source,
        listing_id=row.listing_id,
        url=row.url,
        run_id=row.run_id,
        at=row.at,
        result=StillUp(row.result),
        before=_read(row.before),
        after=_read(row.after) if row.after else None,
        says=row.says,
    )


def _written(sight: Sight) -> str:
    fields = {
        "title": sight.title,
        "price": None if sight.price is None else str(sight.price),
        "currency": sight.currency,
        "digest": sight.digest,
        "taken_at": sight.taken_at.isoformat() if sight.taken_at else None,
    }
    return json.dumps(fields, ensure_ascii=False)


def _read(text: str) -> Sight:
    fields = json.loads(text)
    return Sight(
        title=fields["title"],
        price=None if fields["price"] is None else Decimal(fields["price"]),
        currency=fields["currency"],
        digest=fields["digest"],
        taken_at=datetime.fromisoformat(fields["taken_at"]) if fields["taken_at"] else None,
    )
