"""What offers say and said in partitions (PostgreSQL): nothing is lost when they come, and a month goes at once."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import factories
import pytest
from alembic import command
from sqlalchemy import Engine, text

from database import make_engine
from domain.identity import listing_key
from evidence.history import History
from evidence.partitions import Prepared, forget, prepare
from migrations.upgrade import _config, upgrade

NIGHTS = [datetime(2026, month, 20, 17, tzinfo=UTC) for month in (9, 10, 11)]
ODD = "o'dd:name"
PAST = "INSERT INTO offer_past (offer_key, facts, run_id, since, until) VALUES (:k, '{}', 'r', now(), now())"


@pytest.fixture
def server(postgresql: Callable[[], str]) -> Iterator[Engine]:
    engine = make_engine(postgresql())
    upgrade(engine)
    yield engine
    engine.dispose()


def changing(history: History, source: str, *nights: datetime) -> None:
    for number, at in enumerate(nights):
        offers = [factories.listing(f"L-{n}", price=Decimal(10 + number)) for n in range(3)]
        history.record(source, offers, f"run-{number}", at)


def ask(engine: Engine, query: str, **values: Any) -> list[Any]:
    with engine.connect() as connection:
        return list(connection.execute(text(query), values).scalars())


def in_default(engine: Engine) -> int:
    """Rows for which nobody has made a partition."""
    query = "SELECT c.oid::regclass::text FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partdefid"
    names = ask(engine, f"{query} WHERE c.relkind = 'r'")
    return sum(ask(engine, f"SELECT count(*) FROM {name}")[0] for name in names)


def test_a_database_of_before_keeps_its_rows(postgresql: Callable[[], str]) -> None:
    engine = make_engine(postgresql())
    with engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0013")
        for key in ("a", "b"):
            connection.execute(
                text("INSERT INTO offers VALUES (:key, :source, 'p', 'c', '{}', 'r', now(), NULL)"),
                {"key": key, "source": f"shop {key}"},
            )
        # One of an offer that nobody knows any more: it stays too.
        for key in ("a", "a", "b", "gone"):
            connection.execute(
                text(PAST),
                {"k": key},
            )
    upgrade(engine)
    assert ask(engine, "SELECT offer_key || source FROM offers ORDER BY 1") == ["ashop a", "bshop b"]
    assert ask(engine, "SELECT source FROM offer_past ORDER BY number") == ["shop a", "shop a", "shop b", ""]
    assert in_default(engine) == 6
    prepared = prepare(engine, "shop a", datetime.now(UTC))
    assert prepared.moved == 1 + 4 + 2  # its offer; all of the month; of these its own
    assert ask(engine, "SELECT count(*) FROM offer_past") == [4]
    engine.dispose()


def test_the_next_number_follows_the_last_one_from_before(server: Engine) -> None:
    changing(History(server), "town", *NIGHTS)
    numbers = ask(server, "SELECT number FROM offer_past ORDER BY number")
    assert numbers == list(range(1, 7))


@pytest.mark.parametrize("ahead", [True, False])
def test_what_offers_said_is_the_same_with_and_without_partitions_ahead(server: Engine, ahead: bool) -> None:
    history = History(server)
    for at in NIGHTS:
        if ahead:
            history.prepare("town", at)
            history.prepare(ODD, at)
    changing(history, "town", *NIGHTS)
    changing(history, ODD, *NIGHTS)
    assert (in_default(server) == 0) is ahead
    for source in ("town", ODD):
        found = history.of(source, "L-1")
        assert found is not None
        assert [span.facts.price for span in found.spans] == ["10", "11", "12"]
    assert len(history.standing([listing_key("town", f"L-{n}") for n in range(3)])) == 3


def test_partitions_are_made_once_and_take_in_what_lies_in_the_default_one(server: Engine) -> None:
    history = History(server)
    changing(history, "town", *NIGHTS)
    assert in_default(server) == 9
    assert history.prepare("town", NIGHTS[-1]) == Prepared(made=5, moved=3 + 3 + 3)
    assert history.prepare("town", NIGHTS[-1]) == Prepared()
    assert in_default(server) == 3  # what was said until October, for which nobody makes one any more
    assert ask(server, "SELECT count(*) FROM offer_past") == [6]


def test_old_months_go_as_a_whole(server: Engine) -> None:
    history = History(server)
    for at in NIGHTS:
        history.prepare("town", at)
    changing(history, "town", *NIGHTS)
    assert forget(server, date(2026, 11, 15)) == ("offer_past_m202609", "offer_past_m202610")
    found = history.of("town", "L-1")
    assert found is not None
    assert [span.facts.price for span in found.spans] == ["11", "12"]
    assert history.prepare("town", NIGHTS[-1]) == Prepared()


def test_sqlite_has_none_and_forgets_row_by_row(tmp_path: Any) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'one.db'}")
    upgrade(engine)
    assert prepare(engine, "town", NIGHTS[0]) == Prepared()
    history = History(engine)
    changing(history, "town", *NIGHTS)
    assert forget(engine, date(2026, 11, 15)) == ()
    found = history.of("town", "L-1")
    assert found is not None
    assert [span.facts.price for span in found.spans] == ["11", "12"]
    engine.dispose()
