"""The only module that makes a database engine; SQLite (WAL) and PostgreSQL by the same code."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, TypeDecorator, create_engine, event, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from sqlalchemy.orm import DeclarativeBase, Session

# Names for constraints, so that a migration can drop them on both databases.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
IDLE_SECONDS = 5  # from when on a server's connection is asked whether it is still there
# libpq's parameters: a server that went without a word is noticed within a minute (seconds; the last: milliseconds).
KEEPALIVE = {"keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3, "tcp_user_timeout": 60_000}
SQLITE_WAIT_SECONDS = 60  # how long a writer waits for another one; a bulk import holds the lock for tens of seconds


class Base(DeclarativeBase):
    """Base of every `Row` class."""

    metadata = MetaData(naming_convention=NAMING)


class UtcTime(TypeDecorator[datetime]):
    """A time with a zone, kept as UTC on both databases (SQLite's own type forgets the zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuses a time without a zone: it could mean any hour."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Gives the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def make_engine(url: str) -> Engine:
    """An engine for `sqlite:///…` or `postgresql+psycopg://…`; plain `postgresql://` gets psycopg.

    Raises:
        sqlalchemy.exc.ArgumentError: the URL cannot be read.
        ModuleNotFoundError: the driver is not installed.
    """
    parsed = make_url(url)
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() != "sqlite":
        server = create_engine(parsed, connect_args=KEEPALIVE if parsed.drivername == "postgresql+psycopg" else {})
        event.listen(server, "connect", _notice_the_dead)
        event.listen(server, "checkin", _note_use)
        event.listen(server, "checkout", _ask_when_idle)
        return server
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": SQLITE_WAIT_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _notice_the_dead(connection: Any, _record: object) -> None:
    # The other way round: the server lets go of what a machine held that went without a word, and not after two hours.
    connection.autocommit = True  # else the transaction would take it back
    for name in ("idle", "interval", "count"):
        connection.execute(f"SET tcp_keepalives_{name} = {KEEPALIVE[f'keepalives_{name}']}")
    connection.autocommit = False


def _note_use(_connection: object, record: Any) -> None:
    record.info["used"] = monotonic()


def _ask_when_idle(connection: Any, record: Any, _proxy: object) -> None:
    # A server may have been restarted while nobody asked. Asking each time costs a page four trips to it.
    if monotonic() - record.info.get("used", monotonic()) < IDLE_SECONDS:
        return
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except connection.Error as error:
        raise DisconnectionError from error


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by `_begin_sqlite`, not by the driver
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later cannot wait for SQLite's lock, so writers take it at once.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def server_time(engine: Engine) -> datetime | None:
    """What time it is for a database server; None for SQLite, which has no clock of its own."""
    if engine.dialect.name != "postgresql":
        return None
    with engine.connect() as connection:
        found: datetime = connection.exec_driver_sql("SELECT clock_timestamp()").scalar_one()
    return found.astimezone(UTC)


_Open = ContextVar[tuple[Engine, Session] | None]
_READING: _Open = ContextVar("reading", default=None)
_WRITING: _Open = ContextVar("writing", default=None)


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that only reads, and one consistent state however long it takes."""
    outer = _READING.get()
    if outer is not None and outer[0] is engine:
        yield outer[1]
        return
    with Session(_for_reading(engine)) as session:
        yield session


@contextmanager
def glancing(engine: Engine) -> Iterator[Connection]:
    """For one statement that reads: without a transaction around it where that would cost trips to a server."""
    if engine.dialect.name == "postgresql":
        with _for_glancing(engine).connect() as connection:
            yield connection
        return
    with reading(engine) as session:
        yield session.connection()


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """A session in one transaction: all of it is kept, or nothing."""
    outer = _WRITING.get()
    if outer is not None and outer[0] is engine:
        yield outer[1]
        outer[1].flush()
        return
    with Session(_for_writing(engine)) as session, session.begin():
        yield session


@contextmanager
def one_reading(engine: Engine) -> Iterator[None]:
    """All that is read within is read by one session, from one state: a page of twenty statements opens one, not ten.

    What is written within, by `writing`, is not seen by what is read within.
    """
    with reading(engine) as session, _shared(_READING, engine, session):
        yield


@contextmanager
def one_writing(engine: Engine) -> Iterator[None]:
    """All that is written within is one transaction."""
    with writing(engine) as session, _shared(_WRITING, engine, session):
        yield


@contextmanager
def _shared(which: _Open, engine: Engine, session: Session) -> Iterator[None]:
    token = which.set((engine, session))
    try:
        yield
    finally:
        which.reset(token)


@lru_cache(16)
def _for_reading(engine: Engine) -> Engine:
    if engine.dialect.name != "postgresql":
        return engine  # SQLite's WAL keeps the first state that a transaction sees
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


@lru_cache(16)
def _for_glancing(engine: Engine) -> Engine:
    return engine.execution_options(isolation_level="AUTOCOMMIT")


@lru_cache(16)
def _for_writing(engine: Engine) -> Engine:
    return engine.execution_options(writes=True)


def alone(session: Session, name: str) -> None:
    """Nobody else is beyond this line, under the same name, until the transaction ends (SQLite: all writers)."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": name})


def trouble(error: BaseException) -> str:
    """What an error says of the database itself: "lost", "busy" or "full"; "" where it is about something else.

    Lost and busy may pass by themselves: whoever has rolled back may do the same again.
    """
    if isinstance(error, NoConnectionError):
        return "busy"
    said = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(said, sqlite3.Error):
        code = getattr(said, "sqlite_errorcode", None)
        return _SQLITE.get(code & 0xFF, "") if code else next((kind for says, kind in _SAYS if says in str(said)), "")
    if not isinstance(error, DBAPIError) or said is None:
        return ""
    state = getattr(said, "sqlstate", None)
    if error.connection_invalidated or (state is None and type(said).__name__ in _UNREACHED):
        return "lost"
    return next((kind for begin, kind in _STATES if (state or "").startswith(begin)), "")


# https://www.sqlite.org/rescode.html: busy, locked, out of memory, I/O error, full, cannot open
_SQLITE = {5: "busy", 6: "busy", 10: "lost", 13: "full", 14: "lost"}
_SAYS = (("locked", "busy"), ("is full", "full"), ("disk I/O", "lost"), ("unable to open", "lost"))
# PostgreSQL, appendix A: connection exceptions, shutdown, crash, cannot connect now; disk full; too many connections,
# out of memory; serialization failure, deadlock, lock not available
_STATES = (
    *((state, "lost") for state in ("08", "57P01", "57P02", "57P03", "57P05", "58030")),
    ("53100", "full"),
    *((state, "busy") for state in ("53200", "53300", "40001", "40P01", "55P03")),
)
_UNREACHED = frozenset({"OperationalError", "InterfaceError", "ConnectionTimeout"})


def add_missing(session: Session, row: type[Base], rows: Sequence[Mapping[str, object]]) -> None:
    """Inserts those rows whose primary key is not there yet; safe while another process does the same."""
    if not rows:
        return
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert(row) if dialect == "postgresql" else sqlite.insert(row)
    session.execute(insert.on_conflict_do_nothing(), list(rows))
