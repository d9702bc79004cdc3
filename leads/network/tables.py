"""Rows of what sellers share and of group leads. They never leave the package of the queue."""

from datetime import datetime

from sqlalchemy import Float, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from database import Base, UtcTime
from leads.tables import ID


class SellerTraceRow(Base):
    """A fact of a seller whose leads stand. `key` is a keyed digest, `shown` masked: the plain value is in captures
    only. Goes when the last of the seller's leads is dismissed."""

    __tablename__ = "seller_traces"

    seller: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(String(16), primary_key=True, index=True)
    kind: Mapped[str] = mapped_column(String(16))
    shown: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    last_seen: Mapped[datetime] = mapped_column(UtcTime)


class GroupLeadRow(Base):
    """A group lead as the last night raised it."""

    __tablename__ = "group_leads"

    group_id: Mapped[str] = mapped_column(ID, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    right_id: Mapped[str] = mapped_column(Text)
    since: Mapped[datetime] = mapped_column(UtcTime)
    made_at: Mapped[datetime] = mapped_column(UtcTime)


class GroupMemberRow(Base):
    """A seller of a group lead."""

    __tablename__ = "group_members"

    group_id: Mapped[str] = mapped_column(ForeignKey("group_leads.group_id"), primary_key=True)
    seller: Mapped[str] = mapped_column(Text, primary_key=True)


class GroupTieRow(Base):
    """A reason that joins two sellers of a group lead."""

    __tablename__ = "group_ties"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    group_id: Mapped[str] = mapped_column(ForeignKey("group_leads.group_id"), index=True)
    one: Mapped[str] = mapped_column(Text)
    other: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(16))
    shown: Mapped[str] = mapped_column(Text)
    holders: Mapped[int] = mapped_column(Integer)
    strength: Mapped[float] = mapped_column(Float)
    one_url: Mapped[str] = mapped_column(Text)
    other_url: Mapped[str] = mapped_column(Text)
