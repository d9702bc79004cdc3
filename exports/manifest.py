"""manifest.json: the SHA-256 of every file, lead, decision and capture of a pack, and the run manifests behind them."""

import hashlib
import json
from pathlib import Path

from domain.fields import Json
from exports.case import Case
from exports.parts.case_json import case_to, digest_of
from exports.placing import places_in
from exports.proofs import run_of

NAME = "manifest.json"
FORMAT = "markhound-pack"
VERSION = 1
START = "0" * 64


def manifest(case: Case, folder: Path, names: list[str], runs: dict[str, str]) -> bytes:
    """The manifest's bytes.

    Args:
        case: as it leaves.
        folder: where the files lie.
        names: of the files, in the order of the pack.
        runs: by digest of a run manifest, the name of its copy in the pack.
    """
    whole = case_to(case)
    value = {
        "format": FORMAT,
        "version": VERSION,
        "case_id": case.case_id,
        "key": case.key,
        "timestamp": case.authority or None,
        "files": _files(folder, names),
        "leads": [
            {"lead_id": lead["lead_id"], "sha256": digest_of(lead), "decision_sha256": digest_of(lead["decision"])}
            for lead in whole["leads"]
        ],
        "captures": _captures(case, folder),
        "runs": [one | {"file": runs.get(one["manifest_sha256"])} for one in whole["custody"]],
    }
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _files(folder: Path, names: list[str]) -> list[Json]:
    """The files; each line's `link` is over the one before it, so that none can be moved, added or left out."""
    lines: list[Json] = []
    link = START
    for name in names:
        path = folder / name
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        link = linked(link, name, path.stat().st_size, digest)
        lines.append({"name": name, "size": path.stat().st_size, "sha256": digest, "link": link})
    return lines


def linked(before: str, *values: object) -> str:
    """SHA-256 of the link before and a line's values, one a line, in UTF-8."""
    return hashlib.sha256("\n".join([before, *map(str, values)]).encode("utf-8", "surrogatepass")).hexdigest()


def _captures(case: Case, folder: Path) -> list[Json]:
    places = places_in(folder).found
    lines: list[Json] = []
    link = START
    for item in case.items:
        for exhibit in item.exhibits:
            capture = exhibit.capture
            place = places.get((capture.url, capture.digest))
            values = (item.lead.lead_id, capture.url, capture.taken_at.isoformat(), capture.digest)
            link = linked(link, *values, place.digest if place else "")
            line: Json = dict(zip(("lead_id", "url", "taken_at", "sha256"), values, strict=True))
            if place:
                line |= {
                    "file": place.file,
                    "offset": place.offset,
                    "length": place.length,
                    "record_sha256": place.digest,
                    "run": run_of(case, exhibit),
                }
            lines.append(line | {"link": link})
    return lines
