"""Whatever is changed in a pack, the verifier in it says so, and names what broke."""

import json
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exports.pack import make
from exports.parts.case_json import digest_of
from exports.signing import signer
from tests.exports.made_case import crawled
from tests.exports.sealed_pack import Sealed, sealed_pack
from tests.exports.stamping import authority


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Sealed:
    return sealed_pack(tmp_path_factory.mktemp("sealed"))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_flipped_byte_of_the_zip_is_found(sealed: Sealed, data: st.DataObject, tmp_path: Path) -> None:
    whole = bytearray(sealed.path.read_bytes())
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    path = tmp_path / "flipped.zip"
    path.write_bytes(whole)
    broken, _ = sealed.check(path)
    assert broken
    assert all(": " in sentence for sentence in broken)


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_any_flipped_byte_of_a_file_is_found_and_the_file_is_named(sealed: Sealed, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(path.name for path in sealed.folder.iterdir() if path.is_file())))
    whole = bytearray((sealed.folder / name).read_bytes())
    # Files differ in size by a thousand: each is as likely, and its beginning and end are.
    place = data.draw(st.one_of(st.integers(0, len(whole) - 1), st.just(0), st.just(len(whole) - 1)))
    whole[place] ^= data.draw(st.integers(1, 255))
    broken = sealed.broken(name, bytes(whole))
    of = {"manifest.sig": "manifest.json", "timestamp.sig": "timestamp.tsr"}.get(name, name)
    assert any(name in sentence or of in sentence for sentence in broken), broken


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_a_cut_file_is_named(sealed: Sealed, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(path.name for path in sealed.folder.iterdir() if path.is_file())))
    whole = (sealed.folder / name).read_bytes()
    broken = sealed.broken(name, whole[: data.draw(st.integers(0, len(whole) - 1))])
    assert any(name in sentence for sentence in broken), broken


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_swapped_files_are_both_named(sealed: Sealed, data: st.DataObject) -> None:
    listed = [line["name"] for line in json.loads((sealed.folder / "manifest.json").read_text())["files"]]
    one, other = data.draw(st.lists(st.sampled_from(listed), min_size=2, max_size=2, unique=True))
    texts = {name: (sealed.folder / name).read_bytes() for name in (one, other)}
    (sealed.folder / one).write_bytes(texts[other])
    try:
        broken = sealed.broken(other, texts[one])
    finally:
        (sealed.folder / one).write_bytes(texts[one])
    said = " ".join(broken)
    assert one in said
    assert other in said


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_manifest_in_another_order_is_found(sealed: Sealed, data: st.DataObject) -> None:
    manifest = json.loads((sealed.folder / "manifest.json").read_text())
    part = data.draw(st.sampled_from(["files", "captures", "leads"]))
    mixed = data.draw(st.permutations(manifest[part]))
    if mixed == manifest[part]:
        return
    manifest[part] = mixed
    broken = sealed.broken("manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n")
    assert "manifest.json: was changed, or manifest.sig was (the signature does not fit)" in broken
    assert any("is not in its place" in one or "case.json" in one for one in broken)


def test_a_file_that_was_added_or_taken_away_is_named(sealed: Sealed) -> None:
    (sealed.folder / "extra.txt").write_text("!")
    try:
        assert sealed.check(sealed.folder)[0] == ["extra.txt: was added; the manifest does not name it"]
    finally:
        (sealed.folder / "extra.txt").unlink()
    for name in ("leads.csv", "timestamp.tsr", "manifest.sig", "evidence.wacz"):
        path = sealed.folder / name
        moved = path.rename(sealed.folder.parent / name)
        try:
            assert any(f"{name}: is missing" in sentence for sentence in sealed.check(sealed.folder)[0])
        finally:
            moved.rename(path)


def test_a_forged_decision_is_named_even_with_the_files_digest_made_to_fit(sealed: Sealed) -> None:
    def other_reviewer(case: Any, _manifest: Any) -> None:
        case["leads"][1]["decision"]["reviewer"] = "王某"

    broken = sealed.forged(other_reviewer)
    lead = json.loads((sealed.folder / "case.json").read_text())["leads"][1]["lead_id"]
    assert f"case.json: the decision on lead {lead} was changed" in broken

    def with_its_digest(case: Any, manifest: Any) -> None:
        other_reviewer(case, manifest)
        manifest["leads"][1] |= {
            "sha256": digest_of(case["leads"][1]),
            "decision_sha256": digest_of(case["leads"][1]["decision"]),
        }

    assert sealed.forged(with_its_digest) == [
        "manifest.json: was changed, or manifest.sig was (the signature does not fit)"
    ]


