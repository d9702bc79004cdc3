"""Sealing a crawled source: pictures into the store, digests of files into a manifest, the manifest into the chain."""

import json
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from domain.fields import Json
from evidence import record_index
from evidence.ledger import Ledger, Sealed
from evidence.store import DRAFT, BlobStore, digest_of

MANIFEST = "manifest.json"
VERSION = 1
WARC = "pages.warc.gz"
SEALED_FILES = ("listings.jsonl", WARC, "crawl.json")
SEALED_TOO = ("pages.sqlite", record_index.NAME, "broken-page.html", "complaints.json")  # where they were left


@dataclass(frozen=True, slots=True)
class SealReport:
    """What was sealed: files and bytes, of them pictures, and the link of the chain."""

    files: int
    pictures: int
    size: int
    link: Sealed


def seal(folder: Path, run: tuple[str, str], base: Path, blobs: BlobStore, ledger: Ledger, now: datetime) -> SealReport:
    """Seals the folder of one source of one run. Sealing it again gives the same link.

    Args:
        folder: as the crawl left it.
        run: run id and source.
        base: the data folder.
        blobs: where pictures are kept.
        ledger: the chain.
        now: with a zone.

    Raises:
        evidence.store.DigestMismatchError: a picture is not what its name says.
        FileNotFoundError: the crawl is not complete.
    """
    found = sorted(path for path in (folder / "pictures").rglob("*") if path.is_file())
    for left in (path for path in found if path.suffix == DRAFT):  # by a seal that was killed: a link to a picture
        left.unlink()
    pictures = [path for path in found if path.suffix != DRAFT]
    for picture in pictures:
        blobs.put(picture, expected=picture.name)
    known = _known(folder, ledger)
    if known is None:
        record_index.build(folder / WARC)
    files = [_entry(folder / name, folder) for name in SEALED_FILES]
    files += [_entry(folder / name, folder) for name in SEALED_TOO if (folder / name).is_file()]
    files += [
        {"name": str(path.relative_to(folder)), "sha256": path.name, "size": path.stat().st_size} for path in pictures
    ]
    link = known or ledger.append(lambda previous: _write(folder, run, base, previous, files, now))
    return SealReport(len(files), len(pictures), sum(int(str(file["size"])) for file in files), link)


def sealed_files(folder: Path) -> list[str]:
    """The manifest of a sealed folder and the files that it names, pictures left out: the store of blobs has them."""
    names = (*SEALED_FILES, *SEALED_TOO, MANIFEST)
    return [name for name in names if (folder / name).is_file()]


def _entry(path: Path, folder: Path) -> dict[str, object]:
    return {"name": str(path.relative_to(folder)), "sha256": digest_of(path), "size": path.stat().st_size}


def _known(folder: Path, ledger: Ledger) -> Sealed | None:
    """The link of a folder that was sealed before; None also where sealing was cut off before the chain took it."""
    manifest = folder / MANIFEST
    if not manifest.is_file():
        return None
    digest = digest_of(manifest)
    return next((link for link in ledger.links() if link.digest == digest), None)


def _write(
    folder: Path, run: tuple[str, str], base: Path, previous: str, files: list[dict[str, object]], now: datetime
) -> Sealed:
    run_id, source = run
    manifest = {
        "version": VERSION,
        "run_id": run_id,
        "source": source,
        "sealed_at": now.isoformat(),
        "previous": previous,
        "records": _records(folder),
        "files": files,
    }
    path = folder / MANIFEST
    draft = path.with_name(f"{MANIFEST}.part")
    draft.write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    draft.replace(path)
    relative = str(folder.absolute().relative_to(base.absolute()))
    return Sealed(run_id, source, digest_of(path), previous, relative, now)


def _records(folder: Path) -> Json:
    """How many records the WARC holds, and the root of the tree over their digests."""
    with closing(record_index.RecordIndex(folder / WARC)) as index:
        count, root = index.root()
    return {"count": count, "root": root}


def read_manifest(path: Path) -> Json:
    """A manifest as written.

    Raises:
        ValueError: it is not JSON, or names no predecessor or no files.
        OSError: it is not there.
    """
    manifest = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(manifest, dict) or not isinstance(manifest.get("previous"), str):
        raise ValueError("a manifest is a JSON object that names its predecessor")
    files = manifest.get("files")
    if not isinstance(files, list) or not all(map(_is_entry, files)):
        raise ValueError("a manifest lists files with name and sha256")
    return manifest


def _is_entry(file: object) -> bool:
    return isinstance(file, dict) and all(isinstance(file.get(name), str) for name in ("name", "sha256"))
