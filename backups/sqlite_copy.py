"""A copy of an SQLite database while others write it, by SQLite's own online backup."""

import sqlite3
from contextlib import closing
from pathlib import Path

from backups.database_state import LINKS, REVISION, SQLITE, DatabaseState
from backups.fault import BackupError

NAME = "database.sqlite"
WAIT_SECONDS = 60


def copy(source: Path, target: Path) -> None:
    """Copies one state of a database, whole and checked.

    All pages are copied in one step, as one reader: in WAL mode writers go on meanwhile and the copy never begins anew.

    Raises:
        BackupError: it is no database, is damaged, or there is no room.
    """
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=WAIT_SECONDS)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            target.chmod(0o600)
            old.backup(new)
        damage = check(target)
    except sqlite3.Error as error:
        raise BackupError(f"the database {source} cannot be copied: {error}") from error
    if damage:
        raise BackupError(f"the database {source} is damaged ({damage}); restore the last good backup")


def check(copied: Path) -> str:
    """What is wrong with a copy that nobody writes; "" for nothing."""
    try:
        with closing(opened(copied)) as connection:
            (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        return str(error)
    return "" if said == "ok" else str(said)


def state(copied: Path) -> DatabaseState:
    """What a copy says of itself.

    Raises:
        BackupError: it is no database of ours.
    """
    try:
        with closing(opened(copied)) as connection:
            (revision,) = connection.execute(REVISION).fetchone()
            links = tuple(connection.execute(LINKS))
    except (sqlite3.Error, TypeError) as error:
        raise BackupError(f"{copied.name} is no database of markhound ({error})") from error
    return DatabaseState(SQLITE, revision, "", copied.name, links)


def opened(copied: Path) -> sqlite3.Connection:
    """A copy, for reading; nothing is made beside it."""
    return sqlite3.connect(f"{copied.absolute().as_uri()}?immutable=1", uri=True)
