"""Rows of the registry. They never leave this package."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from database import Base, UtcTime

LONGEST_NAME = 128  # characters of a register's name


class RegisterRow(Base):
    """A register: one file of rights that is imported as a whole, with the digests of its last version.

    `skipped` lines were left out of it; `pictures` is one digest over all pictures that it names, "" where none.
    `version` counts what happened to it: imports, deltas, rollbacks.
    """

    __tablename__ = "registers"

    name: Mapped[str] = mapped_column(String(LONGEST_NAME), primary_key=True)
    file: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    rights: Mapped[int] = mapped_column(Integer)
    imported_at: Mapped[datetime] = mapped_column(UtcTime)
    skipped: Mapped[int] = mapped_column(Integer, default=0)
    pictures: Mapped[str] = mapped_column(String(64), default="")
    version: Mapped[int] = mapped_column(Integer, default=0, server_default="0")


class VersionRow(Base):
    """A version of a register. What it brought lies in a file beside the database (registry/archive.py).

    `kind` is whole, delta or rollback; a rollback has the number that it `restores`. `filled` is JSON: how many rights
    have each of the fields that the gates watch. `withdrawn` are versions that a rollback went behind.
    """

    __tablename__ = "register_versions"

    register: Mapped[str] = mapped_column(ForeignKey("registers.name"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    file: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    pictures: Mapped[str] = mapped_column(String(64))
    skipped: Mapped[int] = mapped_column(Integer)
    rights: Mapped[int] = mapped_column(Integer)
    changed: Mapped[int] = mapped_column(Integer)
    filled: Mapped[str] = mapped_column(Text)
    restores: Mapped[int] = mapped_column(Integer, default=0)
    withdrawn: Mapped[bool] = mapped_column(Boolean, default=False)
    imported_at: Mapped[datetime] = mapped_column(UtcTime)


class RightRow(Base):
    """A right; `body` is its JSON form, the columns beside it are what one searches by.

    `as_of` is the ISO day or time at which its register said so, "" where nobody knows: of two deltas the later counts.
    """

    __tablename__ = "rights"

    right_id: Mapped[str] = mapped_column(String(255), primary_key=True)
    register: Mapped[str] = mapped_column(ForeignKey("registers.name"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    mark_text: Mapped[str] = mapped_column(Text)
    holder: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(16))
    expires_on: Mapped[date | None] = mapped_column(Date)
    body: Mapped[str] = mapped_column(Text)
    as_of: Mapped[str] = mapped_column(String(32), default="", server_default="")
