"""Whether a register has been heard of lately: by its last good version, and by its newest record."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import factories
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from evidence.store import BlobStore
from registry.freshness import Freshness, expected_days, freshness
from registry.importer import importer_for
from registry.load import Plan, load
from registry.rollback import rollback
from registry.store import RegistryStore
from tests.registry.registry_file import plain

DAY = timedelta(days=1)
HEADER = "right_id,kind,mark_text,status,updated_on"


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> RegistryStore:
    return RegistryStore(engine, tmp_path)


def take(store: RegistryStore, folder: Path, mark: str, updated_on: str = "", days: int = 0, **plan: object) -> None:
    path = plain(folder / "city.csv", f"TM-1,trademark,{mark},registered,{updated_on}", header=HEADER)
    load(
        store, path, importer_for(path), replace(Plan("city"), **plan),
        keep_picture=BlobStore(folder / "blobs").copy, now=factories.NOW + days * DAY,
    )  # fmt: skip


def age(store: RegistryStore, days: int, expected: str = "35") -> Freshness:
    (one,) = freshness(store, expected_days(expected), (), factories.NOW + days * DAY)
    return one


def test_a_register_is_stale_once_it_has_not_changed_for_longer_than_expected(
    store: RegistryStore, tmp_path: Path
) -> None:
    take(store, tmp_path, "Velmora", "2026-11-20")
    assert (age(store, 35).stale, age(store, 36).stale) == ("", "not-updated")
    assert (age(store, 36, "city=40;2").stale, age(store, 3, "city=2;40").stale) == ("", "not-updated")
    assert age(store, 4000, "0").stale == ""


def test_the_same_file_again_is_no_news(store: RegistryStore, tmp_path: Path) -> None:
    take(store, tmp_path, "Velmora", "2026-11-20")
    take(store, tmp_path, "Velmora", "2026-11-20", days=30)
    assert age(store, 36).stale == "not-updated"
    take(store, tmp_path, "Velmora II", "2026-12-20", days=31, allow_change=True)
    assert (age(store, 36).stale, age(store, 36).age_days, age(store, 36).version) == ("", 5, 2)


def test_imports_that_bring_only_old_records_are_noticed(store: RegistryStore, tmp_path: Path) -> None:
    take(store, tmp_path, "Velmora", "2026-08-01")
    assert (age(store, 0, "35").stale, age(store, 0, "60").stale) == ("old-records", "")
    assert age(store, 0).record_days == 113


def test_a_record_of_next_year_does_not_hide_that_nothing_came(store: RegistryStore, tmp_path: Path) -> None:
    take(store, tmp_path, "Velmora", "2099-01-01")
    assert (age(store, 0).newest_record, age(store, 0).record_days) == ("", None)


def test_a_rollback_makes_nothing_newer(store: RegistryStore, tmp_path: Path) -> None:
    take(store, tmp_path, "Velmora", "2026-11-20")
    take(store, tmp_path, "Quistrel", "2026-12-20", days=30)
    rollback(store, "city", factories.NOW + 31 * DAY)
    assert (age(store, 36).version, age(store, 36).stale) == (1, "not-updated")


def test_a_register_that_never_came_is_stale_where_it_is_expected_at_all(store: RegistryStore) -> None:
    (one,) = freshness(store, expected_days("35"), ["designs"], factories.NOW)
    assert (one.register, one.stale, one.changed_at) == ("designs", "never", None)


def test_another_staleness_is_told_from_the_last_one(store: RegistryStore, tmp_path: Path) -> None:
    take(store, tmp_path, "Velmora", "2026-11-20")
    assert age(store, 36).since == age(store, 37).since
    first = age(store, 36).since
    take(store, tmp_path, "Velmora II", "2026-12-20", days=40, allow_change=True)
    assert age(store, 80).since != first


@given(st.dictionaries(st.text("abc-", min_size=1, max_size=5), st.integers(0, 9999)), st.integers(0, 9999))
def test_days_are_read_as_written(named: Mapping[str, int], rest: int) -> None:
    text = ";".join([*(f"{name}={days}" for name, days in named.items()), str(rest)])
    assert expected_days(text) == {**named, "*": rest}


@pytest.mark.parametrize("text", ["soon", "a=", "a=b", "-1", "12345", "1.5", "a=1=b"])
def test_what_are_no_days_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must be days"):
        expected_days(text)
