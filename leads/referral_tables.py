"""Rows of what was referred, what came back, and what was looked at again. They never leave this package."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from database import Base, UtcTime
from leads.tables import DIGEST, ID


class ReferralRow(Base):
    """A referral. What stands after `note` repeats what its steps imply, so that lists and figures need not read them.

    `acted_at` is the beginning of the day after the action that stands: what is found from then on appeared again.
    """

    __tablename__ = "referrals"

    referral_id: Mapped[str] = mapped_column(ID, primary_key=True)
    right_id: Mapped[str] = mapped_column(Text)
    holder: Mapped[str] = mapped_column(Text)
    team: Mapped[str] = mapped_column(Text)
    district: Mapped[str] = mapped_column(Text)
    sent_by: Mapped[str] = mapped_column(Text)
    sent_at: Mapped[datetime] = mapped_column(UtcTime)
    sent_on: Mapped[date] = mapped_column(Date, index=True)
    leads: Mapped[int] = mapped_column(Integer)
    pack: Mapped[str] = mapped_column(DIGEST)
    note: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    due_on: Mapped[date | None] = mapped_column(Date)
    ended_on: Mapped[date | None] = mapped_column(Date, index=True)
    acted_at: Mapped[datetime | None] = mapped_column(UtcTime)


Index("ix_referrals_due", ReferralRow.state, ReferralRow.due_on)


class ReferralLeadRow(Base):
    """A lead that a referral covers."""

    __tablename__ = "referral_leads"

    referral_id: Mapped[str] = mapped_column(ForeignKey("referrals.referral_id"), primary_key=True)
    lead_id: Mapped[str] = mapped_column(ForeignKey("leads.lead_id"), primary_key=True, index=True)


class StepRow(Base):
    """The log of a referral; append-only."""

    __tablename__ = "referral_steps"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    step_id: Mapped[str] = mapped_column(ID, unique=True)
    referral_id: Mapped[str] = mapped_column(ForeignKey("referrals.referral_id"), index=True)
    state: Mapped[str] = mapped_column(String(16))
    on: Mapped[date] = mapped_column(Date)
    by: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcTime)
    note: Mapped[str] = mapped_column(Text)
    via: Mapped[str] = mapped_column(String(8))
    due_on: Mapped[date | None] = mapped_column(Date)


class StepBackRow(Base):
    """Steps taken back; as append-only as the steps themselves."""

    __tablename__ = "referral_steps_back"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    step_id: Mapped[str] = mapped_column(ForeignKey("referral_steps.step_id"), unique=True)
    by: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcTime)
    why: Mapped[str] = mapped_column(Text)


class TraceRow(Base):
    """What a listing that was acted upon can be known by when it comes up again (leads/relisting.py)."""

    __tablename__ = "traces"

    key: Mapped[str] = mapped_column(ID, primary_key=True)
    referral_id: Mapped[str] = mapped_column(ForeignKey("referrals.referral_id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    lead_id: Mapped[str] = mapped_column(ForeignKey("leads.lead_id"))


class RelistingRow(Base):
    """A lead that came up after an action; counts as long as that action stands."""

    __tablename__ = "relistings"

    lead_id: Mapped[str] = mapped_column(ForeignKey("leads.lead_id"), primary_key=True)
    referral_id: Mapped[str] = mapped_column(ForeignKey("referrals.referral_id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    earlier: Mapped[str] = mapped_column(ForeignKey("leads.lead_id"))
    found_at: Mapped[datetime] = mapped_column(UtcTime, index=True)


class RecheckRow(Base):
    """A look at a listing; append-only. `before` and `after` are JSON, `after` "" where nothing was to be seen."""

    __tablename__ = "rechecks"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    listing_key: Mapped[str] = mapped_column(ID, index=True)
    source: Mapped[str] = mapped_column(String(64))
    listing_id: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    run_id: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(UtcTime)
    result: Mapped[str] = mapped_column(String(16))
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    says: Mapped[str] = mapped_column(Text)
