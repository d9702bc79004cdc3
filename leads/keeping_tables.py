"""Rows of legal holds, and of what persons asked about their data. They never leave this package."""

from datetime import date, datetime

from sqlalchemy import Date, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from database import Base, UtcTime
from leads.tables import ID


class PreservationRow(Base):
    """The log of legal holds; triggers in the database refuse to change or delete a line."""

    __tablename__ = "preservations"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    hold_id: Mapped[str] = mapped_column(ID, index=True)
    step: Mapped[str] = mapped_column(String(16))
    of: Mapped[str] = mapped_column(String(16))
    value: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcTime)
    why: Mapped[str] = mapped_column(Text)
    until: Mapped[date | None] = mapped_column(Date)


class RequestRow(Base):
    """What persons asked, and what was answered; append-only."""

    __tablename__ = "subject_requests"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    request_id: Mapped[str] = mapped_column(ID, index=True)
    kind: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcTime)
    said: Mapped[str] = mapped_column(Text)
