"""What every store relies on: one state for a reader, and nobody waits who only reads."""

import threading
from collections.abc import Callable

import factories
import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import DBAPIError

from database import make_engine, one_reading, one_writing, reading, writing
from leads.tables import MarkRow
from migrations.upgrade import ADVISORY_LOCK, upgrade
from registry.tables import RegisterRow


def register(name: str) -> RegisterRow:
    return RegisterRow(name=name, file="r.csv", digest="0", rights=0, imported_at=factories.NOW)


def test_a_reader_sees_one_state_while_others_write(engine: Engine) -> None:
    count = select(func.count()).select_from(RegisterRow)
    with reading(engine) as session:
        before = session.scalar(count)
        with writing(engine) as other:
            other.add(register("city"))
        assert session.scalar(count) == before == 0
    with reading(engine) as session:
        assert session.scalar(count) == 1


def test_a_reader_leaves_no_trace_on_the_connections_that_writers_get(engine: Engine) -> None:
    for number in range(8):
        with reading(engine) as session:
            session.scalar(select(func.count()).select_from(RegisterRow))
        with writing(engine) as session:
            session.add(register(f"city-{number}"))


def test_a_reader_cannot_write_where_the_database_knows_such_readers(postgresql: Callable[[], str]) -> None:
    engine = make_engine(postgresql())
    with reading(engine) as session, pytest.raises(DBAPIError, match="read-only"):
        session.execute(text("CREATE TABLE x (n integer)"))
    engine.dispose()


def test_a_verb_starts_while_another_process_writes(engine: Engine) -> None:
    with writing(engine) as session:
        session.add(register("city"))
        session.flush()
        if engine.dialect.name == "postgresql":  # whoever migrates holds this
            session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": ADVISORY_LOCK})
        start = threading.Thread(target=upgrade, args=(engine,), daemon=True)
        start.start()
        start.join(20)
        assert not start.is_alive()


def test_what_is_written_within_one_writing_is_kept_together_or_not_at_all(engine: Engine) -> None:
    def write(name: str) -> None:
        with writing(engine) as session:
            session.add(MarkRow(name=name, value="1"))

    def write_and_fail() -> None:
        with one_writing(engine):
            write("one")
            write("two")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    with one_writing(engine):
        write("three")
        with writing(engine) as session:  # sees what was written before in the same transaction
            assert session.get(MarkRow, "three") is not None
        write("four")
    with reading(engine) as session:
        found = {name for name in ("one", "two", "three", "four") if session.get(MarkRow, name) is not None}
    assert found == {"three", "four"}


def test_what_is_read_within_one_reading_is_one_state(engine: Engine) -> None:
    def there() -> bool:
        with reading(engine) as session:
            return session.scalar(select(MarkRow.value).where(MarkRow.name == "new")) is not None

    with one_reading(engine):
        assert not there()
        with writing(engine) as session:
            session.add(MarkRow(name="new", value="1"))
        assert not there()
    assert there()
