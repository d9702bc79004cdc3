"""Accounts in the database: making them, letting them in, shutting them out."""

import json
import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Engine, Row, bindparam, delete, select
from sqlalchemy.exc import IntegrityError

from accounts.account import Account, Role
from accounts.audit import Audit
from accounts.tables import AccountRow, KeyRow
from accounts.throttle import Throttle
from database import UtcTime, glancing, reading, writing
from domain.identity import digest

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 1000
SESSION = timedelta(hours=12)  # a working day
INVITATION = timedelta(days=3)
TOKEN = timedelta(days=365)
# RFC 9106, second recommended option: 64 MiB, three passes.
_HASHER = PasswordHasher()
# Compared with where there is no account, so that the time says nothing about which names exist.
_NOBODY = _HASHER.hash(secrets.token_urlsafe())


class KeyKind(StrEnum):
    """What a secret is for."""

    SESSION = "session"
    INVITATION = "invitation"
    TOKEN = "token"  # noqa: S105 (the name of a kind)


_LASTS = {KeyKind.SESSION: SESSION, KeyKind.INVITATION: INVITATION, KeyKind.TOKEN: TOKEN}


class NameTakenError(ValueError):
    """Another account has that name."""


class ThrottledError(RuntimeError):
    """Too many sign-ins failed; nobody is let in by that name or from that address for a while."""


