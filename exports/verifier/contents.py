"""Whether files, leads, captures and runs of a pack are those of its manifest."""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Iterator
from typing import Any

from exports.verifier.container import Pack
from exports.verifier.curve import BrokenError

SEAL = ("manifest.json", "manifest.sig", "timestamp.tsr", "timestamp.sig")
START = "0" * 64
CODINGS = ("", "identity", "gzip", "x-gzip", "deflate")


def link(before: str, *values: object) -> str:
    return hashlib.sha256("\n".join([before, *map(str, values)]).encode("utf-8", "surrogatepass")).hexdigest()


def check_files(pack: Pack, manifest: Any) -> Iterator[str]:
    """Each listed file is there and the same, in its place; no other is."""
    before = START
    for line in manifest["files"]:
        name = line["name"]
        before = link(before, name, line["size"], line["sha256"])
        if before != line["link"]:
            yield f"manifest.json: the line of {name} is not in its place"
            break
    for line in manifest["files"]:
        name = line["name"]
        if name not in pack.files:
            yield f"{name}: is missing"
        elif pack.files[name][2] != line["size"] or pack.digest(name) != line["sha256"]:
            yield f"{name}: was changed"
    known = {line["name"] for line in manifest["files"]}
    for name in pack.files:
        if name not in known and name not in SEAL:
            yield f"{name}: was added; the manifest does not name it"


def check_leads(case: Any, manifest: Any) -> Iterator[str]:
    """Leads, decisions and times of case.json are those of the manifest."""
    listed = {line["lead_id"]: line for line in manifest["leads"]}
    leads = case["leads"]
    if [lead["lead_id"] for lead in leads] != list(listed) or len(listed) != len(manifest["leads"]):
        yield "case.json: its leads are not those that the manifest lists"
    captures = [
        (lead["lead_id"], one["url"], one["taken_at"], one["sha256"]) for lead in leads for one in lead["captures"]
    ]
    for lead in leads:
        line = listed.get(lead["lead_id"], {})
        if canonical(lead["decision"]) != line.get("decision_sha256"):
            yield f"case.json: the decision on lead {lead['lead_id']} was changed"
        elif canonical(lead) != line.get("sha256"):
            yield f"case.json: lead {lead['lead_id']} was changed"
    lines = [(one["lead_id"], one["url"], one["taken_at"], one["sha256"]) for one in manifest["captures"]]
    for number in range(1, min(len(captures), len(lines)) + 1):
        ours, theirs = captures[number - 1], lines[number - 1]
        if ours != theirs:
            what = "time" if ours[:2] + ours[3:] == theirs[:2] + theirs[3:] else "record"
            yield f"case.json: the {what} of capture {number} ({ours[1]}) is not the manifest's"
    if len(captures) != len(lines):
        yield "case.json: it has not as many captures as the manifest"
    runs = [
        (one["run_id"], one["source"], one["manifest_sha256"], one["previous"], one["sealed_at"])
        for one in case["custody"]
    ]
    if runs != [
        (r["run_id"], r["source"], r["manifest_sha256"], r["previous"], r["sealed_at"]) for r in manifest["runs"]
    ]:
        yield "case.json: the custody record is not the manifest's"


def canonical(value: Any) -> str:
    return hashlib.sha256(
        json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")
    ).hexdigest()


def check_captures(pack: Pack, manifest: Any, count: dict[str, int]) -> Iterator[str]:
    """Each record is there, and what it holds has the digest of the capture."""
    before = START
    for number, line in enumerate(manifest["captures"], 1):
        name = f"capture {number} ({line['url']})"
        values = (line["lead_id"], line["url"], line["taken_at"], line["sha256"])
        before = link(before, *values, line.get("record_sha256", ""))
        if before != line["link"]:
            yield f"manifest.json: the line of {name} is not in its place"
            return
        if "file" not in line:
            count["elsewhere"] += 1
            continue
        try:
            data = pack.read(line["file"], line["offset"], line["length"])
        except BrokenError as error:
            yield f"{name}: {error}"
            continue
        if hashlib.sha256(data).hexdigest() != line["record_sha256"]:
            yield f"{name}: its record in {line['file']} was changed or cut"
            continue
        body = payload(data, line["url"])
        if body is None:
            count["coded"] += 1
        elif hashlib.sha256(body).hexdigest() != line["sha256"]:
            yield f"{name}: its record does not hold what the digest says"
        else:
            count["whole"] += 1


def payload(member: bytes, url: str) -> bytes | None:
    """What a record holds, its codings undone; None for a coding that needs more than Python's library."""
    record = zlib.decompress(member, 31)
    head, _, block = record.partition(b"\r\n\r\n")
    if b"WARC-Target-URI: " + url.encode() not in head.replace(b"<", b"").replace(b">", b""):
        return b""
    size = re.search(rb"(?i)content-length: *(\d+)", head)
    block = block[: int(size[1])] if size else block
    if b"WARC-Type: response" not in head:
        return block
    fields, _, body = block.partition(b"\r\n\r\n")
    if re.search(rb"(?im)^transfer-encoding:.*chunked", fields):
        body = joined(body)
    named = re.search(rb"(?im)^content-encoding: *([^\r\n]*)", fields)
    coding = named[1].decode().strip().lower() if named else ""
    if coding not in CODINGS:
        return None
    if coding in ("", "identity"):
        return body
    for bits in (47, -15):
        try:
            return zlib.decompress(body, bits)
        except zlib.error:
            pass
    return body


def joined(body: bytes) -> bytes:
    """Chunks put together; a body without any is left alone, as some archives have joined them already."""
    found, rest = b"", body
    while True:
        size = re.match(rb"([0-9A-Fa-f]+)[^\r\n]*\r\n", rest)
        if not size:
            return body
        length = int(size.group(1), 16)
        if not length:
            return found
        found, rest = found + rest[size.end() : size.end() + length], rest[size.end() + length + 2 :]


def check_runs(pack: Pack, manifest: Any) -> Iterator[str]:
    """Each copied run manifest is the one that was sealed, names its predecessor, and lists the pictures."""
    listed, whole = set(), True
    for run in manifest["runs"]:
        name = run["file"]
        whole = whole and bool(name)
        if not name or name not in pack.files:
            continue
        if pack.digest(name) != run["manifest_sha256"]:
            yield f"{name}: is not the manifest of run {run['run_id']}/{run['source']} that was sealed"
            continue
        sealed = json.loads(pack.read(name).decode())
        if sealed["previous"] != run["previous"]:
            yield f"{name}: names another predecessor than the custody record"
        listed |= {one["sha256"] for one in sealed["files"]}
    if not whole or not manifest["runs"]:
        return
    for lead in json.loads(pack.read("case.json").decode())["leads"]:
        for one in lead["captures"]:
            if one["kind"] in ("picture", "screenshot") and one["sha256"] not in listed:
                yield f"capture {one['url']}: no sealed run lists this picture"
