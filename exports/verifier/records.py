"""Whether the records of a pack stood in sealed WARCs: from each one's digest up to the root in its run's manifest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from exports.verifier.container import Pack
from exports.verifier.curve import BrokenError

PROOFS = "records.json"


def check_records(pack: Pack, manifest: Any, count: dict[str, int]) -> Iterator[str]:
    """Each record that the pack holds is one of those that its run sealed, as far as the run's manifest names them."""
    held = json.loads(pack.read(PROOFS).decode()) if PROOFS in pack.files else {"runs": []}
    proofs = {one["manifest_sha256"]: one for one in held["runs"]}
    compared = {
        (line["offset"], line["length"], line["record_sha256"]) for line in manifest["captures"] if "file" in line
    }
    proven: set[tuple[Any, ...]] = set()
    roots: set[int] = set()
    for number, run in enumerate(manifest["runs"]):
        total, root = sealed_root(pack, run)
        if not root:
            continue
        roots.add(number)
        name = f"run {run['run_id']}/{run['source']}"
        proof = proofs.get(run["manifest_sha256"], {"records": [], "nodes": []})
        if proof["records"] and climbed(proof, total) != root:
            yield f"{PROOFS}: its records of {name} are not those of {run['file']}"
            continue
        for place in proof["records"]:
            if tuple(place[1:]) not in compared and not there(pack, held["file"], place):
                yield f"{PROOFS}: record {place[0]} of {name} was changed in {held['file']}"
        proven |= {(number, *place[1:]) for place in proof["records"]}
    for number, line in enumerate(manifest["captures"], 1):
        if "file" not in line:
            continue
        if line["run"] not in roots:
            count["unlisted"] += 1
        elif (line["run"], line["offset"], line["length"], line["record_sha256"]) in proven:
            count["proven"] += 1
        else:
            yield f"capture {number} ({line['url']}): its record is not shown to be one that its run sealed"


def sealed_root(pack: Pack, run: Any) -> tuple[int, str]:
    """How many records a run sealed, and the root over them; nothing where its manifest is not here or has none."""
    name = run["file"]
    if not name or name not in pack.files or pack.digest(name) != run["manifest_sha256"]:
        return 0, ""
    records = json.loads(pack.read(name).decode()).get("records") or {"count": 0, "root": ""}
    return records["count"], records["root"]


def there(pack: Pack, name: str, place: Any) -> bool:
    try:
        return bool(hashlib.sha256(pack.read(name, place[1], place[2])).hexdigest() == place[3])
    except BrokenError:
        return False


def climbed(proof: Any, total: int) -> str:
    """The root that some records and nodes lead to (RFC 6962's tree); "" where a node is missing or one is too many."""
    given = {(level, place): bytes.fromhex(value) for level, place, value in proof["nodes"]}
    nodes = {one[0]: hashlib.sha256(b"\0" + bytes.fromhex(one[3])).digest() for one in proof["records"]}
    if len(nodes) != len(proof["records"]) or min(nodes) < 0 or max(nodes) >= total:
        return ""
    level = 0
    while total > 1:
        above = {}
        for place, node in nodes.items():
            if place ^ 1 >= total:  # the last of an odd count
                above[place >> 1] = node
                continue
            other = nodes.get(place ^ 1) or given.pop((level, place ^ 1), b"")
            if not other:
                return ""
            above[place >> 1] = hashlib.sha256(b"\1" + (other + node if place & 1 else node + other)).digest()
        nodes, total, level = above, (total + 1) // 2, level + 1
    return "" if given else nodes[0].hex()
