"""Databases of a million made-up leads: SQLite row by row as the store writes them, PostgreSQL by copying those."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, insert, select, text

from benchmarks.desk.street import Night, nights
from database import Base, make_engine
from domain.identity import lead_id
from leads.facets import facets_of
from leads.grouping import Links
from leads.intake import Intake
from leads.search import terms
from leads.shelf import FACETS, NEWEST, SHELF
from leads.tables import CountRow, LeadRow, ListingRow, MarkRow, QueueRow
from leads.tally import Tally
from migrations.upgrade import upgrade

COPIED = ("listings", "leads", "decisions", "queue", "queue_counts")
STREAMED = {"yield_per": 2_000}


def on_sqlite(folder: Path, leads: int) -> Engine:
    """An SQLite database with that many leads; one that lies there already is used again."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"leads-{leads}.db"
    engine = make_engine(f"sqlite:///{path}")
    upgrade(engine)
    if _rows(engine) == leads:
        return engine
    began = time.monotonic()
    with engine.execution_options(writes=True).begin() as writer:
        Bulk(folder, writer).fill(nights(leads))
    print(f"  {leads:,} leads in {time.monotonic() - began:,.0f} s", flush=True)
    return engine


class Bulk:
    """Writes new leads as `LeadStore.queue` would, only that each row is written once and indexed at the end.

    Args:
        folder: that stored picture paths are relative to.
        writer: a transaction on an empty SQLite database.
    """

    def __init__(self, folder: Path, writer: Connection) -> None:
        self._folder = folder
        self._writer = writer
        self._links = Links()
        self._tally = Tally()
        self._number = 0

    def fill(self, found: Iterator[Night]) -> None:
        """Writes all of them; every lead must be new."""
        kept = self._drop_indexes()
        for night in found:
            self._write(night)
            print(f"  {self._number:,} leads", flush=True)
        self._name_groups()
        self._writer.execute(insert(CountRow), list(self._tally.rows()))
        self._writer.execute(text(f"UPDATE marks SET value = '{NEWEST}' WHERE name = '{SHELF}'"))  # noqa: S608 (ours)
        for statement in kept:
            self._writer.exec_driver_sql(statement)

    def _write(self, night: Night) -> None:
        intake = Intake(self._folder, night.at.date().isoformat(), night.at, lambda *_: None)
        new = {lead_id(f.listing.source, f.listing.listing_id, f.match.right_id): f for f in night.found}
        leads, listings, queue, index = [], [], [], []
        for name, one in sorted(new.items()):
            self._number += 1
            leads.append(row := intake.lead_row(name, one))
            listings.append(intake.listing_row(str(row["listing_key"]), one.listing))
            facets = facets_of(one.listing, one.right, one.match.signals, one.match.score)
            fields: dict[str, Any] = {name: getattr(facets, name) for name in FACETS}
            fields |= {"lead_no": self._number, "lead_id": name, "group_key": "", "assignee": ""}
            queue.append(fields | {"state": row["state"], "found": night.at})
            self._tally.add(QueueRow(**queue[-1]))
            self._links.join(facets.template_key, facets.picture_key or facets.template_key)
            index.append({"number": self._number, "terms": terms(facets.text)})
        for table, rows in ((ListingRow, listings), (LeadRow, leads), (QueueRow, queue)):
            self._writer.execute(insert(table), rows)
        self._writer.execute(text("INSERT INTO queue_search (rowid, terms) VALUES (:number, :terms)"), index)

    def _name_groups(self) -> None:
        names: dict[str, str] = {}
        found = self._writer.execute(select(QueueRow.template_key).distinct().order_by(QueueRow.template_key))
        keys = list(found.scalars())
        for key in keys:
            names.setdefault(self._links.root(key), key)
        self._writer.exec_driver_sql("CREATE TEMP TABLE named (key TEXT PRIMARY KEY, name TEXT)")
        self._writer.exec_driver_sql(
            "INSERT INTO named VALUES (?, ?)", [(key, names[self._links.root(key)]) for key in keys]
        )
        self._writer.exec_driver_sql(
            "UPDATE queue SET group_key = (SELECT name FROM named WHERE key = queue.template_key)"
        )
        self._writer.exec_driver_sql("DROP TABLE named")

    def _drop_indexes(self) -> list[str]:
        """Takes the indexes away that only reading needs; the statements that make them again."""
        query = text("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN "
                     "('leads', 'listings', 'queue')")  # fmt: skip
        found = self._writer.execute(query).all()
        for name, _ in found:
            self._writer.exec_driver_sql(f"DROP INDEX {name}")
        return [sql for _, sql in found]


def on_postgresql(url: str, source: Engine) -> Engine:
    """A PostgreSQL database with the rows of the other one."""
    engine = make_engine(url)
    upgrade(engine)
    if _rows(engine) == _rows(source):
        return engine
    with source.connect() as reader, engine.begin() as writer:
        kept = _drop_indexes(writer)
        for name in COPIED:
            _copy(reader, writer, Base.metadata.tables[name])
        _index(writer)
        writer.execute(MarkRow.__table__.update().where(MarkRow.name == SHELF).values(value=NEWEST))  # type: ignore[attr-defined]
        for statement in kept:
            writer.exec_driver_sql(statement)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    return engine


def _drop_indexes(writer: Connection) -> list[str]:
    query = text("SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ('leads', 'listings', 'queue', "
                 "'queue_search') AND indexname LIKE 'ix_%'")  # fmt: skip
    found = writer.execute(query).all()
    for name, _ in found:
        writer.exec_driver_sql(f"DROP INDEX {name}")
    return [definition for _, definition in found]


def _copy(reader: Connection, writer: Connection, table: Table) -> None:
    names = ", ".join(column.name for column in table.columns)
    cursor = writer.connection.cursor()
    with cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
        for row in reader.execute(select(table), execution_options=STREAMED):
            copy.write_row(row)


def _index(writer: Connection) -> None:
    queue = Base.metadata.tables["queue"]
    cursor = writer.connection.cursor()
    rows = writer.execute(select(queue.c.lead_no, queue.c.text), execution_options=STREAMED)
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
