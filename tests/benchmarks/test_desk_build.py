"""The quick way to a million leads gives the database that the store itself would have written."""

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select, text

from benchmarks.desk.build import on_sqlite
from benchmarks.desk.street import nights
from database import Base, make_engine
from leads.store import LeadStore, Sieve
from migrations.upgrade import upgrade

TABLES = ("listings", "leads", "queue", "queue_counts")


def contents(engine: Engine, name: str) -> set[Any]:
    unlike = ("lead_no", "group_key")  # numbers and names that only have to be different where they should be
    columns = [column for column in Base.metadata.tables[name].columns if column.name not in unlike]
    with engine.connect() as connection:
        return {tuple(row) for row in connection.execute(select(*columns))}


def groups(engine: Engine) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    with engine.connect() as connection:
        for key, lead in connection.execute(text("SELECT group_key, lead_id FROM queue")):
            found.setdefault(key, set()).add(lead)
    return {frozenset(leads) for leads in found.values()}


def test_bulk_and_store_write_the_same_rows(tmp_path: Path) -> None:
    quick = on_sqlite(tmp_path / "quick", 600)
    slow = make_engine(f"sqlite:///{tmp_path / 'slow.db'}")
    upgrade(slow)
    store = LeadStore(slow, tmp_path / "quick")
    for night in nights(600):
        store.queue(night.found, night.at.date().isoformat(), night.at)
    store.catch_up()
    for name in (*TABLES, "marks"):
        found, wanted = contents(quick, name), contents(slow, name)
        if name == "marks":  # each database has a salt of its own
            found, wanted = ({row for row in rows if row[0] != "salt"} for rows in (found, wanted))
        assert found == wanted, name
    assert groups(quick) == groups(slow)
    assert max(map(len, groups(quick))) > 1
    with quick.connect() as one, slow.connect() as other:
        indexes = text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name")
        assert one.execute(indexes).all() == other.execute(indexes).all()
    quickly = LeadStore(quick, tmp_path / "quick")
    for words in ("高仿", "正品 外套"):
        pages = [one.sift(Sieve(words=words), limit=200).leads for one in (quickly, store)]
        assert pages[0] == pages[1]
        assert pages[0]
