"""Rows of the registry. They never leave this package."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from database import Base, UtcTime

LONGEST_NAME = 128  # characters of a register's name


class RegisterRow(Base):
    """A register: one file of rights that is imported as a whole, with the digests of its last version.

    `skipped` lines were left out of it; `pictures` is one digest over all pictures that it names, "" where none.
    """

    __tablename__ = "registers"

    name: Mapped[str] = mapped_column(String(LONGEST_NAME), primary_key=True)
    file: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    rights: Mapped[int] = mapped_column(Integer)
    imported_at: Mapped[datetime] = mapped_column(UtcTime)
    skipped: Mapped[int] = mapped_column(Integer, default=0)
    pictures: Mapped[str] = mapped_column(String(64), default="")


class RightRow(Base):
    """A right; `body` is its JSON form, the columns beside it are what one searches by."""

    __tablename__ = "rights"

    right_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    register: Mapped[str] = mapped_column(ForeignKey("registers.name"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    mark_text: Mapped[str] = mapped_column(Text)
    holder: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(16))
    expires_on: Mapped[date | None] = mapped_column(Date)
    body: Mapped[str] = mapped_column(Text)
