"""Partitions of what offers say and said, on PostgreSQL: made ahead, named for what they hold, dropped whole.

    offers                     by source:           offers_s<digest of the source>
    offer_past                 by month of `until`: offer_past_m202611
    offer_past_m202611         by source:           offer_past_m202611_s<digest of the source>

Each level has a DEFAULT partition, so that a row always has a place. What has come to lie there is moved out when its
own partition is made, and reported: somebody was late. Other databases have no partitions, and nothing to do here.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise

from sqlalchemy import Engine, bindparam, text
from sqlalchemy.orm import Session

from database import UtcTime, reading, writing
from domain.identity import digest

AHEAD = 2  # months for which there are partitions, this one included: a night that ends after midnight finds its own
# Two workers that make the same partition at once: the second waits and finds it. Any constant does.
ADVISORY_LOCK = 7_215_031


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was made: how many partitions, and how many rows had to be moved out of a DEFAULT one into them."""

    made: int = 0
    moved: int = 0

    def __add__(self, other: "Prepared") -> "Prepared":
        return Prepared(self.made + other.made, self.moved + other.moved)


def prepare(engine: Engine, source: str, at: datetime) -> Prepared:
    """Makes the partitions that a source needs this month and the next, where they are not there.

    Args:
        engine: migrated to the newest schema.
        source: that is about to be recorded.
        at: the run's clock, with a zone.
    """
    if engine.dialect.name != "postgresql":
        return Prepared()
    mine = f"s{digest('partition', source)[:12]}"
    wanted = [(f"offers_{mine}", "offers", _in(source), "")]
    for first, end in _months(at.astimezone(UTC).date(), AHEAD):
        month = f"offer_past_m{first:%Y%m}"
        span = f"FOR VALUES FROM ('{first.isoformat()} 00:00+00') TO ('{end.isoformat()} 00:00+00')"
        wanted.append((month, "offer_past", span, "PARTITION BY LIST (source)"))
        wanted.append((f"{month}_{mine}", month, _in(source), ""))
    with reading(engine) as session:
        if all(_is_there(session, name) for name, *_ in wanted):
            return Prepared()
    total = Prepared()
    with writing(engine) as session:
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ADVISORY_LOCK})
        for one in wanted:
            if not _is_there(session, one[0]):
                total += _make(session, *one)
    return total


def forget(engine: Engine, before: date) -> tuple[str, ...]:
    """Drops what offers said until the month of that day; gives the names of the partitions that went.

    Other databases, and rows in a DEFAULT partition, lose theirs row by row.
    """
    with writing(engine) as session:
        first = datetime(before.year, before.month, 1, tzinfo=UTC)
        table = "offer_past_default" if engine.dialect.name == "postgresql" else "offer_past"
        session.execute(text(f"DELETE FROM {table} WHERE until < :first").bindparams(_FIRST), {"first": first})  # noqa: S608
    if engine.dialect.name != "postgresql":
        return ()
    with writing(engine) as session:
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ADVISORY_LOCK})
        newest = f"offer_past_m{before:%Y%m}"
        found = session.scalars(_CHILDREN, {"parent": "offer_past"})
        gone = tuple(sorted(name for name in found if name.startswith("offer_past_m") and name < newest))
        for name in gone:
            session.execute(text(f"DROP TABLE {name}"))
    return gone


def _make(session: Session, name: str, parent: str, values: str, below: str) -> Prepared:
    """One partition: a table by itself that takes its rows out of the DEFAULT one, then its place below the parent."""
    keys = "" if below else f", PRIMARY KEY ({_KEYS[name.split('_m', maxsplit=1)[0].split('_s', maxsplit=1)[0]]})"
    session.execute(text(f"CREATE TABLE {name} (LIKE {parent} INCLUDING DEFAULTS{keys}) {below}"))
    if below:
        session.execute(text(f"CREATE TABLE {name}_default PARTITION OF {name} DEFAULT"))
    where = _condition(values)
    moved = session.execute(
        text(
            f"WITH late AS (DELETE FROM {parent}_default WHERE {where} RETURNING *) "  # noqa: S608 (names are ours)
            f"INSERT INTO {name} SELECT * FROM late"
        )
    )
    session.execute(text(f"ALTER TABLE {parent} ATTACH PARTITION {name} {values}"))
    return Prepared(1, int(moved.rowcount))  # type: ignore[attr-defined]


def _condition(values: str) -> str:
    """Which rows belong into a partition of those values."""
    inside = values.removeprefix("FOR VALUES ")
    if inside.startswith("IN "):
        return f"source {inside}"
    first, end = inside.removeprefix("FROM (").removesuffix(")").split(") TO (")
    return f"until >= {first} AND until < {end}"


def _in(source: str) -> str:
    # A source's name is a word of the operator's own file; DDL takes no parameters, so it is quoted all the same.
    quoted = source.replace("'", "''").replace(":", "\\:")
    return f"FOR VALUES IN ('{quoted}')"


def _months(day: date, number: int) -> list[tuple[date, date]]:
    """First days of that many months, each with that of the next one, from the month of a day."""
    firsts = [date(day.year + (day.month - 1 + n) // 12, (day.month - 1 + n) % 12 + 1, 1) for n in range(number + 1)]
    return list(pairwise(firsts))


def _is_there(session: Session, name: str) -> bool:
    return session.scalar(text("SELECT to_regclass(:name)"), {"name": name}) is not None


_FIRST = bindparam("first", type_=UtcTime())
_KEYS = {"offers": "offer_key, source", "offer_past": "number, until, source"}
_CHILDREN = text("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = CAST(:parent AS regclass)")
