"""Rows of the queue. They never leave this package."""

from datetime import datetime

from sqlalchemy import Boolean, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from database import Base, UtcTime

ID = String(32)
DIGEST = String(64)


class ListingRow(Base):
    """A listing that has leads, as the newest run found it; `body` is its contract JSON.

    `last_seen` is the clock of that run. The time that a page claims stays in the body: it may lie in the future.
    `gone_since` is that of the first run that no longer found it.
    """

    __tablename__ = "listings"

    listing_key: Mapped[str] = mapped_column(ID, primary_key=True)
    source: Mapped[str] = mapped_column(String(64), index=True)
    listing_id: Mapped[str] = mapped_column(Text)
    seller: Mapped[str] = mapped_column(Text)
    last_seen: Mapped[datetime] = mapped_column(UtcTime)
    body: Mapped[str] = mapped_column(Text)
    gone_since: Mapped[datetime | None] = mapped_column(UtcTime)


class LeadRow(Base):
    """A lead. `state` repeats what the decision log implies, so that the queue can be read by an index.

    `held` names the holds in force that keep it out of the queue, between bars.

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
    registry_version: Mapped[str] = mapped_column(Text, default="", server_default="")
    rematch: Mapped[str] = mapped_column(String(64), default="", server_default="")
    held: Mapped[str] = mapped_column(Text, default="", server_default="")


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
    decided_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    evidence: Mapped[str] = mapped_column(DIGEST)
    evidence_body: Mapped[str] = mapped_column(Text)
    batch: Mapped[str] = mapped_column(ID, server_default="", default="", index=True)


class ReversalRow(Base):
    """Decisions taken back; as append-only as the decisions themselves."""

    __tablename__ = "reversals"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    decision_id: Mapped[str] = mapped_column(ForeignKey("decisions.decision_id"), unique=True)
    reversed_by: Mapped[str] = mapped_column(Text)
    reversed_at: Mapped[datetime] = mapped_column(UtcTime)
    why: Mapped[str] = mapped_column(Text)


class QueueRow(Base):
    """What the queue is sorted, filtered and searched by: one narrow row a lead, beside its wide one.

    Every filter that can be walked in the order of the queue has an index that ends in it. `classes` and `kinds` hold
    their values between bars ("|25|18|"), `text` what a search looks into, folded (leads/search.py). Near-identical
    leads share `group_key`: those that share a template or a picture (leads/grouping.py). `price`, `currency` and
    `goods`, the classes that the listing itself seems to belong to, are what usual prices are made of. `network` is the
    group lead of its seller (leads/network/), "" for none.
    """

    __tablename__ = "queue"

    lead_no: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    lead_id: Mapped[str] = mapped_column(ForeignKey("leads.lead_id"), unique=True)
    state: Mapped[str] = mapped_column(String(16))
    rank: Mapped[float] = mapped_column(Float)
    source: Mapped[str] = mapped_column(Text)
    right_id: Mapped[str] = mapped_column(Text)
    holder: Mapped[str] = mapped_column(Text)
    seller: Mapped[str] = mapped_column(Text)
    district: Mapped[str] = mapped_column(Text)
    group_key: Mapped[str] = mapped_column(ID)
    classes: Mapped[str] = mapped_column(Text)
    kinds: Mapped[str] = mapped_column(Text)
    found: Mapped[datetime] = mapped_column(UtcTime, index=True)
    assignee: Mapped[str] = mapped_column(Text, server_default="", default="")
    text: Mapped[str] = mapped_column(Text)
    template_key: Mapped[str] = mapped_column(ID, server_default="", default="", index=True)
    picture_key: Mapped[str] = mapped_column(ID, server_default="", default="", index=True)
    price: Mapped[float | None] = mapped_column(Float)
    currency: Mapped[str] = mapped_column(String(8), server_default="", default="")
    goods: Mapped[str] = mapped_column(String(40), server_default="", default="")
    network: Mapped[str] = mapped_column(ID, server_default="", default="")
    weight: Mapped[float] = mapped_column(Float, server_default="1", default=1.0)


WALKED = ("seller", "network", "right_id", "group_key", "assignee", "holder", "district", "source")
"""Filters that can be walked in the order of the queue, the narrowest first."""

Index("ix_queue_walk", QueueRow.state, QueueRow.rank, QueueRow.lead_no)
Index("ix_queue_price", QueueRow.right_id, QueueRow.currency, QueueRow.goods, QueueRow.lead_no)
for _name in WALKED:
    Index(f"ix_queue_{_name}", getattr(QueueRow, _name), QueueRow.state, QueueRow.rank, QueueRow.lead_no)


class CountRow(Base):
    """How many leads there are: of all, of a holder, source, district or kind of signal, by state and score.

    `bin` is the score in steps of five points, -1 where only the sum is kept.
    """

    __tablename__ = "queue_counts"

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    value: Mapped[str] = mapped_column(String(128), primary_key=True)
    state: Mapped[str] = mapped_column(String(16), primary_key=True)
    bin: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(Integer)


class ClaimRow(Base):
    """Who has a lead open, and until when that holds."""

    __tablename__ = "claims"

    lead_id: Mapped[str] = mapped_column(ForeignKey("leads.lead_id"), primary_key=True)
    reviewer: Mapped[str] = mapped_column(Text)
    until: Mapped[datetime] = mapped_column(UtcTime)


class HandoverRow(Base):
    """Who gave a lead to whom, and why: assignments, second opinions and escalations, append-only."""

    __tablename__ = "handovers"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    lead_id: Mapped[str] = mapped_column(ForeignKey("leads.lead_id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    by: Mapped[str] = mapped_column(Text)
    to: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcTime)


class SavedViewRow(Base):
    """A filter that a person keeps under a name."""

    __tablename__ = "saved_views"

    reviewer: Mapped[str] = mapped_column(String(128), primary_key=True)
    name: Mapped[str] = mapped_column(String(128), primary_key=True)
    query: Mapped[str] = mapped_column(Text)


class MarkRow(Base):
    """What a database says of itself: the salt of its samples, and how new the rows beside its leads are."""

    __tablename__ = "marks"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class CheckRow(Base):
    """A check. `place` orders those that are due, by chance; `wanted` says whether answers are still asked for."""

    __tablename__ = "checks"
    __table_args__ = (Index("ix_checks_due", "wanted", "kind", "place"), Index("ix_checks_made", "made_at"))

    check_id: Mapped[str] = mapped_column(ID, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(ID, index=True)
    decision_id: Mapped[str] = mapped_column(String(64), index=True)
    verdict: Mapped[str] = mapped_column(String(16))
    evidence: Mapped[str] = mapped_column(DIGEST)
    reviewer: Mapped[str] = mapped_column(Text)
    holder: Mapped[str] = mapped_column(Text)
    place: Mapped[int] = mapped_column(Integer)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    wanted: Mapped[bool] = mapped_column(Boolean)


class AnswerRow(Base):
    """An answer; append-only. `verdict` is "" where the person saw the first one and can no longer answer blind."""

    __tablename__ = "check_answers"

    check_id: Mapped[str] = mapped_column(ForeignKey("checks.check_id"), primary_key=True)
    reviewer: Mapped[str] = mapped_column(String(128), primary_key=True)
    verdict: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(String(32))
    note: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[datetime] = mapped_column(UtcTime, index=True)


class UnqueuedRow(Base):
    """A listing without a lead that was drawn for a look; `body` is its contract JSON as first seen."""

    __tablename__ = "unqueued"

    listing_key: Mapped[str] = mapped_column(ID, primary_key=True)
    source: Mapped[str] = mapped_column(String(64))
    kept_at: Mapped[datetime] = mapped_column(UtcTime)
    body: Mapped[str] = mapped_column(Text)


class UnqueuedRunRow(Base):
    """How many listings of a source gave no lead in a run."""

    __tablename__ = "unqueued_runs"

    run_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    source: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    unqueued: Mapped[int] = mapped_column(Integer)
