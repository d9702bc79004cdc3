"""Which files of a data folder go into a backup: all but what is made anew by itself, and what the copied database
does not know yet."""

import json
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from backups.keys import SUFFIXES

# Compiled from the database, of the moment, or of others: the registry's indexes, locks, logs, Prefect's runs, copies
# made before upgrades, packs that were cut off.
FOLDERS_LEFT_OUT = ("index", "locks", "logs", "prefect", "upgrades", "packs/work", ".restoring")
FILES_LEFT_OUT = ("*.part", "*.draft", "*.lock", "lock", "last-backup.json")
LOOKS = "looks-*.sqlite*"  # docs/operations.md: may be deleted at any time
KEYS = tuple(f"*{suffix}" for suffix in SUFFIXES)  # backups/keys.py
DATABASE = ("", "-wal", "-shm", "-journal")  # endings of SQLite's files
RUNS = "runs"
PLAN, REPORT, MANIFEST = "plan.json", "report.json", "manifest.json"
DELETIONS = "deletions"  # folders of links that say what was deleted (evidence/tombstones.py)


@dataclass(frozen=True, slots=True)
class Found:
    """A file: path below the folder with `/`, where it lies, what the file system says of it."""

    path: str
    place: Path
    size: int
    mtime: int


class Settled:
    """Which files below `runs/` belong to a state of the database.

    Of a run that had ended before the database was copied: all. Of one that had not: what is sealed, and its plan.
    Reports of its later stages say that leads are queued which the copy does not have; without them those stages are
    done anew when the run is taken up.

    Args:
        base: the data folder.
        finished: runs that had ended.
        links: folders of the custody chain in the copy.
    """

    def __init__(self, base: Path, finished: frozenset[str], links: frozenset[str]) -> None:
        self._base, self._finished, self._links = base, finished, links
        self._sealed: tuple[str, frozenset[str]] = ("", frozenset())

    def has(self, path: str) -> bool:
        """Whether a file belongs to it."""
        parts = path.split("/", 3)
        if parts[0] != RUNS or len(parts) < 3 or parts[1] in self._finished:
            return True
        if len(parts) == 3:
            return parts[2] == PLAN
        folder = "/".join(parts[:3])
        return folder in self._links and parts[3] in self._names(folder)

    def _names(self, folder: str) -> frozenset[str]:
        if self._sealed[0] != folder:
            self._sealed = (folder, frozenset(sealed_files(self._base / folder)) | {MANIFEST})
        return self._sealed[1]


def finished_runs(base: Path) -> frozenset[str]:
    """Runs that have ended: their report is written after the last word in the database."""
    return frozenset(path.parent.name for path in (base / RUNS).glob(f"*/{REPORT}"))


def sealed_files(folder: Path) -> dict[str, str]:
    """Name and SHA-256 of what a run's manifest seals; empty where there is none that can be read."""
    try:
        files = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["files"]
        return {str(one["name"]): str(one["sha256"]) for one in files}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def lawfully_gone(tree: Path, folders: Iterable[str]) -> dict[str, dict[str, str]]:
    """What the chain itself says was deleted or cut: by sealed folder and file, its SHA-256 now, "" for gone.

    Args:
        tree: files as the data folder has them.
        folders: of all links of the chain, oldest first; those of deletions are read.
    """
    found: dict[str, dict[str, str]] = {}
    for folder in folders:
        if not folder.startswith(f"{DELETIONS}/"):
            continue
        try:
            fields = json.loads((tree / folder / MANIFEST).read_text(encoding="utf-8"))
            of, gone = fields["of"]["folder"], {one["name"]: one["now"] for one in fields["tombstones"]}
        except (OSError, ValueError, KeyError, TypeError):
            continue  # a manifest that is missing or changed is told by the seal of its own folder
        found.setdefault(str(of), {}).update(gone)
    return found


def walk(base: Path, database: Path | None = None) -> Iterator[Found]:
    """Files that may go into a backup, in the order of `file_list.order`.

    A link to a folder is followed right below the data folder, where operators put one to another disk, and nowhere
    else. What is neither a file nor a folder is left out.

    Args:
        base: the data folder.
        database: SQLite's file, which is copied otherwise.
    """
    places = [Path(f"{database}{ending}") for ending in DATABASE] if database else []
    yield from _below(base, "", {_identity(place.stat()) for place in places if place.is_file()})


def _identity(known: os.stat_result) -> tuple[int, int]:
    return known.st_dev, known.st_ino


def _below(folder: Path, prefix: str, apart: set[tuple[int, int]]) -> Iterator[Found]:
    try:
        with os.scandir(folder) as entries:
            inside = sorted(entries, key=lambda entry: entry.name)
    except FileNotFoundError:
        return  # cleared away since the one above was read
    for entry in inside:
        path = f"{prefix}{entry.name}"
        if entry.is_dir(follow_symlinks=not prefix):
            if path not in FOLDERS_LEFT_OUT:
                yield from _below(Path(entry.path), f"{path}/", apart)
        elif not _is_left_out(path):
            try:
                known = entry.stat(follow_symlinks=False)
            except FileNotFoundError:
                continue  # gone since the folder was read
            if stat.S_ISREG(known.st_mode) and _identity(known) not in apart:
                yield Found(path, Path(entry.path), known.st_size, known.st_mtime_ns)


def _is_left_out(path: str) -> bool:
    *folders, name = path.split("/")
    patterns = (*FILES_LEFT_OUT, *(KEYS if len(folders) < 2 else ()), *(() if folders else (LOOKS,)))
    return any(fnmatch(name, pattern) for pattern in patterns)
