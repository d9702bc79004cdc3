"""The copy of a database that is kept before a newer version changes its schema."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from backups import postgresql_dump, sqlite_copy
from backups.fault import BackupError

FOLDER = "upgrades"  # in the data folder
KEPT = 2
ROOM = 2.0  # times the database's size that must be free: for the copy, and for what the upgrade writes


def keep_copy(base: Path, url: str, database: Path | None) -> Callable[[str], None]:
    """What `migrations.upgrade.upgrade` tells of the schema that it leaves.

    It raises BackupError where no copy can be made; the database is then left as it is.

    Args:
        base: the data folder.
        url: of the database.
        database: SQLite's file, None for a server.
    """

    def keep(revision: str) -> None:
        folder = base / FOLDER
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        kind = "dump" if database is None else "sqlite"
        target = folder / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-schema-{revision}.{kind}"
        part = target.with_name(f"{target.name}.part")
        try:
            if database is None:
                postgresql_dump.keep(url, part)
            else:
                _refuse_without_room(folder, database)
                sqlite_copy.copy(database, part)
            part.replace(target)
        except (BackupError, OSError) as error:
            part.unlink(missing_ok=True)
            raise BackupError(
                f"the database must be upgraded from schema {revision}, and no copy of it could be kept: {error}; "
                "or make a backup of your own, then run `markhound init --no-copy`"
            ) from error
        for old in sorted(folder.glob("*-schema-*"))[:-KEPT]:
            old.unlink(missing_ok=True)

    return keep


def _refuse_without_room(folder: Path, database: Path) -> None:
    needed, free = database.stat().st_size * ROOM, shutil.disk_usage(folder).free
    if needed > free:
        raise BackupError(f"{needed / 1e9:.1f} GB are needed and {free / 1e9:.1f} GB free in {folder}; make room")
