"""Deleting sealed files so that the chain still holds: first a link that says what goes and why, then the bytes.

A deletion is a folder of its own with a manifest, sealed like a run: `deletions/<id>/<source>/`. The run's manifest
stays, so digest and size of what was deleted stay. A deletion that was cut off is finished from its manifest.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from domain.fields import Json
from domain.identity import listing_key
from domain.tombstone import Deletion, Tombstone
from evidence.ledger import Ledger, Sealed
from evidence.redact import redact
from evidence.seal import MANIFEST, WARC, read_manifest
from evidence.store import BlobStore, digest_of

FOLDER = "deletions"
GONE = "gone.keys"
DONE = "done.json"
LISTINGS = "listings.jsonl"
STEP = 16  # bytes of a row of `gone`
HALF = 8  # of them the listing's


class OvertakenError(RuntimeError):
    """Somebody placed a legal hold meanwhile: what may go has to be found anew."""


class UnsoundError(RuntimeError):
    """What would be deleted is not what was sealed; it is left as it lies, for `markhound verify` to show."""


def key_of(source: str, listing_id: str) -> bytes:
    """The beginning of a listing's key, 8 bytes."""
    return bytes.fromhex(listing_key(source, listing_id)[: 2 * HALF])


def record(deletion: Deletion, name: str, base: Path, ledger: Ledger, holds: Callable[[], int]) -> Deletion:
    """Writes a deletion into the chain. From then on the bytes are to go.

    Args:
        deletion: what goes.
        name: of the folder of all deletions of this time.
        base: the data folder.
        ledger: the chain.
        holds: gives the number of the last line of the log of legal holds, asked while nobody can add one.

    Raises:
        OvertakenError: that is no longer the one that was heeded.
    """
    folder = base / FOLDER / name / deletion.source
    folder.mkdir(parents=True, exist_ok=True)
    (folder / GONE).write_bytes(deletion.gone)

    def make(previous: str) -> Sealed:
        if holds() != deletion.holds:
            raise OvertakenError("a legal hold was placed or released meanwhile; run it again")
        path = folder / MANIFEST
        draft = path.with_name(f"{MANIFEST}.part")
        draft.write_text(json.dumps(_fields(deletion, name, previous), ensure_ascii=False) + "\n", encoding="utf-8")
        draft.replace(path)
        place = folder.relative_to(base).as_posix()
        return Sealed(name, deletion.source, digest_of(path), previous, place, deletion.at)

    link = ledger.append(make)
    return deletion_of(link, base)


def _fields(deletion: Deletion, name: str, previous: str) -> Json:
    return {
        "version": 1,
        "kind": "deletion",
        "run_id": name,
        "source": deletion.source,
        "sealed_at": deletion.at.isoformat(),
        "previous": previous,
        "of": {"run_id": deletion.run_id, "folder": deletion.folder, "manifest": deletion.manifest},
        "rule": deletion.rule,
        "by": deletion.by,
        "holds": deletion.holds,
        "instead": deletion.instead,
        "tombstones": [
            {"name": one.name, "was": one.was, "size": one.size, "now": one.now, "kept": list(one.kept)}
            for one in deletion.tombstones
        ],
        "files": [{"name": GONE, "sha256": hashlib.sha256(deletion.gone).hexdigest(), "size": len(deletion.gone)}],
    }


