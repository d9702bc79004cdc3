"""A folder of backups, each a folder named for its time in UTC; one that is being made has another name until it is
whole."""

import hashlib
import json
import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

from backups.fault import BackupError
from domain.fields import Json

MANIFEST = "backup.json"
VERSION = 1
TREE = "data"  # in a backup: the files of the data folder
STAMP = re.compile(r"\d{8}T\d{6}Z(-\d+)?")
UNFINISHED = re.compile(r"\.\d{8}T\d{6}Z(-\d+)?\.(part|old)")


def backups(shelf: Path) -> list[Path]:
    """Whole backups, oldest first."""
    if not shelf.is_dir():
        return []
    return sorted(path for path in shelf.iterdir() if STAMP.fullmatch(path.name) and (path / MANIFEST).is_file())


def new_name(shelf: Path, now: datetime) -> str:
    """A name behind those that are there, whatever became of the clock since: their order says which is the newest."""
    stamp = f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    names = [path.name for path in backups(shelf)]
    if not names or names[-1] < stamp:
        return stamp
    last, _, number = names[-1].partition("-")
    return f"{last}-{int(number or 1) + 1:03}"


def sweep(shelf: Path) -> None:
    """Clears away what backups that were cut off have left. Only for who holds the shelf."""
    for path in shelf.iterdir():
        if UNFINISHED.fullmatch(path.name):
            shutil.rmtree(path)


def thin(shelf: Path, keep: int) -> list[str]:
    """Removes the oldest backups beyond a number, and says which; 0 removes none."""
    old = backups(shelf)[:-keep] if keep else []
    for path in old:
        aside = path.with_name(f".{path.name}.old")
        path.rename(aside)  # so that one that is half removed never looks whole
        shutil.rmtree(aside)
    return [path.name for path in old]


def chosen(path: Path) -> Path:
    """The backup that a path means: itself, or the newest one of a shelf.

    Raises:
        BackupError: there is none.
    """
    if (path / MANIFEST).is_file():
        return path
    found = backups(path)
    if not found:
        raise BackupError(f"{path} is no backup and holds none; name a folder that `markhound backup` has made")
    return found[-1]


def read_manifest(backup: Path) -> Json:
    """What a backup says of itself.

    Raises:
        BackupError: it cannot be read, or is of a newer markhound.
    """
    try:
        manifest = json.loads((backup / MANIFEST).read_text(encoding="utf-8"))
        version = manifest["version"]
        whole = isinstance(manifest["parts"], dict) and isinstance(manifest["database"], dict)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupError(f"{backup / MANIFEST} is damaged ({error}); take another backup") from error
    if version != VERSION or not whole:
        raise BackupError(f"{backup} was made by another markhound (format {version}); restore it with that one")
    return dict(manifest)


def describe(path: Path) -> dict[str, object]:
    """Size and SHA-256 of a part."""
    with path.open("rb") as file:
        return {"size": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def sync(path: Path) -> None:
    """Waits until a folder's names are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
