"""A full database of an earlier version: every table filled by SQL, as that version's code would have left it."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import factories
from sqlalchemy import Column, Connection, Engine, MetaData, Table, func, insert, select, text

from domain.listing_json import listing_to
from domain.right_json import right_to
from leads.lifecycle import evidence_of
from leads.rows import signals_text
from leads.search import terms

ROWS = 3
NAME = "维磨拉"
BASE = Path("/nowhere")
SEARCHED = "queue_search"  # terms of the queue's rows; SQLite's has tables of its own behind it
DERIVED = ("queue", "queue_counts", SEARCHED)  # made anew from leads where they are of an older form


def plausible() -> Mapping[str, Mapping[str, object]]:
    """What columns hold that hold no free text: by table, or "" for any."""
    listing = factories.listing("L-1", "Velmora 加厚外套")
    right = factories.right("TM-1")
    signal = factories.main_signal()
    listed = json.dumps(listing_to(listing, BASE), ensure_ascii=False)
    protected = json.dumps(right_to(right, BASE), ensure_ascii=False)
    rests_on = evidence_of(listing, (signal,)).to_json()
    return {
        "": {"verdict": "infringing", "reason": "counterfeit", "language": "zh", "evidence_body": rests_on},
        "rights": {"body": protected, "kind": "trademark", "status": "registered", "as_of": "2026-01-01"},
        "listings": {"body": listed},
        "unqueued": {"body": listed},
        "leads": {
            "listing_body": listed, "right_body": protected, "signals": signals_text((signal,)), "state": "confirmed",
            "changes": "[]", "lapsed": "", "held": "", "score": 0.9,
        },
        "queue": {"state": "confirmed"},
        "queue_counts": {"state": "confirmed"},
        "accounts": {"roles": '["admin", "senior"]', "holders": "[]", "active": True},
        "account_keys": {"kind": "token"},
        "audit": {"action": "sign_in"},
        "offers": {"facts": "{}"},
        "offer_past": {"facts": "{}"},
        "referrals": {"state": "sent"},
        "referral_steps": {"state": "sent"},
        "register_versions": {"kind": "whole", "filled": "{}"},
        "watches": {
            "right_ids": "[]", "sources": "[]", "states": '["confirmed"]', "targets": '["a@b.example"]',
            "schedule": "daily",
        },
        "watch_messages": {"kind": "digest", "body": "{}"},
        "watch_deliveries": {"outcome": "sent"},
        "holds": {"kind": "never", "of": "seller", "state": "kept"},
        "hold_steps": {"step": "opened"},
        "marks": {"value": "1"},
    }  # fmt: skip


def fill(engine: Engine) -> None:
    """Three rows into every table, those that others refer to first."""
    known = plausible()
    with engine.execution_options(writes=True).begin() as connection:
        for table in tables(engine):
            if table.name == SEARCHED:
                _search_terms(connection)
                continue
            values = known[""] | known.get(table.name, {}) if table.name in known else known[""]
            for number in range(1, ROWS + 1):
                row = {column.name: _value(table, column, number, values) for column in table.columns}
                connection.execute(insert(table).values(row))


def _search_terms(connection: Connection) -> None:
    sqlite = connection.dialect.name == "sqlite"
    column, made = ("rowid", ":terms") if sqlite else ("lead_no", "to_tsvector('simple', :terms)")
    for number in range(1, ROWS + 1):
        # SQLite's index keeps no text: it can only forget the very terms that it was given.
        row = {"number": number, "terms": terms(f"text-{number} {NAME}")}
        connection.execute(text(f"INSERT INTO {SEARCHED} ({column}, terms) VALUES (:number, {made})"), row)


def tables(engine: Engine) -> list[Table]:
    """All tables of ours, in the order in which rows can go in."""
    known = MetaData()
    known.reflect(engine)
    hidden = (f"{SEARCHED}_", "alembic_version", "sqlite_")
    return [table for table in known.sorted_tables if not table.name.startswith(hidden)]


def _value(table: Table, column: Column[Any], number: int, values: Mapping[str, object]) -> object:
    if column.foreign_keys:
        (parent,) = {key.column for key in column.foreign_keys}
        return _value(parent.table, parent, number, plausible()[""] | plausible().get(parent.table.name, {}))
    if column.name in values and not column.primary_key:
        return values[column.name]
    kind = column.type.python_type
    if kind is datetime:
        return datetime(2026, 1, number, 1, tzinfo=UTC)
    if kind is date:
        return date(2026, 1, number)
    if kind in (int, float):
        return number
    if kind is bool:
        return number % 2 == 1
    length = getattr(column.type, "length", None) or 60
    return f"{column.name[:10]}-{number} {NAME}"[:length]


Kept = dict[str, tuple[list[str], list[tuple[object, ...]]]]


def contents(engine: Engine, of: Kept | None = None) -> Kept:
    """Every table's columns and rows, in the order of its keys; only the columns and tables of an earlier look."""
    found: Kept = {}
    with engine.connect() as connection:
        for table in tables(engine):
            if of is not None and table.name not in of:
                continue
            names = [column.name for column in table.columns] if of is None else of[table.name][0]
            if table.name == SEARCHED:
                count = connection.scalar(select(func.count()).select_from(table))
                found[table.name] = ([], [(count,)])
                continue
            query = select(*(table.columns[name] for name in names)).order_by(*table.primary_key.columns)
            found[table.name] = (names, [tuple(row) for row in connection.execute(query)])
    return found
