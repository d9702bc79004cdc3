"""A pack: whole or not there, the same bytes from the same case, and nothing in it that should have stayed."""

import json
import stat
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from domain.lead import LeadState
from exports.pack import BrokenEvidenceError, EmptyCaseError, make
from exports.part import Part, parts
from exports.profile import PROFILES, WITHHELD
from exports.signing import NAME, UnusableKeyError, make_key, signer
from exports.words import BLANKS, LEFT_OUT, NOTES, PROFILE_NAMES
from tests.exports.made_case import House, crawled

TITLES = ["Velmora 加厚外套", '=HYPERLINK("https://evil.example","看")']


@pytest.fixture
def house(tmp_path: Path) -> House:
    return crawled(tmp_path / "data", TITLES)[0]


def names(path: Path) -> list[str]:
    with zipfile.ZipFile(path) as pack:
        assert pack.testzip() is None
        return pack.namelist()


def read(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as pack:
        return pack.read(name)


def test_the_same_case_gives_the_same_bytes(tmp_path: Path) -> None:
    house, leads = crawled(tmp_path / "data", TITLES)
    first = make(house.case(leads), house.shop(), tmp_path / "a.zip")
    second = make(house.case(leads), house.shop(), tmp_path / "b.zip")
    assert first.path.read_bytes() == second.path.read_bytes()
    assert first.digest == second.digest
    other = make(house.case(leads, recipient="临江市市场监督管理局"), house.shop(), tmp_path / "c.zip")
    assert other.digest != first.digest


def test_the_verifier_in_the_pack_finds_everything_as_it_was_signed(tmp_path: Path) -> None:
    house, leads = crawled(tmp_path / "data", TITLES)
    packed = make(house.case(leads), house.shop(), tmp_path / "a.zip")
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(packed.path) as pack:
        pack.extractall(folder)
    key = signer(house.base).fingerprint
    for place in (str(packed.path), str(folder)):
        done = subprocess.run(
            [sys.executable, "-I", folder / "verify.py", place, "--key", key], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert "4 captures read and compared, 0 in a coding not undone here, 0 not in the pack" in done.stdout
        assert "no time stamp" in done.stdout
    wrong = subprocess.run(
        [sys.executable, "-I", folder / "verify.py", "--key", "0" * 64], capture_output=True, text=True, cwd=folder
    )
    assert wrong.returncode == 1
    assert "public-key.pem: this is not the key that was expected" in wrong.stdout


def test_a_pack_that_breaks_off_is_not_there_and_goes_on_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house, leads = crawled(tmp_path / "data", TITLES)
    path = tmp_path / "out" / "a.zip"
    whole = parts()
    written = []

    def counted(part: Part) -> Part:
        def write(case: object, bench: object) -> list[str]:
            written.append(part.name)
            return part.write(case, bench)  # type: ignore[arg-type]

        return replace(part, write=write)

    def broken(_case: object, bench: object) -> list[str]:
        (bench.folder / "evidence.wacz").write_bytes(b"half")  # type: ignore[attr-defined]
        raise OSError("the disk is full")

    some = {name: counted(part) for name, part in whole.items()}
    monkeypatch.setattr("exports.pack.parts", lambda: some | {"evidence_wacz": Part("evidence_wacz", broken)})
    with pytest.raises(OSError, match="disk is full"):
        make(house.case(leads), house.shop(), path)
    assert not path.exists()
    before = list(written)
    written.clear()
    monkeypatch.setattr("exports.pack.parts", lambda: some)
    resumed = make(house.case(leads), house.shop(), path)
    assert "case_pdf" in before
    assert "case_pdf" not in written
    assert "evidence_wacz" in written
    fresh = make(house.case(leads), house.shop(), tmp_path / "fresh.zip")
    assert resumed.file_digest == fresh.file_digest
    assert [one.name for one in path.parent.iterdir()] == ["a.zip"]
    assert not list((house.base / "packs" / "work").iterdir())


def test_evidence_that_was_changed_since_it_was_sealed_makes_no_pack(tmp_path: Path) -> None:
    house, leads = crawled(tmp_path / "data", TITLES)
    case = house.case(leads)
    manifest, warc = house.run / "manifest.json", house.run / "pages.warc.gz"
    record = case.items[1].exhibits[0].record
    assert record is not None
    for path, place in ((manifest, 20), (warc, record.offset + record.length - 5)):
        before = path.read_bytes()
        path.write_bytes(before[:place] + bytes([before[place] ^ 1]) + before[place + 1 :])
        with pytest.raises((BrokenEvidenceError, OSError), match="markhound verify"):
            make(case, house.shop(), tmp_path / "a.zip")
        path.write_bytes(before)
        assert not (tmp_path / "a.zip").exists()
    assert make(case, house.shop(), tmp_path / "a.zip").leads == 2


def test_a_case_without_leads_is_no_pack(tmp_path: Path) -> None:
    house, leads = crawled(tmp_path / "data", TITLES[:1])
    case = house.case(leads)
    undone = replace(case.items[0], lead=replace(leads[0], state=LeadState.CHANGED))
    for items in ((), (undone,)):
        with pytest.raises(EmptyCaseError, match="only what a person confirmed leaves"):
            make(replace(case, items=items), house.shop(), tmp_path / "a.zip")
    assert not (tmp_path / "a.zip").exists()


@pytest.mark.parametrize("profile", sorted(PROFILES))
def test_an_audience_gets_its_parts_and_not_what_is_kept_back(profile: str, tmp_path: Path) -> None:
    house, leads = crawled(tmp_path / "data", TITLES)
    case = house.case(leads, profile, prepared_by="林悦", scope="assigned=林悦")
    packed = make(case, house.shop(), tmp_path / "a.zip")
    told = json.loads(read(packed.path, "case.json"))
    texts = b"".join(read(packed.path, name) for name in names(packed.path) if name.endswith((".json", ".csv", ".txt")))
    secrets = {"note": "与上周同款", "reviewer": "林悦", "authorised_sellers": "白塔服饰店", "seller_location": "临江"}
    withheld = PROFILES[profile].withheld
    for name, secret in secrets.items():
        assert (secret.encode() in texts) == (name not in withheld), name
    said = {one["what"]: one["count"] for one in told["left_out"]}
    assert {name for name in withheld if name in secrets} <= set(said)
    assert ("evidence.wacz" in names(packed.path)) == ("evidence_wacz" in PROFILES[profile].parts)
    assert all(said_of["says"] in read(packed.path, "README.txt").decode() for said_of in told["left_out"])
    assert str(tmp_path).encode() not in texts


def test_every_audience_is_made_of_what_there_is() -> None:
    for profile in PROFILES.values():
        assert set(profile.parts) <= set(parts())
        assert set(profile.withheld) <= set(WITHHELD)
        assert set(profile.notes) <= set(NOTES)
        assert set(profile.blanks) <= set(BLANKS)
    assert set(PROFILES) == set(PROFILE_NAMES)
    assert set(WITHHELD) <= set(LEFT_OUT)


def test_names_in_a_pack_cannot_lead_out_of_a_folder(tmp_path: Path) -> None:
    house, leads = crawled(tmp_path / "data", ["../../etc/passwd", "C:\\evil\\外套"])
    packed = make(house.case(leads, recipient="../../root"), house.shop(), tmp_path / "a.zip")
    for name in names(packed.path):
        assert "/" not in name
        assert ".." not in name
        assert name.isascii()


def test_the_key_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    with pytest.raises(UnusableKeyError, match="markhound init"):
        signer(tmp_path)
    assert make_key(tmp_path)
    first = signer(tmp_path).fingerprint
    assert not make_key(tmp_path)
    assert signer(tmp_path).fingerprint == first
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600
    (tmp_path / NAME).chmod(0o640)
    with pytest.raises(UnusableKeyError, match="chmod 600"):
        signer(tmp_path)
    (tmp_path / NAME).chmod(0o600)
    (tmp_path / NAME).write_text("nothing")
    with pytest.raises(UnusableKeyError, match="is no key"):
        signer(tmp_path)
