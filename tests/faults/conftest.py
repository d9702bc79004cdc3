"""What the tests of faults share: a market halfway through its night, what it leaves undisturbed, and the count."""

from collections.abc import Callable
from typing import Any

import pytest
from installation import Installation

from flows import mishap
from tests.faults.market import LIGHT, Market, StoppedHere, left, until


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/faults/" in item.nodeid:
            item.add_marker(pytest.mark.xdist_group("faults"))  # one worker, as they share a market


class Impatient:
    """A clock that nobody waits by."""

    @staticmethod
    def sleep(seconds: float) -> None: ...


class Ledger:
    """Counts the faults of a test, each of which must have happened."""

    def __init__(self, record: Callable[[str, object], None]) -> None:
        self._record = record

    def struck(self, times: int) -> None:
        """A fault was to happen; `times` is how often it did."""
        assert times > 0, "this fault never happened: the test has shown nothing"
        self._record("faults", times)


@pytest.fixture
def faults(record_property: Callable[[str, object], None]) -> Ledger:
    return Ledger(record_property)


@pytest.fixture(autouse=True)
def _nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stage is tried again at once."""
    monkeypatch.setattr(mishap, "time", Impatient)


@pytest.fixture(scope="session")
def market(tmp_path_factory: pytest.TempPathFactory) -> Market:
    """One good night is over; of the second the source is read. Kept under "evening" (before it) and "halfway"."""
    return prepared(Market(Installation(tmp_path_factory.mktemp("market"), LIGHT)))


@pytest.fixture(scope="session")
def undisturbed(market: Market) -> dict[str, Any]:
    """What the second night leaves when nothing happens."""
    return outcome(market)


def prepared(market: Market) -> Market:
    market.first_day()
    assert not market.night().failed
    market.second_day()
    market.keep("evening")
    with pytest.raises(StoppedHere):
        market.night(until("seal corner"))
    market.keep("halfway")
    return market


def outcome(market: Market) -> dict[str, Any]:
    market.restore("halfway")
    assert not market.night().failed
    with market.opened() as house:
        whole = left(house)
    assert len(whole["leads"]) == 4
    assert whole["breaches"] == []
    return whole


def differing(market: Market, whole: dict[str, Any]) -> dict[str, Any]:
    """What is there and should not be, or the other way round: nothing lost, nothing doubled is nothing at all."""
    with market.opened() as house:
        now = left(house)
    return {name: (whole[name], now.get(name)) for name in whole if now.get(name) != whole[name]}
