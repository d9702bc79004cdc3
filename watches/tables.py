"""Rows of watch lists and deliveries. They never leave this package."""

from datetime import datetime

from sqlalchemy import Boolean, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from database import Base, UtcTime


class WatchRow(Base):
    """A watch list; tuples are JSON. A removed one stays, as messages refer to it."""

    __tablename__ = "watches"

    watch_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    holder: Mapped[str] = mapped_column(Text)
    right_ids: Mapped[str] = mapped_column(Text)
    lowest: Mapped[float] = mapped_column(Float)
    sources: Mapped[str] = mapped_column(Text)
    states: Mapped[str] = mapped_column(Text)
    schedule: Mapped[str] = mapped_column(String(16))
    targets: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    made_by: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    paused: Mapped[bool] = mapped_column(Boolean, default=False)
    removed_at: Mapped[datetime | None] = mapped_column(UtcTime)


class ToldRow(Base):
    """What a watch has told, so that nothing is told twice: a lead in a state (`leads/news.py`); append-only.

    `message_id` is "" for what was there when the watch was made.
    """

    __tablename__ = "watch_told"

    watch_id: Mapped[str] = mapped_column(ForeignKey("watches.watch_id"), primary_key=True)
    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    message_id: Mapped[str] = mapped_column(String(32))


class MessageRow(Base):
    """A message; append-only."""

    __tablename__ = "watch_messages"

    message_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    watch_id: Mapped[str] = mapped_column(String(32), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(8))
    body: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcTime)


class DeliveryRow(Base):
    """The delivery log; append-only. The last line of a message and a target says where it stands."""

    __tablename__ = "watch_deliveries"
    __table_args__ = (Index("ix_watch_deliveries_last", "message_id", "target", "number"),)

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    message_id: Mapped[str] = mapped_column(ForeignKey("watch_messages.message_id"))
    target: Mapped[str] = mapped_column(Text)
    outcome: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(UtcTime)
    rounds: Mapped[int] = mapped_column(Integer)
    detail: Mapped[str] = mapped_column(Text)
    next_at: Mapped[datetime | None] = mapped_column(UtcTime)
