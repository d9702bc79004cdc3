"""Putting a backup back where nothing is: all of it, or nothing that could be taken for an installation."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from backups import file_list, keys, postgresql_dump
from backups.copying import kept_as
from backups.database_state import POSTGRESQL, SQLITE
from backups.fault import BackupError
from backups.shelf import TREE, read_manifest, sync
from backups.tree import DATABASE
from backups.verify import verify
from domain.fields import Json
from migrations.upgrade import refuse_newer

DRAFT = ".restoring"  # in the data folder, until all files are there
NAMED = 3  # problems that a refusal names


@dataclass(frozen=True, slots=True)
class Target:
    """Where a backup goes.

    Attributes:
        base: the data folder; it may be there, and must be empty.
        url: of the database.
        database: SQLite's file, which must not be there; None for a server, whose database must be empty.
        passphrase: of the keys, empty to leave them in the backup.
    """

    base: Path
    url: str
    database: Path | None
    passphrase: bytes = b""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back: files, bytes, names of keys; whether keys stayed in the backup."""

    files: int
    size: int
    keys: tuple[str, ...]
    keys_stayed: bool


def restore(backup: Path, target: Target) -> Restored:
    """Puts a backup back after all of it was read and found good.

    The database comes last: until then no verb takes the folder for an installation.

    Raises:
        BackupError: the backup is damaged, newer than this code, or of another kind of database; the target holds
            something; a tool is missing or failed. The target is as it was.
        OSError: no room, or it cannot be written; as above.
    """
    manifest = read_manifest(backup)
    refuse(backup, manifest, target)
    sealed = backup / keys.NAME
    opened = keys.unseal(sealed.read_bytes(), target.passphrase) if target.passphrase and sealed.is_file() else {}
    with _draft(target.base) as draft:
        files, size = _files(backup, draft)
        for name, key in opened.items():
            _write_key(draft / name, key)
        copy = backup / manifest["database"]["file"]
        if target.database is None:
            os.sync()
            postgresql_dump.put_back(copy, target.url, manifest["database"]["server"])
        _into_place(draft, target.base)
        if target.database is not None:
            _database_file(copy, target.database)
    return Restored(files, size, tuple(sorted(opened)), sealed.is_file() and not target.passphrase)


def refuse(backup: Path, manifest: Json, target: Target) -> None:
    """Does nothing where a backup may be put back.

    Raises:
        BackupError: as `restore`.
        migrations.upgrade.NewerSchemaError: a newer markhound made it.
    """
    database = manifest["database"]
    refuse_newer(database["schema"], "the backup")
    wanted = SQLITE if target.database is not None else POSTGRESQL
    if database["kind"] != wanted:
        raise BackupError(
            f"the backup holds a {database['kind']} database and MARKHOUND_DATABASE_URL means {wanted}; "
            + ("leave it empty" if wanted == POSTGRESQL else "name an empty PostgreSQL database with it")
        )
    if target.base.is_dir() and any(target.base.iterdir()):
        what = "a restore that was cut off lies there" if (target.base / DRAFT).exists() else "it holds files"
        raise BackupError(f"the data folder {target.base} is not empty ({what}); move it away, or name another one")
    left = [Path(f"{target.database}{ending}") for ending in DATABASE] if target.database is not None else []
    for path in left:  # a log of another database beside it would be played into this one
        if path.exists():
            raise BackupError(f"there is a database already ({path}); move it away, or name another one")
    if target.database is None:
        postgresql_dump.refuse_filled(target.url)
    problems = list(verify(backup))
    if problems:
        some = "; ".join(f"{one.where}: {one.message}" for one in problems[:NAMED])
        more = f"; and {len(problems) - NAMED} more" if len(problems) > NAMED else ""
        raise BackupError(f"the backup {backup} is damaged ({some}{more}); restore another one")


@contextmanager
def _draft(base: Path) -> Iterator[Path]:
    made = not base.exists()
    draft = base / DRAFT
    draft.mkdir(parents=True)
    try:
        yield draft
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        if made and not any(base.iterdir()):
            base.rmdir()
        raise


def _files(backup: Path, draft: Path) -> tuple[int, int]:
    """Copies the files; never links, as what happens to them later must not happen to the backup."""
    files = size = 0
    for entry in file_list.read(backup / file_list.NAME):
        if ".." in entry.order or entry.path.startswith("/"):
            raise BackupError(f"the backup names a file outside of it ({entry.path}); do not use it")
        place = draft / entry.path
        place.parent.mkdir(parents=True, exist_ok=True)
        if not _joined(entry.path, draft):
            shutil.copyfile(backup / TREE / entry.path, place)
            os.utime(place, ns=(entry.mtime, entry.mtime))
        files, size = files + 1, size + entry.size
    return files, size


def _joined(path: str, draft: Path) -> bool:
    """Whether a run's picture could be made a link to the one in the store, as sealing makes it."""
    kept = kept_as(path)
    try:
        if kept:
            os.link(draft / kept, draft / path)
    except OSError:
        return False
    return bool(kept)


def _write_key(path: Path, key: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(key)


def _into_place(draft: Path, base: Path) -> None:
    for path in sorted(draft.iterdir()):
        path.rename(base / path.name)
    draft.rmdir()
    os.sync()
    sync(base)


def _database_file(copy: Path, database: Path) -> None:
    database.parent.mkdir(parents=True, exist_ok=True)
    part = database.with_name(f"{database.name}.restoring")
    shutil.copyfile(copy, part)
    part.replace(database)
    sync(database.parent)
