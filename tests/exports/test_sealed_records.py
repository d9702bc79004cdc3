"""That each record of a pack stood in a sealed WARC is shown by digests that cannot be made to fit."""

import hashlib
import json
import runpy
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.manifest import linked
from exports.pack import make
from tests.exports.made_case import crawled
from tests.exports.sealed_pack import Sealed, sealed_pack


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    return sealed_pack(tmp_path_factory.mktemp("sealed"))


def test_a_record_that_was_never_sealed_is_named_though_every_digest_was_made_to_fit(sealed: Sealed) -> None:
    lines = json.loads((sealed.folder / "manifest.json").read_text())["captures"]
    whole = (sealed.folder / "evidence.wacz").read_bytes()
    first = lines[0]
    start, end = first["offset"], first["offset"] + first["length"]
    forged = _repacked(whole[start:end])
    assert len(forged) == first["length"], "another member of the same length with the same content"

    def with_its_digests(_case: Any, manifest: Any) -> None:
        link = "0" * 64
        for line in manifest["captures"]:
            if line["offset"] == start:
                line["record_sha256"] = hashlib.sha256(forged).hexdigest()
            values = (line["lead_id"], line["url"], line["taken_at"], line["sha256"], line["record_sha256"])
            line["link"] = link = linked(link, *values)
        for line in manifest["files"]:
            if line["name"] == "evidence.wacz":
                line["sha256"] = hashlib.sha256(whole[:start] + forged + whole[end:]).hexdigest()

    (sealed.folder / "evidence.wacz").write_bytes(whole[:start] + forged + whole[end:])
    try:
        broken = sealed.forged(with_its_digests)
    finally:
        (sealed.folder / "evidence.wacz").write_bytes(whole)
    unsealed = f"capture 1 ({first['url']}): its record is not shown to be one that its run sealed"
    assert unsealed in broken
    assert [one for one in broken if "evidence.wacz: was changed" in one] == []


def _repacked(packed: bytes) -> bytes:
    """The same gzip member with another time in its head, which changes nothing of what it holds."""
    return packed[:4] + bytes([packed[4] ^ 1]) + packed[5:]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_changed_proof_is_named(sealed: Sealed, data: st.DataObject) -> None:
    proofs = json.loads((sealed.folder / "records.json").read_text())
    (run,) = proofs["runs"]
    kind = data.draw(st.sampled_from([name for name in ("records", "nodes") if run[name]]))
    line = data.draw(st.integers(0, len(run[kind]) - 1))
    change = data.draw(st.sampled_from(["digest", "place", "gone"]))
    if change == "digest":
        run[kind][line][-1] = hashlib.sha256(b"forged").hexdigest()
    elif change == "place":
        run[kind][line][0] += 1
    else:
        del run[kind][line]
    text = json.dumps(proofs).encode()

    def with_its_digest(_case: Any, manifest: Any) -> None:
        for one in manifest["files"]:
            if one["name"] == "records.json":
                one |= {"size": len(text), "sha256": hashlib.sha256(text).hexdigest()}

    before = (sealed.folder / "records.json").read_bytes()
    (sealed.folder / "records.json").write_bytes(text)
    try:
        broken = sealed.forged(with_its_digest)
    finally:
        (sealed.folder / "records.json").write_bytes(before)
    said = "records.json: its records of run 20261122T010000Z-aaaaaa/town are not those of run-1-manifest.json"
    assert said in broken


def test_a_pack_of_a_run_that_was_sealed_without_an_index_says_so_and_passes(tmp_path: Path) -> None:
    house, leads = crawled(tmp_path / "data", ["Velmora 旧"])
    (house.run / "records.sqlite").unlink()
    manifest = json.loads((house.run / "manifest.json").read_text())
    del manifest["records"]
    (house.run / "manifest.json").write_text(json.dumps(manifest))
    case = house.case(leads)
    (custody,) = case.custody
    digest = hashlib.sha256((house.run / "manifest.json").read_bytes()).hexdigest()
    made = make(replace(case, custody=(replace(custody, digest=digest, proof=None),)), house.shop(), tmp_path / "a.zip")
    with zipfile.ZipFile(made.path) as pack:
        pack.extract("verify.py", tmp_path)
    broken, notes = runpy.run_path(str(tmp_path / "verify.py"))["check"](made.path)
    assert broken == []
    assert any(note.startswith("2 record(s) are not shown to have") for note in notes)
