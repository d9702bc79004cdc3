"""records.json: what shows that each record of the pack's archive stood in the sealed WARC of its run."""

import json
from collections.abc import Mapping
from pathlib import Path

from domain.fields import Json
from exports.case import Case, Custody, Exhibit
from exports.members import Placed

NAME = "records.json"
FORMAT = "markhound-records"
VERSION = 1


def proofs(case: Case, archive: str, placed: Mapping[tuple[Path, int], Placed], base: int) -> bytes:
    """The file's bytes.

    Args:
        case: whose runs have their proofs.
        archive: name of the pack's archive.
        placed: each record by the file and the offset that it was copied from.
        base: where the archive's WARC begins in it.
    """
    runs = [_run(one, placed, base) for one in case.custody if one.proof is not None]
    value = {"format": FORMAT, "version": VERSION, "file": archive, "runs": runs}
    return (json.dumps(value, separators=(",", ":")).replace("],", "],\n") + "\n").encode()


def _run(one: Custody, placed: Mapping[tuple[Path, int], Placed], base: int) -> Json:
    assert one.proof is not None
    found = [(record, placed[one.proof.warc, record.offset]) for record in one.proof.records]
    return {
        "manifest_sha256": one.digest,
        "records": [[record.number, base + at.offset, at.length, record.digest] for record, at in found],
        "nodes": [list(node) for node in one.proof.nodes],
    }


def run_of(case: Case, exhibit: Exhibit) -> int | None:
    """Which of the case's runs holds the record of a capture, from 0; None where the pack has no record."""
    if exhibit.record is None:
        return None
    folder = exhibit.record.warc.parent
    runs = [(one.run_id, one.source) for one in case.custody]
    return runs.index((folder.parent.name, folder.name))
