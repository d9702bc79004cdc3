"""A night, a backup of it, and the way back to another folder: nothing is lost, nothing is queued twice."""

import json
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from installation import Installation, found, house

from backups.fault import BackupError
from cli.backup import backup
from cli.output import VerbError
from flows.house import NoInstallationError
from flows.runs import locked


def test_what_was_backed_up_is_an_installation_elsewhere(small: Installation) -> None:
    light = {"MARKHOUND_PICTURE_PARTS": "0", "MARKHOUND_PICTURE_TEXTS": "0"}
    small = Installation(small.folder, light)
    small.run("scan")
    shelf = small.folder / "shelf"
    secret = Installation(small.folder, light | {"MARKHOUND_SMTP_PASSWORD": "geheim-7"})
    secret.run("backup", str(shelf), "--verify", "--keep", "3")
    (kept,) = (path for path in shelf.iterdir() if path.is_dir())
    assert not any(b"geheim-7" in path.read_bytes() for path in kept.rglob("*") if path.is_file())
    assert json.loads((kept / "settings.json").read_text(encoding="utf-8"))["MARKHOUND_WORKERS"] == "1"

    other = Installation(small.folder, light | {"MARKHOUND_DATA_DIR": str(small.folder / "again")})
    assert "is back in" in other.run("restore", str(shelf))
    assert "0 breach(es)" in other.run("verify")
    leads = found(house(other).leads)
    assert leads == found(house(small).leads)
    assert len(leads) == 2
    pictures = [image for lead in house(other).leads.every([]) for image in lead.listing.images]
    assert pictures
    assert all(str(small.folder / "again") in image for image in pictures), "they would be shown from the old folder"
    other.run("scan")
    assert {name for name, *_ in found(house(other).leads)} == {name for name, *_ in leads}


def test_a_backup_beside_the_data_or_of_nothing_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MARKHOUND_DATA_DIR", str(tmp_path / "data"))
    with pytest.raises(NoInstallationError, match="markhound init"):
        backup(tmp_path / "shelf")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "markhound.db").touch()
    for folder in ("data", "data/backups", "."):
        with pytest.raises(VerbError, match="apart"):
            backup(tmp_path / folder)
    with locked_shelf(tmp_path / "shelf"), pytest.raises(VerbError, match="another backup"):
        backup(tmp_path / "shelf")
    with pytest.raises(BackupError, match="no database of markhound"):
        backup(tmp_path / "shelf")
    assert [path.name for path in (tmp_path / "shelf").iterdir()] == [".lock"]


def locked_shelf(shelf: Path) -> AbstractContextManager[bool]:
    shelf.mkdir()
    return locked(shelf / ".lock")
