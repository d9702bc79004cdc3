"""Database, rights, index and scorer: what is wrong is found, and nothing is upgraded for a look."""

from pathlib import Path

import pytest

from cli.checks import nights, store
from cli.checks.finding import DoubtfulError, Look, UnaskedError
from cli.output import VerbError
from database import make_engine
from flows.snapshots import snapshot_path
from migrations.upgrade import upgrade
from settings import Settings
from tests.cli.checks.conftest import NOW, LookAt


def test_a_town_in_order_is_good(look: LookAt) -> None:
    assert store.database(look()).startswith("schema ")
    assert "rights: 1 rights" in store.registry(look())
    assert "rights@1: 1 rights" in store.index(look())
    assert store.scorer(look())
    assert nights.last_run(look()) == "none yet"


def test_an_older_database_is_told_of_and_not_upgraded_for_a_look(tmp_path: Path) -> None:
    path = tmp_path / "markhound.db"
    engine = make_engine(f"sqlite:///{path}")
    upgrade(engine, to="0008")
    engine.dispose()
    before = path.read_bytes()
    look = Look(Settings(data_dir=tmp_path), NOW)
    with pytest.raises(VerbError, match=r"schema 0008.*markhound backup.*markhound init"):
        store.database(look)
    with pytest.raises(UnaskedError, match="database"):
        store.registry(look)
    assert path.read_bytes() == before


def test_an_index_that_is_missing_damaged_or_another_s_is_told_of(look: LookAt) -> None:
    house = look().house
    path = snapshot_path(house, house.registry.registers())
    aside = path.with_name("aside")
    path.rename(aside)
    with pytest.raises(DoubtfulError, match="next scan makes it"):
        store.index(look())
    path.mkdir()
    with pytest.raises(VerbError, match="delete that folder"):
        store.index(look())
    path.rmdir()
    aside.rename(path)
    assert store.index(look())


def test_a_scorer_that_nobody_knows_is_named(look: LookAt) -> None:
    with pytest.raises(LookupError, match="table-99"):
        store.scorer(look(scorer="table-99"))
