"""Rows of the queue. They never leave this package."""

from datetime import datetime

from sqlalchemy import Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from database import Base, UtcTime

ID = String(32)
DIGEST = String(64)


class ListingRow(Base):
    """A listing that has leads, as the newest run found it; `body` is its contract JSON.

    `last_seen` is the clock of that run. The time that a page claims stays in the body: it may lie in the future.
    """

    __tablename__ = "listings"

    listing_key: Mapped[str] = mapped_column(ID, primary_key=True)
    source: Mapped[str] = mapped_column(String(64), index=True)
    listing_id: Mapped[str] = mapped_column(Text)
    seller: Mapped[str] = mapped_column(Text)
    last_seen: Mapped[datetime] = mapped_column(UtcTime)
    body: Mapped[str] = mapped_column(Text)


class LeadRow(Base):
    """A lead. `state` repeats what the decision log implies, so that the queue can be read by an index.

    Both sides are kept as they were when the lead was found: its signals were made from them and from nothing newer.
    """

    __tablename__ = "leads"
    __table_args__ = (Index("ix_leads_queue", "state", "score", "lead_id"),)

    lead_id: Mapped[str] = mapped_column(ID, primary_key=True)
    listing_key: Mapped[str] = mapped_column(ForeignKey("listings.listing_key"), index=True)
    listing_body: Mapped[str] = mapped_column(Text)
    right_id: Mapped[str] = mapped_column(Text, index=True)
    right_body: Mapped[str] = mapped_column(Text)
    score: Mapped[float] = mapped_column(Float)
    scorer: Mapped[str] = mapped_column(String(64))
    signals: Mapped[str] = mapped_column(Text)
    run_id: Mapped[str] = mapped_column(String(64))
    first_found: Mapped[datetime] = mapped_column(UtcTime)
    last_found: Mapped[datetime] = mapped_column(UtcTime)
    evidence: Mapped[str] = mapped_column(DIGEST)
    evidence_body: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    changes: Mapped[str] = mapped_column(Text)
    lapsed: Mapped[str] = mapped_column(Text)


class DecisionRow(Base):
    """The decision log; triggers in the database refuse to change or delete a line."""

    __tablename__ = "decisions"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    decision_id: Mapped[str] = mapped_column(String(64), unique=True)
    lead_id: Mapped[str] = mapped_column(ForeignKey("leads.lead_id"), index=True)
    verdict: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(32))
    note: Mapped[str] = mapped_column(Text)
    reviewer: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime] = mapped_column(UtcTime)
    evidence: Mapped[str] = mapped_column(DIGEST)
    evidence_body: Mapped[str] = mapped_column(Text)
