"""A file that somebody names as a case pack is one, or is refused in a sentence."""

import json
import zipfile
from pathlib import Path

import pytest

from exports.given_pack import NoPackError, given_pack
from exports.pack import make
from tests.exports.made_case import crawled


def test_a_pack_is_known_by_its_manifest_and_names_its_leads(tmp_path: Path) -> None:
    house, leads = crawled(tmp_path / "data", ["Velmora 外套", "维摩拉 外套"])
    made = make(house.case(leads), house.shop(), tmp_path / "a.zip")
    given = given_pack(made.path)
    assert given.digest == made.digest
    assert sorted(given.leads) == sorted(lead.lead_id for lead in leads)


def zipped(path: Path, name: str, text: str) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("other.json", "{}"),
        ("manifest.json", "{broken"),
        ("manifest.json", "[]"),
        ("manifest.json", json.dumps({"format": "another"})),
        ("manifest.json", json.dumps({"format": "markhound-pack", "leads": [{"id": 1}]})),
    ],
)
def test_any_other_file_is_refused(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / "a.zip"
    zipped(path, name, text)
    with pytest.raises(NoPackError, match="is no case pack"):
        given_pack(path)
    path.write_bytes(b"no zip")
    with pytest.raises(NoPackError, match="`markhound export case` makes them"):
        given_pack(path)