def deletion_of(link: Sealed, base: Path) -> Deletion:
    """What a link of the chain says was deleted.

    Raises:
        ValueError: it is no deletion, or not the one that was sealed.
        OSError: its manifest is not there.
    """
    path = base / link.folder / MANIFEST
    if digest_of(path) != link.digest:
        raise ValueError(f"{link.folder}/{MANIFEST} was changed after sealing")
    fields: dict[str, Any] = read_manifest(path)
    try:
        of = fields["of"]
        found = [
            Tombstone(one["name"], one["was"], one["size"], one["now"], tuple(one["kept"]))
            for one in fields["tombstones"]
        ]
        gone = (path.with_name(GONE)).read_bytes()
        return Deletion(
            of["run_id"], fields["source"], of["folder"], of["manifest"], fields["rule"], fields["by"],
            datetime.fromisoformat(fields["sealed_at"]), fields["holds"], tuple(found), gone,
            fields["instead"], link.folder,
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{link.folder}/{MANIFEST} is no deletion: {error}") from error


def is_deletion(link: Sealed) -> bool:
    """Whether a link says what was deleted, and not what was read."""
    return link.folder.startswith(f"{FOLDER}/")


def deletions(ledger: Ledger, base: Path) -> list[Deletion]:
    """All that can be read, oldest first; `verify` names the others."""
    found = []
    for link in ledger.links():
        if is_deletion(link):
            try:
                found.append(deletion_of(link, base))
            except (OSError, ValueError):
                continue
    return found


def standing(found: Collection[Deletion]) -> dict[str, dict[str, tuple[Tombstone, Deletion]]]:
    """By folder and name the last tombstone of each file, with the deletion that it is of."""
    last: dict[str, dict[str, tuple[Tombstone, Deletion]]] = {}
    given_up = {one.instead for one in found}
    for one in (one for one in found if one.place not in given_up):
        for tomb in one.tombstones:
            last.setdefault(one.folder, {})[tomb.name] = tomb, one
    return last


def takes(deletion: Deletion, listings: Collection[bytes], sellers: Collection[bytes]) -> bool:
    """Whether any of these listings or sellers is among what goes, by their halves of a row of `gone`."""
    rows = (deletion.gone[start : start + STEP] for start in range(0, len(deletion.gone), STEP))
    return any(row[:HALF] in listings or row[HALF:] in sellers for row in rows)


def is_done(deletion: Deletion, base: Path) -> bool:
    """Whether it was carried out to its end."""
    return (base / deletion.place / DONE).is_file()


def give_up(deletion: Deletion, base: Path) -> Deletion:
    """What stands instead of a deletion that was cut off: the tombstones of what is gone already.

    Raises:
        OSError: as files do.
    """
    gone = tuple(tomb for tomb in deletion.tombstones if _is_carried_out(base / deletion.folder / tomb.name, tomb))
    return replace(deletion, tombstones=gone, gone=b"", instead=deletion.place)


def _is_carried_out(path: Path, tomb: Tombstone) -> bool:
    return digest_of(path) == tomb.now if path.is_file() else not tomb.now


def end(deletion: Deletion, base: Path) -> None:
    """Says that nothing of a deletion is to be carried out any more."""
    (base / deletion.place / DONE).write_text(f'{{"at": "{deletion.at.isoformat()}"}}\n', encoding="utf-8")


def finish(deletion: Deletion, base: Path) -> None:
    """Carries a deletion out, or on; doing it twice is doing it once. Kept pictures are the business of `sweep`.

    Raises:
        UnsoundError: a file that should stay in part is not what it was.
        OSError: as files do.
    """
    for tomb in deletion.tombstones:
        path = base / deletion.folder / tomb.name
        if not tomb.now:
            path.unlink(missing_ok=True)
        elif digest_of(path) != tomb.now:
            draft = path.with_name(f"{path.name}.part")
            if not draft.is_file() or digest_of(draft) != tomb.now:
                made = rest(deletion, tomb, path, draft)
                if made != tomb.now:
                    draft.unlink()
                    raise UnsoundError(
                        f"{deletion.folder}/{tomb.name} is not what was sealed; nothing of it was deleted"
                    )
            draft.replace(path)
    end(deletion, base)


def rest(deletion: Deletion, tomb: Tombstone, path: Path, draft: Path) -> str:
    """Writes what is left of a file, and gives its SHA-256."""
    if path.name == WARC:
        return redact(path, draft, frozenset(tomb.kept))
    return without(path, draft, deletion.source, deletion.gone)


def without(path: Path, draft: Path, source: str, gone: bytes) -> str:
    """Writes listings without those that go, and gives the SHA-256 of what was written."""
    keys = {gone[start : start + HALF] for start in range(0, len(gone), STEP)}
    with path.open("rb") as lines, draft.open("wb") as target:
        for line in lines:
            if key_of(source, str(json.loads(line)["listing_id"])) not in keys:
                target.write(line)
    return digest_of(draft)


def sweep(found: Collection[Deletion], ledger: Ledger, base: Path, blobs: BlobStore, others: Collection[str]) -> int:
    """Deletes kept pictures that no run has any more; gives their bytes.

    Args:
        found: all deletions.
        ledger, base, blobs: where runs and pictures lie.
        others: SHA-256 of pictures that are kept for another reason, such as those of rights.
    """
    size = 0
    for digest in sorted(lying(found, ledger, base, blobs) - set(others)):
        path = blobs.path_of(digest)
        size += path.stat().st_size
        path.unlink(missing_ok=True)
    return size


def lying(found: Collection[Deletion], ledger: Ledger, base: Path, blobs: BlobStore) -> set[str]:
    """SHA-256 of pictures with a tombstone that are still kept, though no run has them."""
    last = standing(found)
    buried = {tomb.was for names in last.values() for tomb, _ in names.values() if _is_picture(tomb.name, tomb.was)}
    there = {digest for digest in buried if blobs.path_of(digest).is_file()}
    if there:
        for folder, name, digest in _pictures(ledger, base):
            if name not in last.get(folder, {}):
                there.discard(digest)
    return there


def _pictures(ledger: Ledger, base: Path) -> Iterator[tuple[str, str, str]]:
    for link in ledger.links():
        try:
            files = read_manifest(base / link.folder / MANIFEST)["files"]
        except (OSError, ValueError):
            continue
        for file in files:
            if _is_picture(file["name"], file["sha256"]):
                yield link.folder, file["name"], file["sha256"]


def _is_picture(name: str, digest: str) -> bool:
    return Path(name).name == digest