class AccountStore:
    """Accounts, their keys and the audit log of one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.audit = Audit(engine)
        self.throttle = Throttle(engine)

    def make(self, name: str, roles: frozenset[Role], holders: tuple[str, ...] | None, at: datetime) -> Account:
        """A new account without a password.

        Raises:
            NameTakenError: another one has that name.
        """
        row = AccountRow(
            account_id=uuid4().hex, name=name, roles="", holders="", active=True, password="", made_at=at
        )  # fmt: skip
        _write(row, roles, holders)
        try:
            with writing(self._engine) as session:
                session.add(row)
        except IntegrityError as error:
            raise NameTakenError(f"there is an account {name} already") from error
        found = self.by_name(name)
        assert found is not None
        return found

    def make_first(self, name: str, roles: frozenset[Role], password: str, at: datetime) -> Account | None:
        """The account of whoever comes first, with a password; None if somebody has come before.

        Raises:
            ValueError: the password is too short or too long.
        """
        row = AccountRow(
            account_id=uuid4().hex, name=name, roles="", holders="", active=True, password=_hashed(password), made_at=at
        )  # fmt: skip
        _write(row, roles, None)
        with writing(self._engine) as session:
            if session.scalar(select(AccountRow.account_id).limit(1)) is not None:
                return None
            session.add(row)
            session.flush()
            return _account(row)

    def is_empty(self) -> bool:
        """Whether nobody has an account yet."""
        with reading(self._engine) as session:
            return session.scalar(select(AccountRow.account_id).limit(1)) is None

    def change(self, account_id: str, roles: frozenset[Role], holders: tuple[str, ...] | None, *, active: bool) -> None:
        """Changes what somebody may do; who is shut out loses every session, invitation and token at once."""
        with writing(self._engine) as session:
            row = session.get_one(AccountRow, account_id, with_for_update=True)
            row.active = active
            _write(row, roles, holders)
            if not active:
                session.execute(delete(KeyRow).where(KeyRow.account_id == account_id))

    def set_password(self, account_id: str, password: str) -> None:
        """Sets a password and ends all other sessions of that person.

        Raises:
            ValueError: it is too short or too long.
        """
        hashed = _hashed(password)
        with writing(self._engine) as session:
            session.get_one(AccountRow, account_id).password = hashed
            ended = delete(KeyRow).where(KeyRow.account_id == account_id, KeyRow.kind == KeyKind.SESSION.value)
            session.execute(ended)

    def sign_in(self, name: str, password: str, address: str, at: datetime) -> Account | None:
        """Who has that name and password, None if nobody.

        Raises:
            ThrottledError: too many tries failed by that name or from that address.
        """
        keys = [f"name:{name[:100]}", f"address:{address[:100]}"]
        if not self.throttle.allows(keys, at):
            raise ThrottledError("too many failed sign-ins; wait a quarter of an hour")
        with reading(self._engine) as session:
            row = session.scalar(select(AccountRow).where(AccountRow.name == name, AccountRow.active))
        hashed = row.password if row is not None and row.password else _NOBODY
        if _matches(hashed, password[:LONGEST_PASSWORD]) and row is not None and row.password:
            return _account(row)
        self.throttle.failed(keys, at)
        return None

    def new_key(self, account_id: str, kind: KeyKind, at: datetime, label: str = "") -> str:
        """A new secret for an account. It is shown now and never again."""
        secret = secrets.token_urlsafe(32)
        row = KeyRow(
            digest=digest("key", secret), kind=kind.value, account_id=account_id, label=label, made_at=at,
            until=at + _LASTS[kind],
        )  # fmt: skip
        with writing(self._engine) as session:
            session.execute(delete(KeyRow).where(KeyRow.until <= at))
            session.add(row)
        return secret

    def by_key(self, secret: str, kind: KeyKind, at: datetime) -> Account | None:
        """Whose secret that is, None if it is nobody's, expired, or its owner was shut out."""
        if not secret:
            return None
        with glancing(self._engine) as connection:
            row = connection.execute(_BY_KEY, {"key": digest("key", secret), "kind": kind.value, "at": at}).first()
            return _account(row) if row is not None else None

    def end_key(self, secret: str) -> bool:
        """Makes a secret worthless; False if it was so already."""
        with writing(self._engine) as session:
            gone = delete(KeyRow).where(KeyRow.digest == digest("key", secret)).returning(KeyRow.digest)
            return session.execute(gone).first() is not None

    def tokens(self, account_id: str) -> dict[str, str]:
        """Digests of somebody's API tokens, with their labels."""
        query = select(KeyRow).where(KeyRow.account_id == account_id, KeyRow.kind == KeyKind.TOKEN.value)
        with reading(self._engine) as session:
            return {row.digest: row.label for row in session.scalars(query.order_by(KeyRow.made_at))}

    def end_token(self, account_id: str, name: str) -> None:
        """Makes one of somebody's tokens worthless, by its digest."""
        with writing(self._engine) as session:
            session.execute(delete(KeyRow).where(KeyRow.digest == name, KeyRow.account_id == account_id))

    def by_name(self, name: str) -> Account | None:
        """The account of that name."""
        with reading(self._engine) as session:
            row = session.scalar(select(AccountRow).where(AccountRow.name == name))
            return _account(row) if row is not None else None

    def every(self) -> tuple[Account, ...]:
        """All accounts, by name."""
        with reading(self._engine) as session:
            return tuple(_account(row) for row in session.execute(_EVERY))


def _hashed(password: str) -> str:
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise ValueError(f"a password has at least {SHORTEST_PASSWORD} characters")
    return _HASHER.hash(password)


def _matches(hashed: str, password: str) -> bool:
    try:
        return _HASHER.verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


def _write(row: AccountRow, roles: frozenset[Role], holders: tuple[str, ...] | None) -> None:
    row.roles = json.dumps(sorted(role.value for role in roles))
    row.holders = "" if holders is None else json.dumps(holders, ensure_ascii=False)


# Asked with every request, so made once, and for columns only.
_BY_KEY = (
    select(*AccountRow.__table__.columns)
    .join(KeyRow, KeyRow.account_id == AccountRow.account_id)
    .where(KeyRow.digest == bindparam("key"), KeyRow.kind == bindparam("kind"))
    .where(KeyRow.until > bindparam("at", type_=UtcTime()), AccountRow.active)
)


_EVERY = select(*AccountRow.__table__.columns).order_by(AccountRow.name)


def _account(row: AccountRow | Row[Any]) -> Account:
    holders = tuple(json.loads(row.holders)) if row.holders else None
    roles = frozenset(Role(name) for name in json.loads(row.roles))
    return Account(row.account_id, row.name, roles, holders, row.active, bool(row.password))
