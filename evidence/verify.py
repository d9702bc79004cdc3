"""Whether everything sealed is still what it was: digests of files, of manifests, of kept pictures, and the chain."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from itertools import chain
from pathlib import Path

from domain.fields import Json
from domain.problem import Problem
from domain.tombstone import Deletion, Tombstone
from evidence.ledger import GENESIS, Ledger, Sealed
from evidence.seal import MANIFEST, read_manifest
from evidence.store import BlobStore, digest_of
from evidence.tombstones import DONE, deletions, standing
from evidence.verify_deleted import Held, verify_deletion, verify_left, verify_lying

# What later stages leave beside the sealed files (docs/evidence.md); a killed one leaves its draft.
LATER = (
    *("seal.json", "history.json", "match.json", "matches.jsonl", "matched.json", "weigh.json"),
    *("weighed.jsonl", "queue.json", "sample.json", "archive.json", "forms.bin"),
    *("facts.json", "facts.npy", DONE),
    *("crawl.log", "*.error.txt", "*.part"),
)
STORE = "blobs"
KEPT = "it was kept"
_DIGEST = re.compile("[0-9a-f]{64}")

# Where the chain was written down elsewhere, its length then, and the digest of its last link.
Anchor = tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class _Scope:
    """What is checked beside the chain: files of one run, or of all (""), under the data folder, and kept pictures."""

    base: Path
    blobs: BlobStore
    run_id: str
    tombs: Mapping[str, Mapping[str, tuple[Tombstone, Deletion]]]


def verify(
    ledger: Ledger,
    base: Path,
    run_id: str = "",
    *,
    blobs: BlobStore | None = None,
    pictures: Iterable[str] = (),
    anchors: Iterable[Anchor] = (),
    held: Held | None = None,
) -> Iterator[Problem]:
    """Every breach: of the chain and its runs in their order, of what it must contain, of kept pictures.

    Args:
        ledger: the chain.
        base: the data folder.
        run_id: check the files of this run only; the chain is always checked as a whole. Empty for all.
        blobs: where pictures are kept; `blobs` under the data folder if not said.
        pictures: where the pictures of rights lie; not looked at when one run is checked.
        anchors: place, length and head of the chain as reports of runs have them; each must lie on it, so that its
            end cannot be cut off unnoticed.
        held: what legal holds forbade to delete (evidence/verify_deleted.py); None where nobody can say.
    """
    buried = deletions(ledger, base)
    scope = _Scope(base, blobs or BlobStore(base / STORE), run_id, standing(buried))
    images = [Path(place) for place in pictures]
    known = list(anchors)  # before the chain is read: a run that ends meanwhile must not seem to be cut off
    links = ledger.links()
    previous = GENESIS
    for link in links:
        place = f"{link.run_id}/{link.source}"
        if link.previous != previous:
            yield Problem(place, 0, "the chain is broken: this run does not name the one before it", "broken-chain")
        previous = link.digest
        if not run_id or link.run_id == run_id:
            yield from _verify_folder(link, scope, place)
    yield from chain.from_iterable(_verify_anchor(anchor, links) for anchor in known)
    sealed = {link.folder: link.digest for link in links}
    for one in buried:
        if not run_id or one.run_id == run_id:
            yield from verify_deletion(one, sealed, base, held)
    if not run_id:
        yield from verify_lying(buried, ledger, base, scope.blobs, {image.name for image in images})
        yield from _verify_store(scope.blobs)
        yield from chain.from_iterable(_verify_picture(image, scope.blobs) for image in images)


def _verify_anchor(anchor: Anchor, links: Sequence[Sealed]) -> Iterator[Problem]:
    place, length, head = anchor
    if length > len(links):
        message = f"the chain was cut off: it has {len(links)} link(s), and had {length} when this was written"
        yield Problem(place, 0, message, "cut-chain")
    elif length < 0 or head != (links[length - 1].digest if length else GENESIS):
        yield Problem(place, 0, f"the chain was written anew: link {length} is not the one named here", "broken-chain")


def _verify_folder(link: Sealed, scope: _Scope, place: str) -> Iterator[Problem]:
    folder = scope.base / link.folder
    path = folder / MANIFEST
    if not path.is_file():
        yield Problem(place, 0, f"{MANIFEST} is missing", "missing")
        return
    if digest_of(path) != link.digest:
        yield Problem(place, 0, f"{MANIFEST} was changed after sealing", "changed")
        return
    try:
        manifest = read_manifest(path)
    except ValueError as error:  # the chain was made to agree with it
        yield Problem(place, 0, f"{MANIFEST} is none ({error})", "changed")
        return
    if manifest["previous"] != link.previous:
        yield Problem(place, 0, f"{MANIFEST} names another predecessor than the chain", "broken-chain")
    tombs = scope.tombs.get(link.folder, {})
    for file in manifest["files"]:
        if file["name"] in tombs:
            yield from verify_left(folder / file["name"], tombs[file["name"]][0], place)
            continue
        yield from _verify_file(folder / file["name"], file["name"], file["sha256"], place)
        if Path(file["name"]).name == file["sha256"]:  # a picture, kept in the store as well
            yield from _verify_kept(file["sha256"], scope, place)
    yield from _unknown(folder, manifest, place)


def _verify_file(path: Path, name: str, digest: str, place: str, since: str = "sealing") -> Iterator[Problem]:
    if not path.is_file():
        yield Problem(place, 0, f"{name} is missing", "missing")
    elif digest_of(path) != digest:
        yield Problem(place, 0, f"{name} was changed after {since}", "changed")


def _verify_kept(digest: str, scope: _Scope, place: str) -> Iterator[Problem]:
    """That a picture is in the store; its bytes only where the store is not gone through as a whole."""
    path = scope.blobs.path_of(digest)
    name = f"{STORE}/{digest}, which the review page shows,"
    if scope.run_id or not path.is_file():
        yield from _verify_file(path, name, digest, place, KEPT)


def _unknown(folder: Path, manifest: Json, place: str) -> Iterator[Problem]:
    sealed = {MANIFEST, *(file["name"] for file in manifest["files"])}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        later = path.parent == folder and any(fnmatch(name, pattern) for pattern in LATER)
        if not (name in sealed or later or (path.is_dir() and not path.is_symlink())):
            yield Problem(place, 0, f"{name} was added after sealing", "added")


def _verify_store(blobs: BlobStore) -> Iterator[Problem]:
    """Every kept picture against its name; what has no such name is never shown."""
    folders = sorted(blobs.folder.iterdir()) if blobs.folder.is_dir() else []
    for path in chain.from_iterable(sorted(folder.iterdir()) for folder in folders if folder.is_dir()):
        if _DIGEST.fullmatch(path.name):
            yield from _verify_file(path, f"{STORE}/{path.name}", path.name, STORE, KEPT)


def _verify_picture(path: Path, blobs: BlobStore) -> Iterator[Problem]:
    """A right's picture; in the store it has been compared with its name already."""
    if not path.is_file() or path.absolute() != blobs.path_of(path.name).absolute():
        yield from _verify_file(path, f"{path.name}, a picture of a right,", path.name, STORE, KEPT)
