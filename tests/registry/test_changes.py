"""What is new or other since a version: exactly the rights whose last word is not what that version said."""

from datetime import timedelta
from pathlib import Path

import factories
import pytest
from sqlalchemy import Engine

from migrations.upgrade import upgrade
from registry.archive import Archive
from registry.changes import UnknownVersionError, changed_since, version_before
from registry.importer import importer_for
from registry.load import Plan, load
from registry.rollback import rollback
from registry.store import RegistryStore

HEAD = "right_id,kind,mark_text,updated_on\n"


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> RegistryStore:
    upgrade(engine)
    return RegistryStore(engine, tmp_path / "data")


def taken(store: RegistryStore, tmp_path: Path, rows: dict[str, str], day: int, *, delta: bool = False) -> int:
    """Imports marks by id as of that day; gives the version."""
    path = tmp_path / f"marks-{day}.csv"
    lines = (f"{name},trademark,{mark},2026-11-{day:02d}\n" for name, mark in rows.items())
    path.write_text(HEAD + "".join(lines), encoding="utf-8")
    plan = Plan("city", delta=delta, allow_shrink=True, allow_change=True)
    at = factories.NOW + timedelta(days=day)
    return load(store, path, importer_for(path), plan, keep_picture=lambda one: one, now=at).version


def test_deltas_and_whole_files_are_put_together(store: RegistryStore, tmp_path: Path) -> None:
    whole = {f"TM-{number}": f"Velmora {number}" for number in range(5)}
    first = taken(store, tmp_path, whole, 1)
    second = taken(store, tmp_path, {"TM-1": "Quistrel", "TM-9": "Orvandel"}, 2, delta=True)
    third = taken(store, tmp_path, {"TM-9": "Orvandel Neu"}, 3, delta=True)
    assert set(changed_since(store, "city", first)) == {"TM-1", "TM-9"}
    assert set(changed_since(store, "city", second)) == {"TM-9"}
    assert set(changed_since(store, "city", third)) == set()
    assert set(changed_since(store, "city", 0)) == {*whole, "TM-9"}
    assert version_before(store, "city", factories.NOW + timedelta(days=2, hours=1)) == second
    assert version_before(store, "city", factories.NOW) == 0


def test_a_right_that_went_back_to_what_it_was_is_not_other(store: RegistryStore, tmp_path: Path) -> None:
    first = taken(store, tmp_path, {"TM-1": "Velmora", "TM-2": "Quistrel"}, 1)
    taken(store, tmp_path, {"TM-1": "Orvandel"}, 2, delta=True)
    rollback(store, "city", factories.NOW + timedelta(days=3))
    assert set(changed_since(store, "city", first)) == set()


def test_an_earlier_word_in_a_later_delta_changes_nothing(store: RegistryStore, tmp_path: Path) -> None:
    taken(store, tmp_path, {"TM-1": "Velmora"}, 5)
    late = taken(store, tmp_path, {"TM-1": "Velmora Alt"}, 2, delta=True)
    assert set(changed_since(store, "city", late)) == set()


def test_versions_that_are_not_kept_or_damaged_are_named(store: RegistryStore, tmp_path: Path) -> None:
    first = taken(store, tmp_path, {"TM-1": "Velmora"}, 1)
    taken(store, tmp_path, {"TM-1": "Quistrel"}, 2)
    with pytest.raises(UnknownVersionError, match=r"city@7 is not kept.*city@1, city@2"):
        list(changed_since(store, "city", 7))
    path = Archive(store.base).path("city", first)
    path.write_bytes(path.read_bytes()[:10])
    with pytest.raises(UnknownVersionError, match="is damaged"):
        list(changed_since(store, "city", first))
