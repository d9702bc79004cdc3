"""Databases of a million made-up leads: SQLite through the store itself, PostgreSQL by copying what it wrote."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, select, text

from benchmarks.desk.street import nights
from database import Base, make_engine
from leads.store import LeadStore
from leads.tables import LeadRow
from migrations.upgrade import upgrade

COPIED = ("listings", "leads", "decisions", "queue", "queue_counts")
BATCH = 2_000


def on_sqlite(folder: Path, leads: int) -> Engine:
    """An SQLite database with that many leads; one that lies there already is used again."""
    folder.mkdir(parents=True, exist_ok=True)
    engine = make_engine(f"sqlite:///{folder / f'leads-{leads}.db'}")
    upgrade(engine)
    store = LeadStore(engine, folder)
    if _rows(engine) == leads:
        return engine
    began = time.monotonic()
    for night in nights(leads):
        store.queue(night.found, night.at.date().isoformat(), night.at)
        done = _rows(engine)
        print(f"  {done:,} leads, {done / (time.monotonic() - began):,.0f} a second", flush=True)
    return engine


def on_postgresql(url: str, source: Engine) -> Engine:
    """A PostgreSQL database with the rows of the other one."""
    engine = make_engine(url)
    upgrade(engine)
    if _rows(engine) == _rows(source):
        return engine
    with source.connect() as reader, engine.begin() as writer:
        for name in COPIED:
            _copy(reader, writer, Base.metadata.tables[name])
        _index(writer)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    return engine


def _copy(reader: Connection, writer: Connection, table: Table) -> None:
    names = ", ".join(column.name for column in table.columns)
    cursor = writer.connection.cursor()
    with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
        for row in reader.execution_options(yield_per=BATCH).execute(select(table)):
            copy.write_row(row)


def _index(writer: Connection) -> None:
    from leads.search import terms

    queue = Base.metadata.tables["queue"]
    cursor = writer.connection.cursor()
    rows: Iterator[Any] = writer.execution_options(yield_per=BATCH).execute(select(queue.c.lead_no, queue.c.text))
    made = [(number, " ".join(sorted(f"'{term}'" for term in terms(folded).split()))) for number, folded in rows]
    with cursor.copy("COPY queue_search (lead_no, terms) FROM STDIN") as copy:
        for row in made:
            copy.write_row(row)
    for name in ("decisions_number_seq", "queue_lead_no_seq"):
        table, column = name.removesuffix("_seq").split("_", 1)
        writer.execute(text(f"SELECT setval('{name}', (SELECT coalesce(max({column}), 0) + 1 FROM {table}))"))  # noqa: S608


def _rows(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(LeadRow)) or 0
