"""What left is written down, and nobody can rewrite it."""

import factories
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from evidence.dispatch import Dispatch, Dispatches

LINE = Dispatch(
    "c0ffee00c0ffee00",
    "d" * 64,
    "case.zip",
    "market",
    "zh",
    "临江市",
    "state=confirmed",
    "林悦",
    factories.NOW,
    ("a", "b"),
)


def test_lines_come_back_newest_first(engine: Engine) -> None:
    record = Dispatches(engine)
    record.add(LINE)
    record.add(LINE)
    assert record.newest() == (LINE, LINE)
    assert record.newest(1) == (LINE,)


@pytest.mark.parametrize("change", ["UPDATE dispatches SET recipient = ''", "DELETE FROM dispatches"])
def test_no_line_can_be_changed_or_taken_away(engine: Engine, change: str) -> None:
    Dispatches(engine).add(LINE)
    with pytest.raises(DatabaseError), engine.begin() as connection:
        connection.execute(text(change))
    assert Dispatches(engine).newest() == (LINE,)