def test_a_changed_time_is_named(sealed: Sealed) -> None:
    def later(case: Any, _manifest: Any) -> None:
        case["leads"][0]["captures"][1]["taken_at"] = "2026-11-23T01:00:00+00:00"

    assert any("the time of capture 2 (https://shop.example/1.png)" in one for one in sealed.forged(later))

    def sealed_later(case: Any, _manifest: Any) -> None:
        case["custody"][0]["sealed_at"] = "2026-11-23T01:00:00+00:00"

    assert "case.json: the custody record is not the manifest's" in sealed.forged(sealed_later)


def test_a_record_that_was_cut_out_or_replaced_is_named(sealed: Sealed) -> None:
    lines = json.loads((sealed.folder / "manifest.json").read_text())["captures"]
    whole = (sealed.folder / "evidence.wacz").read_bytes()
    for number, line in enumerate(lines, 1):
        start, end = line["offset"], line["offset"] + line["length"]
        for data in (whole[:start] + whole[end:], whole[:start] + bytes(line["length"]) + whole[end:]):
            broken = sealed.broken("evidence.wacz", data)
            assert any(one.startswith(f"capture {number} ({line['url']})") for one in broken), broken


def test_a_run_manifest_of_another_chain_is_named(sealed: Sealed) -> None:
    text = (sealed.folder / "run-1-manifest.json").read_text().replace('"previous": "0', '"previous": "1')
    broken = sealed.broken("run-1-manifest.json", text.encode())
    assert "run-1-manifest.json: is not the manifest of run 20261122T010000Z-aaaaaa/town that was sealed" in broken


def test_a_pack_signed_anew_by_somebody_else_does_not_pass_for_the_offices(sealed: Sealed, tmp_path: Path) -> None:
    house, leads = crawled(tmp_path / "data", ["Velmora 假"])
    other = make(house.case(leads), house.shop(), tmp_path / "other.zip")
    key = signer(sealed.house.base).fingerprint
    assert sealed.check(other.path)[0] == []
    assert "public-key.pem" in sealed.check(other.path, key)[0][0]
    assert sealed.check(sealed.path, key)[0] == []


def test_a_token_of_another_pack_is_not_taken(sealed: Sealed, tmp_path: Path) -> None:
    house, leads = crawled(tmp_path / "data", ["Velmora 假"])
    made = make(house.case(leads), house.shop(authority=authority(tmp_path / "authority")), tmp_path / "other.zip")
    with zipfile.ZipFile(made.path) as pack:
        token = pack.read("timestamp.tsr")
    assert "timestamp.tsr: was changed, or timestamp.sig was (the signature does not fit)" in sealed.broken(
        "timestamp.tsr", token
    )


def test_openssl_accepts_the_token_by_itself(sealed: Sealed) -> None:
    def verify(ca: str) -> int:
        command = ["openssl", "ts", "-verify", "-data", "manifest.json", "-in", "timestamp.tsr", "-CAfile", ca]
        return subprocess.run(command, cwd=sealed.folder, capture_output=True).returncode

    assert verify("timestamp-ca.pem") == 0
    _, notes = sealed.check(sealed.path)
    assert "openssl accepts the time stamp, by the certificates in the pack" in notes


def test_a_verifier_without_openssl_says_what_it_did_not_check(sealed: Sealed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    broken, notes = sealed.check(sealed.path)
    assert broken == []
    assert any("who signed the time stamp was not checked" in note for note in notes)


def test_a_pack_zipped_anew_is_told_apart_from_a_changed_one(sealed: Sealed, tmp_path: Path) -> None:
    path = tmp_path / "anew.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as pack:
        for name in sorted(path.name for path in sealed.folder.iterdir() if path.is_file()):
            pack.write(sealed.folder / name, name)
    broken, _ = sealed.check(path)
    assert broken[0].startswith("container:")
