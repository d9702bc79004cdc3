"""The machine and the program: disk, database file, backup, versions."""

import json
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from importlib.metadata import version
from platform import python_version

from prometheus_client.core import Metric

from flows.metrics.family import info, one
from matching.scorers import in_force
from settings import Settings

BACKUP = "last-backup.json"
"""File of the data folder in which `markhound backup` says when it last ended well: `at`, `bytes`, `damaged`."""


def machine(settings: Settings) -> Iterator[Metric]:
    """Room where the data lies, size of SQLite's file, the last backup."""
    base = settings.data_dir.absolute()
    there = next(folder for folder in (base, *base.parents) if folder.is_dir())
    room = shutil.disk_usage(there)
    yield one("disk_free_bytes", "Room that is free where the data lies.", room.free)
    yield one("disk_size_bytes", "All room where the data lies.", room.total)
    file = settings.database_file
    size = None
    with suppress(OSError):
        size = file.stat().st_size if file else None
    yield one("database_size_bytes", "Size of SQLite's file; no sample where there is a server.", size)
    at, kept = _backup(settings)
    yield one("backup_timestamp_seconds", "End of the last backup that ended well; no sample where there was none.", at)
    yield one("backup_size_bytes", "Its size.", kept)


def build(settings: Settings) -> Iterator[Metric]:
    """Versions of program, scorer and Python."""
    scorer = in_force(settings.data_dir.absolute(), settings.scorer).name
    yield info("build", "Versions.", version=version("markhound"), scorer=scorer, python=python_version())


def _backup(settings: Settings) -> tuple[float | None, float | None]:
    try:
        said = json.loads((settings.data_dir / BACKUP).read_text(encoding="utf-8"))
        at = datetime.fromisoformat(said["at"])
        return at.timestamp(), float(said["bytes"]) if "bytes" in said else None
    except (OSError, ValueError, KeyError, TypeError):
        return None, None
