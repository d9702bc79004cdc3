"""A full database of an earlier version is brought up to date and loses no row; a newer one is left alone."""

import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from installation import Installation
from sqlalchemy import Engine, text

import backups.before_upgrade as before_upgrade
from backups.before_upgrade import FOLDER, keep_copy
from backups.fault import BackupError
from backups.sqlite_copy import opened
from database import make_engine
from flows.house import House, open_house
from migrations.upgrade import NewerSchemaError, newest, schema, upgrade
from settings import Settings
from tests.backups.conftest import postgresql_tools  # noqa: F401 (a fixture)
from tests.migrations.full_database import DERIVED, ROWS, contents, fill

ROOT = Path(__file__).resolve().parents[2]
OLD = "0007"
SHELF = "shelf"  # the one mark that says of which form the queue's rows are


def previous() -> str:
    """The schema of the version before this one."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    script = ScriptDirectory.from_config(config)
    return str(script.get_revision(newest()).down_revision)


def full(url: str, revision: str) -> Engine:
    engine = make_engine(url)
    upgrade(engine, to=revision)
    fill(engine)
    return engine


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path / "data", database_url=database_url)


@pytest.mark.parametrize("revision", [OLD, previous()])
def test_no_row_is_lost(settings: Settings, revision: str, postgresql_tools: None) -> None:  # noqa: F811
    engine = full(settings.database, revision)
    was = contents(engine)
    assert {name for name, (_, rows) in was.items() if len(rows) < ROWS} <= {"queue_search"}
    house = open_house(settings)
    assert schema(engine).is_newest
    now = contents(engine, of=was)
    for name, (_, rows) in was.items():
        if name in DERIVED:
            assert len(now[name][1]) >= min(len(rows), ROWS), name
        else:
            assert [row for row in now[name][1] if row[0] != SHELF] == [row for row in rows if row[0] != SHELF], name
    can_be_read(house)
    house.registry.engine.dispose()
    engine.dispose()


def can_be_read(house: House) -> None:
    """The stores of this version read what the earlier one left."""
    assert len(list(house.leads.every([]))) == ROWS
    assert len(list(house.registry.rights())) == ROWS
    assert len(house.ledger.links()) == ROWS
    assert house.leads.counts()
    assert house.registry.registers()


def test_a_copy_is_kept_before_anything_is_changed(settings: Settings, postgresql_tools: None) -> None:  # noqa: F811
    engine = full(settings.database, OLD)
    open_house(settings).registry.engine.dispose()
    (copy,) = (settings.data_dir / FOLDER).iterdir()
    assert f"schema-{OLD}" in copy.name
    assert copy.stat().st_mode & 0o077 == 0
    if copy.suffix == ".sqlite":
        with closing(opened(copy)) as old:
            assert old.execute("SELECT version_num FROM alembic_version").fetchone() == (OLD,)
            assert old.execute("SELECT count(*) FROM leads").fetchone() == (ROWS,)
    else:
        assert copy.read_bytes().startswith(b"PGDMP")
    open_house(settings).registry.engine.dispose()
    assert len(list((settings.data_dir / FOLDER).iterdir())) == 1, "what is up to date is not copied"
    engine.dispose()


def test_a_new_database_needs_no_copy(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    open_house(settings).registry.engine.dispose()
    assert not (settings.data_dir / FOLDER).exists()


def test_where_no_copy_can_be_made_nothing_is_changed_unless_one_says_so(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    engine = full(settings.database, OLD)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("backups.postgresql_tools.DEBIAN", tmp_path)
    monkeypatch.setattr(before_upgrade, "ROOM", 1e15)
    was = contents(engine)
    with pytest.raises(BackupError, match=r"no copy of it could be kept.*markhound init --no-copy"):
        open_house(settings)
    assert schema(engine).found == OLD
    assert contents(engine) == was
    open_house(settings, copy_first=False).registry.engine.dispose()
    assert schema(engine).is_newest
    engine.dispose()


def test_two_that_start_at_once_upgrade_once_and_copy_once(settings: Settings, postgresql_tools: None) -> None:  # noqa: F811
    full(settings.database, previous()).dispose()
    told: list[str] = []
    keep = keep_copy(settings.data_dir, settings.database, settings.database_file)

    def start() -> None:
        engine = make_engine(settings.database)
        upgrade(engine, lambda revision: (told.append(revision), keep(revision))[0])
        engine.dispose()

    threads = [threading.Thread(target=start) for _ in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert told == [previous()]


def test_only_the_last_copies_stay(tmp_path: Path) -> None:
    base = tmp_path / "data"
    for number in range(4):
        (base / FOLDER).mkdir(parents=True, exist_ok=True)
        (base / FOLDER / f"2026010{number + 1}T000000Z-schema-000{number}.sqlite").touch()
    path = base / "markhound.db"
    full(f"sqlite:///{path}", OLD).dispose()
    keep_copy(base, "", path)(OLD)
    names = sorted(one.name for one in (base / FOLDER).iterdir())
    assert len(names) == before_upgrade.KEPT
    assert names[0].startswith("20260104")


def test_code_that_is_older_than_the_database_refuses_with_a_sentence(
    settings: Settings, tmp_path: Path, postgresql: Callable[[], str]
) -> None:
    engine = make_engine(settings.database)
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(
        NewerSchemaError, match=r"newer markhound \(schema 9999; this one knows \d+\); start that version"
    ):
        open_house(settings)
    engine.dispose()
    if settings.database_file:
        at = Installation(tmp_path, {"MARKHOUND_DATABASE_URL": settings.database})
        child = at.start("leads", "list")
        said, _ = child.communicate(timeout=120)
        assert child.returncode == 2
        assert said.count("\n") == 1
        assert "newer markhound" in said
