"""The stage that notes what offers say: places for its rows ahead of time, and old ones let go."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import factories
from installation import Installation, house

from domain.source import Source
from flows.history_stage import _places

CORNER = Source("corner", "feed", ("feed.jsonl",))
NIGHTS = [datetime(2026, month, 20, 17, tzinfo=UTC) for month in (9, 10, 11)]


def test_rows_that_found_no_partition_are_moved_and_reported_once(
    small: Installation, postgresql: Callable[[], str]
) -> None:
    opened = house(Installation(small.folder, {"MARKHOUND_DATABASE_URL": postgresql()}))
    opened.history.record("corner", [factories.listing("L-1"), factories.listing("L-2")], "r-1", NIGHTS[0])
    (problem,) = _places(opened, CORNER, NIGHTS[1])
    assert (problem.code, problem.message[:9]) == ("note-late-partition", "2 row(s) ")
    assert _places(opened, CORNER, NIGHTS[1]) == ()


def test_what_offers_said_long_ago_goes_when_the_settings_say_so(small: Installation) -> None:
    opened = house(Installation(small.folder, {"MARKHOUND_HISTORY_MONTHS": "1"}))
    for number, at in enumerate(NIGHTS):
        opened.history.record("corner", [factories.listing("L-1", price=Decimal(number))], f"r-{number}", at)
    _places(opened, CORNER, NIGHTS[-1])
    found = opened.history.of("corner", "L-1")
    assert found is not None
    assert [span.facts.price for span in found.spans] == ["0", "1", "2"]
    _places(opened, CORNER, datetime(2026, 12, 1, tzinfo=UTC))
    again = opened.history.of("corner", "L-1")
    assert again is not None
    assert [span.facts.price for span in again.spans] == ["1", "2"]
