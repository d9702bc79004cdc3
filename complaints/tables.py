"""Rows of complaints. They never leave this package."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from database import Base, UtcTime

ID = String(32)


class ComplaintRow(Base):
    """A complaint without its contact. `content` is what makes the same complaint twice the same one.

    `addresses`, `pictures` and `says` are JSON lists.
    """

    __tablename__ = "complaints"
    __table_args__ = (Index("ix_complaints_due", "closed_at", "due_on"),)

    complaint_id: Mapped[str] = mapped_column(ID, primary_key=True)
    receipt: Mapped[str] = mapped_column(ID, unique=True)
    content: Mapped[str] = mapped_column(String(64), unique=True)
    by: Mapped[str] = mapped_column(String(16))
    addresses: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    pictures: Mapped[str] = mapped_column(Text)
    right_id: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(String(16))
    taken_by: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    due_on: Mapped[date] = mapped_column(Date)
    captured_at: Mapped[datetime | None] = mapped_column(UtcTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcTime, index=True)
    run_id: Mapped[str] = mapped_column(String(64))
    says: Mapped[str] = mapped_column(Text)
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    closed_by: Mapped[str] = mapped_column(Text)
    closed_why: Mapped[str] = mapped_column(Text)


class ContactRow(Base):
    """How to reach a complainant: the only place where that stands."""

    __tablename__ = "complaint_contacts"

    complaint_id: Mapped[str] = mapped_column(ForeignKey("complaints.complaint_id"), primary_key=True)
    contact: Mapped[str] = mapped_column(Text)


class ComplaintLeadRow(Base):
    """A lead that a complaint found, or that was known when it came."""

    __tablename__ = "complaint_leads"

    complaint_id: Mapped[str] = mapped_column(ForeignKey("complaints.complaint_id"), primary_key=True)
    lead_id: Mapped[str] = mapped_column(ID, primary_key=True, index=True)
