"""A dump of a PostgreSQL database of one state, by pg_dump, and back by pg_restore."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from backups.database_state import LINKS, POSTGRESQL, REVISION, DatabaseState
from backups.fault import BackupError
from backups.postgresql_tools import address, run, tool
from database import make_engine

NAME = "database.dump"


def dump(url: str, target: Path) -> DatabaseState:
    """Writes a dump in pg_dump's custom format; says what state it is of.

    Chain and dump are read from one snapshot, so they agree though others write.

    Raises:
        BackupError: pg_dump is missing, too old, or failed.
        sqlalchemy.exc.SQLAlchemyError: the server cannot be reached.
    """
    engine = make_engine(url)
    try:
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            server = _major(connection)
            program = tool("pg_dump", server)
            revision = str(connection.scalar(text(REVISION)))
            links = tuple((row.folder, row.digest) for row in connection.execute(text(LINKS)))
            snapshot = connection.scalar(text("SELECT pg_export_snapshot()"))
            _run_dump(program, url, target, f"--snapshot={snapshot}")
    finally:
        engine.dispose()
    return DatabaseState(POSTGRESQL, revision, str(server), target.name, links)


def keep(url: str, target: Path) -> None:
    """Only the dump, of whatever schema; raises as `dump`."""
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            program = tool("pg_dump", _major(connection))
    finally:
        engine.dispose()
    _run_dump(program, url, target)


def _run_dump(program: Path, url: str, target: Path, *more: str) -> None:
    at = address(url)
    target.touch(0o600)
    options = ("--format=custom", "--no-owner", "--no-privileges", "--no-password", f"--file={target}")
    run([program, *options, *more, f"--dbname={at.shown}"], at, "pg_dump")


def put_back(dumped: Path, url: str, written_by: str) -> None:
    """Brings a dump into an empty database: all of it or nothing.

    Args:
        dumped: the dump.
        url: of a database that `refuse_filled` has found empty.
        written_by: major version of the server that it was made of.

    Raises:
        BackupError: pg_restore is missing, too old, or failed.
    """
    at = address(url)
    options = ("--no-owner", "--no-privileges", "--no-password", "--single-transaction", "--exit-on-error")
    run([tool("pg_restore", int(written_by or 0)), *options, f"--dbname={at.shown}", dumped], at, "pg_restore")


def check(dumped: Path, written_by: str) -> str:
    """What is wrong with a dump, "" for nothing that its table of contents shows.

    Raises:
        BackupError: pg_restore is missing or too old.
    """
    program = tool("pg_restore", int(written_by or 0))
    try:
        run([program, "--list", "--file=/dev/null", dumped], address("postgresql://"), "pg_restore")
    except BackupError as error:
        return str(error)
    return ""


def refuse_filled(url: str) -> None:
    """Does nothing where a database is there and empty.

    Raises:
        BackupError: it holds tables.
        sqlalchemy.exc.SQLAlchemyError: it cannot be reached.
    """
    engine = make_engine(url)
    try:
        tables = inspect(engine).get_table_names()
    finally:
        engine.dispose()
    if tables:
        raise BackupError(
            f"the database of MARKHOUND_DATABASE_URL holds {len(tables)} table(s), and a backup is put back into an "
            "empty one only; make one (createdb), and name it with MARKHOUND_DATABASE_URL"
        )


def _major(connection: Connection) -> int:
    return int(str(connection.scalar(text("SHOW server_version_num")))) // 10_000
