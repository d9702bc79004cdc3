"""How often rights, words and pictures fired on the last nights of a source."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Engine, delete, func, select

from database import reading, writing
from domain.hold import Hold, HoldKind, HoldState, Step
from domain.identity import digest
from leads.hold_rows import IN_FORCE, hold
from leads.hold_tables import HitNightRow, HitRow, HoldRow, HoldStepRow

KEPT = 28  # nights of a source
BATCH = 500
What = tuple[str, str, str]  # of, right, value: as a hold has them


class Hits:
    """The counts of one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def counted(self, source: str, run_id: str, at: datetime, listings: int, hits: Mapping[What, int]) -> None:
        """Notes a night of a source; the same run twice is one night. Nights of long ago are forgotten.

        Args:
            source: which.
            run_id, at: the run and its clock.
            listings: that it saw.
            hits: of all that fired.
        """
        with writing(self._engine) as session:
            for row in (HitRow, HitNightRow):
                session.execute(delete(row).where(row.source == source, row.run_id == run_id))
            session.add(HitNightRow(source=source, run_id=run_id, at=at, listings=listings))
            names = sorted((_key(what), number) for what, number in hits.items())
            rows = [{"source": source, "key": key, "run_id": run_id, "number": number} for key, number in names]
            for start in range(0, len(rows), 10 * BATCH):
                session.execute(HitRow.__table__.insert(), rows[start : start + 10 * BATCH])  # type: ignore[attr-defined]
            nights = select(HitNightRow.run_id).where(HitNightRow.source == source)
            old = list(session.scalars(nights.order_by(HitNightRow.at.desc()).offset(KEPT)))
            if old:
                for row in (HitRow, HitNightRow):
                    session.execute(delete(row).where(row.source == source, row.run_id.in_(old)))

    def past(self, source: str, before: datetime, asked: Sequence[What]) -> dict[What, tuple[int, ...]]:
        """What each of those had on the nights before, 0 where it did not fire; () where there was no night.

        Args:
            source: which.
            before: nights that began earlier than this count.
            asked: rights, words, pictures.
        """
        query = select(HitNightRow.run_id).where(HitNightRow.source == source, HitNightRow.at < before)
        found: dict[What, list[int]] = {}
        with reading(self._engine) as session:
            nights = list(session.scalars(query.order_by(HitNightRow.at.desc()).limit(KEPT)))
            for start in range(0, len(asked), BATCH):
                some = {_key(what): what for what in asked[start : start + BATCH]}
                hits = select(HitRow.key, HitRow.run_id, HitRow.number).where(
                    HitRow.source == source, HitRow.key.in_(some), HitRow.run_id.in_(nights)
                )
                for key, _run, number in session.execute(hits):
                    found.setdefault(some[key], []).append(number)
        return {what: (*found.get(what, ()), *(0,) * (len(nights) - len(found.get(what, ())))) for what in asked}

    def released(self, source: str) -> dict[What, int]:
        """By right, word or picture, the most hits that a person looked at and let go."""
        query = select(HoldRow.of, HoldRow.right_id, HoldRow.value, func.max(HoldRow.hits)).where(
            HoldRow.kind == HoldKind.FLOOD.value,
            HoldRow.source == source,
            HoldRow.state == HoldState.RELEASED.value,
            select(HoldStepRow.number)
            .where(HoldStepRow.hold_id == HoldRow.hold_id, HoldStepRow.step == Step.RELEASED.value)
            .exists(),
        )
        with reading(self._engine) as session:
            found = session.execute(query.group_by(HoldRow.of, HoldRow.right_id, HoldRow.value))
            return {(of, right_id, value): hits for of, right_id, value, hits in found}

    def floods(self, source: str) -> dict[What, Hold]:
        """The floods of a source that are in force."""
        query = select(HoldRow).where(
            HoldRow.kind == HoldKind.FLOOD.value, HoldRow.source == source, HoldRow.state.in_(IN_FORCE)
        )
        with reading(self._engine) as session:
            found = [hold(row) for row in session.scalars(query.order_by(HoldRow.at))]
        return {(one.of.value, one.right_id, one.value): one for one in found}


def _key(what: What) -> str:
    return digest("hits", *what)[:32]
