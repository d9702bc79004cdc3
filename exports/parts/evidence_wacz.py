"""evidence.wacz: pages and pictures as captured, in a web archive (WACZ 1.1.1) that replayweb.page opens."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from domain.capture import CaptureKind
from domain.fields import Json
from exports import proofs
from exports.case import Case, Exhibit, Item
from exports.cdxj import Line, index
from exports.members import Members, Placed
from exports.part import Bench, Part
from exports.placing import Place, Places
from exports.stored_zip import StoredZip

NAME = "evidence.wacz"
ARCHIVE = "data.warc.gz"


@dataclass(frozen=True, slots=True)
class _Taken:
    item: Item
    exhibit: Exhibit
    placed: Placed


def write(case: Case, bench: Bench) -> list[str]:
    """Copies the records, writes index and list of pages, and notes where each capture lies in the file."""
    with TemporaryDirectory(dir=bench.folder) as scratch:
        inside = Path(scratch)
        taken, copied = _archive(case, bench, inside / ARCHIVE)
        if not taken:
            return []
        lines = {one.placed.offset: _line(one) for one in taken}
        (inside / "index.cdx").write_text(index(list(lines.values()), ARCHIVE), encoding="utf-8")
        (inside / "pages.jsonl").write_text(_pages(taken), encoding="utf-8")
        base = _zip(case, inside, bench.folder / NAME)
    places = Places(
        {
            (one.exhibit.capture.url, one.exhibit.capture.digest): Place(
                NAME, base + one.placed.offset, one.placed.length, one.placed.digest
            )
            for one in taken
        }
    )
    places.write(bench.folder)
    (bench.folder / proofs.NAME).write_bytes(proofs.proofs(case, NAME, copied, base))
    return [NAME, proofs.NAME]


def _archive(case: Case, bench: Bench, path: Path) -> tuple[list[_Taken], Mapping[tuple[Path, int], Placed]]:
    taken = []
    with path.open("wb") as file:
        members = Members(file)
        try:
            for item in case.items:
                for exhibit in item.exhibits:
                    if exhibit.record is not None:
                        taken.append(_Taken(item, exhibit, members.take(exhibit.record)))
                bench.tell(1)
        finally:
            members.close()
    return taken, members.placed


def _line(one: _Taken) -> Line:
    capture, placed = one.exhibit.capture, one.placed
    return Line(
        capture.url, capture.taken_at, capture.media_type, placed.status, capture.digest, placed.offset, placed.length
    )


def _pages(taken: list[_Taken]) -> str:
    """Header and one line a page, each page once."""
    lines = [{"format": "json-pages-1.0", "id": "pages", "title": "Pages"}]
    known = set()
    for one in taken:
        capture = one.exhibit.capture
        page = {
            "id": f"{capture.digest[:16]}-{one.item.lead.lead_id[:8]}",
            "url": capture.url,
            "ts": f"{capture.taken_at:%Y-%m-%dT%H:%M:%S}Z",
            "title": one.item.lead.listing.title,
        }
        if capture.kind is CaptureKind.PAGE and capture.url not in known:
            known.add(capture.url)
            lines.append(page)
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _zip(case: Case, inside: Path, target: Path) -> int:
    """Writes the package; gives the offset of the WARC in it."""
    files = {"archive": ARCHIVE, "indexes": "index.cdx", "pages": "pages.jsonl"}
    package: Json = {
        "profile": "data-package",
        "title": f"markhound case {case.case_id}",
        "created": f"{case.as_of:%Y-%m-%dT%H:%M:%SZ}",
        "wacz_version": "1.1.1",
        "software": case.software,
        "resources": [_resource(folder, inside / name) for folder, name in files.items()],
    }
    _write_json(inside / "datapackage.json", package)
    digest = hashlib.sha256((inside / "datapackage.json").read_bytes()).hexdigest()
    _write_json(inside / "datapackage-digest.json", {"path": "datapackage.json", "hash": f"sha256:{digest}"})
    with target.open("wb") as file:
        archive = StoredZip(file)
        offsets = [archive.add(f"{folder}/{name}", inside / name) for folder, name in files.items()]
        for name in ("datapackage.json", "datapackage-digest.json"):
            archive.add(name, inside / name)
        archive.close()
    return offsets[0]


def _resource(folder: str, path: Path) -> Json:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "name": path.name,
        "path": f"{folder}/{path.name}",
        "hash": f"sha256:{digest}",
        "bytes": path.stat().st_size,
    }


def _write_json(path: Path, value: Json) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


PART = Part("evidence_wacz", write)
