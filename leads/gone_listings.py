"""Which listings with leads are gone."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine, select, update

from database import reading, writing
from leads.tables import ListingRow

BATCH = 500  # SQLite allows 32,766 parameters


def of(engine: Engine, source: str) -> tuple[str, ...]:
    """Keys of a source's listings that are marked as gone."""
    query = select(ListingRow.listing_key).where(ListingRow.source == source, ListingRow.gone_since.is_not(None))
    with reading(engine) as session:
        return tuple(session.scalars(query))


def mark(engine: Engine, keys: Sequence[str], at: datetime | None) -> None:
    """Marks listings as gone since then, or with None as there."""
    for start in range(0, len(keys), BATCH):
        names = list(keys[start : start + BATCH])
        with writing(engine) as session:
            session.execute(update(ListingRow).where(ListingRow.listing_key.in_(names)).values(gone_since=at))
