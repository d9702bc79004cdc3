"""Rows of accounts, sessions, tokens and the audit log. They never leave this package."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from database import Base, UtcTime

ID = String(32)
DIGEST = String(64)


class AccountRow(Base):
    """A person. `password` is an argon2 hash, "" where only a link lets them in; `holders` is JSON, "" for all."""

    __tablename__ = "accounts"

    account_id: Mapped[str] = mapped_column(ID, primary_key=True)
    name: Mapped[str] = mapped_column(String(128), unique=True)
    roles: Mapped[str] = mapped_column(Text)
    holders: Mapped[str] = mapped_column(Text)
    active: Mapped[bool] = mapped_column(Boolean)
    password: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcTime)


class KeyRow(Base):
    """A secret that stands for an account: a session, an invitation or a token. Only its digest is kept."""

    __tablename__ = "account_keys"

    digest: Mapped[str] = mapped_column(DIGEST, primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.account_id"), index=True)
    label: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcTime)
    until: Mapped[datetime] = mapped_column(UtcTime)


class FailureRow(Base):
    """A sign-in that failed, for the throttle: by name and by address."""

    __tablename__ = "sign_in_failures"
    __table_args__ = (Index("ix_sign_in_failures_key", "key", "at"),)

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcTime)


class AuditRow(Base):
    """The audit log, who looked at what among it; triggers in the database refuse to change a line, and to delete one
    that no cut was recorded for. `place` is the address that somebody came from, "" for the command line."""

    __tablename__ = "audit"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcTime)
    name: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(String(32), index=True)
    subject: Mapped[str] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(Text, server_default="", default="")


class CutRow(Base):
    """Up to when lines of a kind ("access": who looked; "audit": who did) were to be deleted; append-only."""

    __tablename__ = "audit_cuts"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    kind: Mapped[str] = mapped_column(String(16))
    before: Mapped[datetime] = mapped_column(UtcTime)
    by: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcTime)
    rule: Mapped[str] = mapped_column(Text)
