"""Reading a backup back: every byte against what was written down when it was made."""

import os
from collections.abc import Iterator
from pathlib import Path

from backups import file_list, postgresql_dump, sqlite_copy
from backups.copying import kept_as
from backups.database_state import SQLITE
from backups.fault import BackupError
from backups.shelf import MANIFEST, TREE, describe, read_manifest
from domain.problem import Problem


def verify(backup: Path) -> Iterator[Problem]:
    """Everything that is not as it was written.

    Raises:
        BackupError: the manifest cannot be read, or the tool that reads a dump is missing.
    """
    manifest = read_manifest(backup)
    for name, known in manifest["parts"].items():
        path = backup / name
        if not path.is_file():
            yield Problem(name, 0, "it is missing", "missing")
        elif describe(path) != known:
            yield Problem(name, 0, "it is not what was written", "changed")
        elif name == manifest["database"]["file"] and (damage := _damage(path, manifest["database"])):
            yield Problem(name, 0, damage, "changed")
    if file_list.NAME not in manifest["parts"]:
        yield Problem(MANIFEST, 0, "it does not say what the list of files must be", "changed")
    else:
        yield from _files(backup)
    extra = {path.name for path in backup.iterdir()} - {MANIFEST, TREE, *manifest["parts"]}
    for name in sorted(extra):
        yield Problem(name, 0, "it was added", "added")


def _damage(path: Path, database: dict[str, str]) -> str:
    if database["kind"] == SQLITE:
        return sqlite_copy.check(path)
    return postgresql_dump.check(path, database["server"])


def _files(backup: Path) -> Iterator[Problem]:
    count = 0
    try:
        for entry in file_list.read(backup / file_list.NAME):
            count += 1
            path = backup / TREE / entry.path
            kept = kept_as(entry.path)
            if not path.is_file():
                yield Problem(entry.path, 0, "it is missing", "missing")
            elif kept and (backup / TREE / kept).is_file() and path.samefile(backup / TREE / kept):
                continue  # read under its other name
            elif describe(path) != {"size": entry.size, "sha256": entry.sha256}:
                yield Problem(entry.path, 0, "it is not what was written", "changed")
    except BackupError as error:
        yield Problem(file_list.NAME, 0, str(error), "changed")
        return
    there = sum(len(files) for _, _, files in os.walk(backup / TREE))
    if there > count:
        yield Problem(TREE, 0, f"it holds {there} files, and {count} were written", "added")
