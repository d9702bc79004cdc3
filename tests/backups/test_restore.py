"""A backup goes back only where nothing is, and only if every byte of it is what was written."""

import json
import stat
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backups.fault import BackupError
from backups.file_list import NAME
from backups.keys import COST, read_passphrase
from backups.restore import DRAFT, Target, restore
from backups.shelf import MANIFEST, chosen
from backups.verify import verify
from migrations.upgrade import NewerSchemaError
from tests.backups.town import Town, breaches, put_back, town

PASSPHRASE = b"eleven grey herons"
KEYS = ("intake/contacts.key", "packs.key", "review.secret")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A backup that tests leave as they found it."""
    folder = tmp_path_factory.mktemp("kept")
    with town(folder / "data") as made:
        yield made.back_up(folder / "shelf").path


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def refused(backup: Path, base: Path) -> bool:
    with pytest.raises(BackupError):
        put_back(backup, base)
    return not base.exists()


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_any_changed_bit_is_found_and_nothing_is_put_back(
    kept: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = data.draw(st.sampled_from([one for one in files(kept) if one.name != MANIFEST]))
    whole = path.read_bytes()
    place = data.draw(st.integers(0, len(whole) - 1))
    path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << data.draw(st.integers(0, 7))]) + whole[place + 1 :])
    try:
        assert refused(kept, tmp_path_factory.mktemp("again") / "data")
    finally:
        path.write_bytes(whole)
    assert list(verify(kept)) == []


def test_any_missing_or_added_file_is_found(kept: Path, tmp_path: Path) -> None:
    for path in files(kept):
        aside = tmp_path / "aside"
        path.rename(aside)
        assert refused(kept, tmp_path / "again")
        aside.rename(path)
    for path in (kept / "more", kept / "data" / "runs" / "more"):
        path.touch()
        assert {one.code for one in verify(kept)} == {"added"}
        path.unlink()
    assert list(verify(kept)) == []


def test_a_target_that_holds_something_is_left_alone(kept: Path, tmp_path: Path) -> None:
    base = tmp_path / "data"
    base.mkdir()
    (base / "mine").write_bytes(b"x")
    with pytest.raises(BackupError, match="not empty"):
        put_back(kept, base)
    assert [path.name for path in base.iterdir()] == ["mine"]
    (base / "mine").rename(base / DRAFT)
    with pytest.raises(BackupError, match="cut off"):
        put_back(kept, base)


def test_an_empty_folder_is_a_target_as_one_that_is_not_there(kept: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    put_back(kept, tmp_path / "data")
    assert breaches(tmp_path / "data") == []
    assert not (tmp_path / "data" / DRAFT).exists()


def test_a_log_of_another_database_is_not_played_into_the_restored_one(kept: Path, tmp_path: Path) -> None:
    database = tmp_path / "elsewhere" / "markhound.db"
    database.parent.mkdir()
    database.with_name("markhound.db-wal").write_bytes(b"x")
    with pytest.raises(BackupError, match=r"already \(.*-wal\)"):
        restore(kept, Target(tmp_path / "data", f"sqlite:///{database}", database))


def rewritten(backup: Path, **database: str) -> Callable[[], None]:
    path = backup / MANIFEST
    before = path.read_bytes()
    manifest = json.loads(before)
    manifest["database"] |= database
    path.write_text(json.dumps(manifest), encoding="utf-8")
    return lambda: path.write_bytes(before) and None


def test_a_backup_of_a_newer_schema_is_refused_with_a_sentence(kept: Path, tmp_path: Path) -> None:
    back = rewritten(kept, schema="9999")
    with pytest.raises(NewerSchemaError, match="newer markhound"):
        put_back(kept, tmp_path / "data")
    back()
    assert not (tmp_path / "data").exists()


def test_one_database_does_not_go_into_the_other(kept: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="sqlite database"):
        put_back(kept, tmp_path / "data", "postgresql://nobody@127.0.0.1:9/none")


def test_a_filled_database_server_is_refused(there: Town, tmp_path: Path) -> None:
    made = there.back_up(tmp_path / "shelf")
    with pytest.raises(BackupError, match="table"):
        put_back(made.path, tmp_path / "again", there.url)
    assert not (tmp_path / "again").exists()


def test_a_list_that_names_files_outside_is_refused(here: Town, tmp_path: Path) -> None:
    made = here.back_up(tmp_path / "shelf").path
    outside = tmp_path / "shelf" / "outside"
    outside.write_bytes(b"x")
    line = {"path": "../../outside", "size": 1, "mtime": 0, "sha256": sha256(b"x").hexdigest()}
    listed = (json.dumps(line) + "\n").encode()
    (made / NAME).write_bytes(listed)
    for path in files(made / "data"):
        path.unlink()
    manifest = json.loads((made / MANIFEST).read_text(encoding="utf-8"))
    manifest["parts"][NAME] = {"size": len(listed), "sha256": sha256(listed).hexdigest()}
    (made / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(BackupError, match="outside"):
        put_back(made, tmp_path / "again" / "data")
    assert outside.read_bytes() == b"x"
    assert not (tmp_path / "again" / "data").exists()


def test_keys_go_in_under_a_passphrase_only(here: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(COST, "n", 2**10)  # a guess is to be dear, a test is not
    (here.base / "intake").mkdir()
    for name in KEYS:
        (here.base / name).write_bytes(b"the very secret of " + name.encode())
    plain = here.back_up(tmp_path / "shelf")
    sealed = here.back_up(tmp_path / "shelf", passphrase=PASSPHRASE)
    for made in (plain, sealed):
        assert not any(b"very secret" in path.read_bytes() for path in files(made.path))
    assert plain.keys_left_out == KEYS
    assert stat.S_IMODE((sealed.path / "keys.sealed").stat().st_mode) == 0o600
    with pytest.raises(BackupError, match="passphrase"):
        put_back(sealed.path, tmp_path / "wrong", passphrase=b"twelve grey herons")
    assert put_back(sealed.path, tmp_path / "without").keys_stayed
    assert not (tmp_path / "without" / "packs.key").exists()
    assert put_back(sealed.path, tmp_path / "again", passphrase=PASSPHRASE).keys == KEYS
    back = tmp_path / "again" / "packs.key"
    assert back.read_bytes() == (here.base / "packs.key").read_bytes()
    assert stat.S_IMODE(back.stat().st_mode) == 0o600


def test_a_passphrase_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "passphrase"
    path.write_bytes(PASSPHRASE + b"\nsecond line")
    with pytest.raises(BackupError, match="chmod 600"):
        read_passphrase(path)
    path.chmod(0o600)
    assert read_passphrase(path) == PASSPHRASE
    path.write_bytes(b"short")
    with pytest.raises(BackupError, match="12 characters"):
        read_passphrase(path)


def test_a_shelf_means_its_newest_backup(kept: Path, tmp_path: Path) -> None:
    assert chosen(kept.parent) == chosen(kept) == kept
    with pytest.raises(BackupError, match="markhound backup"):
        chosen(tmp_path)
