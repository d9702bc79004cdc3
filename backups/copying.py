"""One file into a backup: as a link to what an earlier backup has of it, or copied while its digest is taken."""

import hashlib
import os
import re
from pathlib import Path

from backups.file_list import Entry
from backups.tree import RUNS, Found

CHUNK = 1 << 20
BLOBS = "blobs"
_DIGEST = re.compile("[0-9a-f]{64}")


def is_named_by_digest(path: str) -> bool:
    """Whether a file's name is the SHA-256 of what it holds."""
    return _DIGEST.fullmatch(path.rpartition("/")[2]) is not None


def kept_as(path: str) -> str:
    """Where a run's picture is kept as well, in the store; "" for other files."""
    name = path.rpartition("/")[2]
    return f"{BLOBS}/{name[:2]}/{name}" if path.startswith(f"{RUNS}/") and is_named_by_digest(path) else ""


def linked(found: Found, target: Path, earlier: tuple[Entry, Path] | None, tree: Path) -> Entry | None:
    """The file without reading it, where the same is there already; None where it must be copied.

    What is named by its digest is the same at the same length; anything else also at the same time of change. Backups
    are linked to one another, never to the data folder: what happens to a file there must not happen to its copy.

    Args:
        found: the file.
        target: its place in the backup.
        earlier: what the backup before has of it, and where.
        tree: the files of this backup so far.
    """
    named = is_named_by_digest(found.path)
    if earlier is not None:
        entry, place = earlier
        if entry.size == found.size and (named or entry.mtime == found.mtime) and _link(place, target):
            return Entry(found.path, found.size, found.mtime, entry.sha256)
    if kept := kept_as(found.path):
        place = tree / kept
        if place.is_file() and place.stat().st_size == found.size and _link(place, target):
            return Entry(found.path, found.size, found.mtime, place.name)
    return None


def copied(found: Found, target: Path) -> Entry:
    """The file, byte for byte; what it is while it is read.

    Raises:
        OSError: it is gone, cannot be read, or there is no room.
    """
    digest, size = hashlib.sha256(), 0
    with found.place.open("rb") as source, target.open("wb") as file:
        mtime = os.fstat(source.fileno()).st_mtime_ns  # before: what changes it later makes it another file next time
        while piece := source.read(CHUNK):
            digest.update(piece)
            size += file.write(piece)
    os.utime(target, ns=(mtime, mtime))
    return Entry(found.path, size, mtime, digest.hexdigest())


def _link(place: Path, target: Path) -> bool:
    try:
        os.link(place, target)
    except OSError:  # another file system, one without links, or too many of them
        return False
    return True
