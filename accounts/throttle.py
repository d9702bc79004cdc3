"""Slowing down those who guess: so many failures within a while, and nothing is answered any more."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, func, select

from accounts.tables import FailureRow
from database import reading, writing

FAILURES, WITHIN = 5, timedelta(minutes=15)


class Throttle:
    """The failures of one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def allows(self, keys: Sequence[str], at: datetime) -> bool:
        """Whether none of the keys has failed too often lately.

        Args:
            keys: what is counted, such as "name:Lin" and "address:192.0.2.1".
            at: now, with a zone.
        """
        failed = select(func.count()).where(FailureRow.key.in_(list(keys)), FailureRow.at > at - WITHIN)
        with reading(self._engine) as session:
            counts = session.execute(failed.group_by(FailureRow.key)).scalars().all()
        return max(counts, default=0) < FAILURES

    def failed(self, keys: Sequence[str], at: datetime) -> None:
        """Counts a failure of each key, and forgets those of long ago."""
        with writing(self._engine) as session:
            session.add_all(FailureRow(key=key, at=at) for key in keys)
            session.execute(delete(FailureRow).where(FailureRow.at <= at - WITHIN))
