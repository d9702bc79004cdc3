"""Rows of the custody chain and of what offers said over time. They never leave this package."""

from datetime import datetime

from sqlalchemy import Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from database import Base, UtcTime


class ManifestRow(Base):
    """A sealed run of a source: the digest of its manifest and of the one before it."""

    __tablename__ = "manifests"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    run_id: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    previous: Mapped[str] = mapped_column(String(64), unique=True)
    folder: Mapped[str] = mapped_column(Text)
    sealed_at: Mapped[datetime] = mapped_column(UtcTime)


class DispatchRow(Base):
    """A pack that left: what, who, to whom; `leads` holds ids between blanks."""

    __tablename__ = "dispatches"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    case_id: Mapped[str] = mapped_column(String(16), index=True)
    digest: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(Text)
    profile: Mapped[str] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(8))
    recipient: Mapped[str] = mapped_column(Text)
    scope: Mapped[str] = mapped_column(Text)
    made_by: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    leads: Mapped[str] = mapped_column(Text)


class OfferRow(Base):
    """An offer as it is now: `content` is the digest of all that it says, `facts` what people compare, as JSON.

    PostgreSQL keeps each source in a partition of its own (evidence/partitions.py). The key is made from the source,
    and is unique without it; a statement that names the source looks into one partition instead of all.
    """

    __tablename__ = "offers"

    offer_key: Mapped[str] = mapped_column(String(32), primary_key=True)
    source: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)
    page: Mapped[str] = mapped_column(Text)
    content: Mapped[str] = mapped_column(String(32))
    facts: Mapped[str] = mapped_column(Text)
    run_id: Mapped[str] = mapped_column(String(64))
    since: Mapped[datetime] = mapped_column(UtcTime)
    gone_since: Mapped[datetime | None] = mapped_column(UtcTime)


class OfferPastRow(Base):
    """What an offer said before it changed; on PostgreSQL in partitions by month of `until` and source."""

    __tablename__ = "offer_past"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    offer_key: Mapped[str] = mapped_column(String(32), index=True)
    source: Mapped[str] = mapped_column(String(64), default="", server_default="")
    facts: Mapped[str] = mapped_column(Text)
    run_id: Mapped[str] = mapped_column(String(64))
    since: Mapped[datetime] = mapped_column(UtcTime)
    until: Mapped[datetime] = mapped_column(UtcTime)


class SellerRow(Base):
    """When the first offer of a seller was seen."""

    __tablename__ = "sellers"

    source: Mapped[str] = mapped_column(String(64), primary_key=True)
    seller: Mapped[str] = mapped_column(String(200), primary_key=True)
    first_seen: Mapped[datetime] = mapped_column(UtcTime)
