"""Rows of what is kept out of the queue, what usually fires, and each day's list. They never leave this package."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from database import Base, UtcTime
from leads.tables import ID


class HoldRow(Base):
    """A hold as it stands; what led there is in its log."""

    __tablename__ = "holds"
    __table_args__ = (Index("ix_holds_right", "right_id", "state"), Index("ix_holds_state", "state", "kind"))

    hold_id: Mapped[str] = mapped_column(ID, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    right_id: Mapped[str] = mapped_column(Text)
    of: Mapped[str] = mapped_column(String(16))
    value: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcTime)
    why: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    until: Mapped[date | None] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(64))
    hits: Mapped[int] = mapped_column(Integer)
    listings: Mapped[int] = mapped_column(Integer)
    limit: Mapped[int] = mapped_column(Integer)


class HoldStepRow(Base):
    """The log of holds; triggers in the database refuse to change or delete a line."""

    __tablename__ = "hold_steps"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    hold_id: Mapped[str] = mapped_column(ForeignKey("holds.hold_id"), index=True)
    step: Mapped[str] = mapped_column(String(16))
    by: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcTime)
    why: Mapped[str] = mapped_column(Text)
    until: Mapped[date | None] = mapped_column(Date)


class HeldRow(Base):
    """A lead that a hold caught; it stays when the hold is released. `place` is by chance, for samples."""

    __tablename__ = "held"
    __table_args__ = (Index("ix_held_place", "hold_id", "place"), Index("ix_held_lead", "lead_id"))

    hold_id: Mapped[str] = mapped_column(ForeignKey("holds.hold_id"), primary_key=True)
    lead_id: Mapped[str] = mapped_column(ForeignKey("leads.lead_id"), primary_key=True)
    place: Mapped[int] = mapped_column(Integer)


class HitNightRow(Base):
    """A night of a source whose hits were counted."""

    __tablename__ = "hit_nights"

    source: Mapped[str] = mapped_column(String(64), primary_key=True)
    run_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
    listings: Mapped[int] = mapped_column(Integer)


class HitRow(Base):
    """How many listings a right, a word of it or a picture of it fired on in a night; no row is no hit."""

    __tablename__ = "hits"

    source: Mapped[str] = mapped_column(String(64), primary_key=True)
    key: Mapped[str] = mapped_column(ID, primary_key=True)
    run_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(Integer)


class DayListRow(Base):
    """A day's list as a whole."""

    __tablename__ = "day_lists"

    run_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    budget: Mapped[int] = mapped_column(Integer)
    listed: Mapped[int] = mapped_column(Integer)
    frame: Mapped[int] = mapped_column(Integer)
    explored: Mapped[int] = mapped_column(Integer)
    expected: Mapped[float] = mapped_column(Float)
    ties: Mapped[float] = mapped_column(Float)


class TurnRow(Base):
    """A lead's place in a day's list; kept, so that whoever learns from decisions knows how each came to be made."""

    __tablename__ = "turns"
    __table_args__ = (Index("ix_turns_lead", "lead_id"),)

    run_id: Mapped[str] = mapped_column(ForeignKey("day_lists.run_id"), primary_key=True)
    place: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    lead_id: Mapped[str] = mapped_column(ForeignKey("leads.lead_id"))
    chance: Mapped[float] = mapped_column(Float)
    weight: Mapped[float] = mapped_column(Float)
    fresh: Mapped[float] = mapped_column(Float)
    explored: Mapped[bool] = mapped_column(Boolean)
    propensity: Mapped[float] = mapped_column(Float)


class UrgentRow(Base):
    """A lead that somebody is owed an answer on: it comes first, by the day on which that is due."""

    __tablename__ = "urgent"

    lead_id: Mapped[str] = mapped_column(ForeignKey("leads.lead_id"), primary_key=True)
    due_on: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(UtcTime)
