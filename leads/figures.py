"""Figures of the leads in one database, for pages."""

from collections.abc import Sequence
from datetime import date, datetime, tzinfo

from sqlalchemy import Engine

from database import reading
from domain.closed_loop import Loop
from domain.decision import Verdict
from leads.certificate import Certificate, certificate
from leads.closed_loop import loop, outcome_of
from leads.overview import Overview, overview
from leads.precision import Share
from leads.price import UsualPrice, usual_price
from leads.quality import Quality, quality
from leads.standing import latest_decisions

BATCH = 5_000  # leads asked for by one statement


class Figures:
    """What is counted over many leads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def overview(self, since: datetime, holders: tuple[str, ...] | None, zone: tzinfo) -> Overview:
        """What was found and decided since then (leads/overview.py)."""
        with reading(self._engine) as session:
            return overview(session, since, holders, zone)

    def loop(self, days: tuple[date, date], holders: tuple[str, ...] | None, zone: tzinfo) -> Loop:
        """What was referred in a period and what came back (leads/closed_loop.py); both days inclusive."""
        with reading(self._engine) as session:
            return loop(session, days, holders, zone)

    def outcome_of(self, since: datetime, holders: tuple[str, ...] | None) -> tuple[Share, Share]:
        """Of the confirmed leads first found since then those referred, and of these those with a result."""
        with reading(self._engine) as session:
            return outcome_of(session, since, holders)

    def quality(self, since: datetime, holders: tuple[str, ...] | None) -> Quality:
        """How good the decisions since then were (leads/quality.py)."""
        with reading(self._engine) as session:
            return quality(session, since, holders)

    def verdicts(self, lead_ids: Sequence[str]) -> dict[str, Verdict]:
        """The verdict that counts on each of those leads that was decided."""
        found: dict[str, Verdict] = {}
        for start in range(0, len(lead_ids), BATCH):
            with reading(self._engine) as session:
                latest = latest_decisions(session, lead_ids[start : start + BATCH])
                found |= {lead: Verdict(row.verdict) for lead, row in latest.items()}
        return found

    def certificate(self, since: datetime) -> Certificate:
        """What the checks and decisions since then vouch for (leads/certificate.py)."""
        with reading(self._engine) as session:
            return certificate(session, since)

    def usual_price(self, lead_id: str) -> UsualPrice | None:
        """What other offers that refer to the lead's right cost; None where too little is known."""
        with reading(self._engine) as session:
            return usual_price(session, lead_id)
