"""Figures of the leads in one database, for pages."""

from datetime import datetime, tzinfo

from sqlalchemy import Engine

from database import reading
from leads.overview import Overview, overview
from leads.price import UsualPrice, usual_price
from leads.quality import Quality, quality


class Figures:
    """What is counted over many leads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def overview(self, since: datetime, holders: tuple[str, ...] | None, zone: tzinfo) -> Overview:
        """What was found and decided since then (leads/overview.py)."""
        with reading(self._engine) as session:
            return overview(session, since, holders, zone)

    def quality(self, since: datetime, holders: tuple[str, ...] | None) -> Quality:
        """How good the decisions since then were (leads/quality.py)."""
        with reading(self._engine) as session:
            return quality(session, since, holders)

    def usual_price(self, lead_id: str) -> UsualPrice | None:
        """What other offers that refer to the lead's right cost; None where too little is known."""
        with reading(self._engine) as session:
            return usual_price(session, lead_id)
