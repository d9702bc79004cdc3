"""Whether what was deleted was deleted as the chain says: no more, no less, and nothing that a legal hold forbade."""

import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

from domain.problem import Problem
from domain.tombstone import Deletion, Tombstone
from evidence.ledger import Ledger
from evidence.redact import altered
from evidence.seal import MANIFEST, WARC, read_manifest
from evidence.store import BlobStore, digest_of
from evidence.tombstones import lying, takes

# Of a deletion: the beginnings of the keys of listings that a hold in force then forbade to delete, and the keyed
# digests of sellers.
Held = Callable[[Deletion], tuple[frozenset[bytes], frozenset[bytes]]]


def told(deletion: Deletion) -> str:
    """A deletion as one sentence."""
    whole = sum(not one.now for one in deletion.tombstones)
    part = len(deletion.tombstones) - whole
    return (
        f"{deletion.run_id}/{deletion.source}: {whole:,} file(s) deleted and {part:,} in part under rule "
        f"“{deletion.rule}” on {deletion.at:%Y-%m-%d} by {deletion.by}; their digests are kept"
    )


def verify_left(path: Path, tomb: Tombstone, place: str) -> Iterator[Problem]:
    """That a file with a tombstone is gone, or that what is left of it is what the tombstone names."""
    if not tomb.now:
        if path.exists():
            yield Problem(place, 0, f"{tomb.name} lies there, though the chain says it was deleted", "not-deleted")
        return
    if not path.is_file():
        yield Problem(place, 0, f"{tomb.name} is missing; only a part of it was deleted", "missing")
    elif digest_of(path) == tomb.was:
        yield Problem(place, 0, f"{tomb.name} is whole, though the chain says a part was deleted", "not-deleted")
    elif digest_of(path) != tomb.now:
        yield Problem(place, 0, f"{tomb.name} was changed after a part of it was deleted", "changed")
    elif path.name == WARC and (number := _altered(path, tomb)) is not None:
        yield Problem(place, 0, f"{tomb.name}: record {number} is not the one that was sealed", "changed")


def _altered(path: Path, tomb: Tombstone) -> int | None:
    try:
        return altered(path, frozenset(tomb.kept))
    except (OSError, sqlite3.DatabaseError):
        return -1  # its index, which is sealed too, cannot be read; it is named by itself


def verify_deletion(deletion: Deletion, sealed: Mapping[str, str], base: Path, held: Held | None) -> Iterator[Problem]:
    """That it is about a sealed run, names its files as they were sealed, and heeded the holds of its time."""
    place = f"{deletion.run_id}/{deletion.source}"
    if sealed.get(deletion.folder) != deletion.manifest:
        yield Problem(place, 0, f"{deletion.place} is about a run that was not sealed so", "false-tombstone")
        return
    try:
        files = read_manifest(base / deletion.folder / MANIFEST)["files"]
    except (OSError, ValueError):
        return  # named by itself
    known = {file["name"]: file["sha256"] for file in files}
    for tomb in deletion.tombstones:
        if known.get(tomb.name) != tomb.was:
            yield Problem(place, 0, f"{deletion.place} names {tomb.name} other than it was sealed", "false-tombstone")
    if held is not None and takes(deletion, *held(deletion)):
        message = f"{deletion.place} deleted what a legal hold forbade at that time"
        yield Problem(place, 0, message, "held-deleted")


def verify_lying(
    found: Collection[Deletion], ledger: Ledger, base: Path, blobs: BlobStore, others: Collection[str]
) -> Iterator[Problem]:
    """That no picture is still kept that no run has any more."""
    for digest in sorted(lying(found, ledger, base, blobs) - set(others)):
        yield Problem("blobs", 0, f"blobs/{digest} is kept, though the chain says it was deleted", "not-deleted")
