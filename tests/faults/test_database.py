"""A database that goes away at any commit: before it, behind it so that nobody knows, for a moment or for the night."""

import os
import re
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from installation import Installation
from sqlalchemy import text

from database import make_engine
from domain.report import StageReport
from tests.faults.conftest import Ledger, differing, outcome, prepared
from tests.faults.market import LIGHT, Market, Stage

COMMIT = b"COMMIT"
EVERY = int(os.environ.get("FAULTS_EVERY", "20"))


class Severing:
    """A proxy before PostgreSQL that cuts a connection at the n-th COMMIT: unheard, or heard and not answered.

    Args:
        server: its socket.

    Attributes:
        commits: that came by.
        cuts: connections that were cut.
        down: whether nobody may connect any more once one was cut.
    """

    def __init__(self, server: Path) -> None:
        self._server = server
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.plan(0)
        threading.Thread(target=self._accept, daemon=True).start()

    def plan(self, at: int, *, heard: bool = False, down: bool = False) -> None:
        self._at, self._heard, self.down = at, heard, down
        self.commits = self.cuts = 0
        self._answered = threading.Event()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                if self.down and self.cuts:
                    client.close()
                    continue
                threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        with suppress(OSError), client, socket.socket(socket.AF_UNIX) as server:
            server.connect(str(self._server))
            cut = threading.Event()
            threading.Thread(target=self._back, args=(server, client, cut), daemon=True).start()
            while data := client.recv(65_536):
                if COMMIT in data:
                    self.commits += 1
                    if self.commits == self._at:
                        self.cuts += 1
                        cut.set()
                        if self._heard:
                            server.sendall(data)
                            self._answered.wait(5)  # it has done it, and says so to nobody
                        for end in (server, client):
                            end.shutdown(socket.SHUT_RDWR)
                        return
                server.sendall(data)

    def _back(self, server: socket.socket, client: socket.socket, cut: threading.Event) -> None:
        with suppress(OSError):
            while data := server.recv(65_536):
                if cut.is_set():
                    self._answered.set()
                    break
                client.sendall(data)
        with suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)  # the server has ended the connection, and so do we


def armed(plan: Callable[[], None]) -> Stage:
    """A night whose first stage springs a plan: what opens an installation is no part of the night."""
    waiting = [plan]

    def call(name: str, work: Callable[[], StageReport]) -> StageReport:
        while waiting:
            waiting.pop()()
        return work()

    return call


class OnServer(Market):
    """A market whose database is on a server behind the proxy; it is put back from a template."""

    def keep(self, name: str) -> None:
        super().keep(name)
        self._copy(f"kept_{name}", "market")

    def restore(self, name: str) -> None:
        super().restore(name)
        self._copy("market", f"kept_{name}")

    def _copy(self, new: str, old: str) -> None:
        admin = make_engine(self.at.variables["ADMIN"])
        with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {new} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {new} TEMPLATE {old}"))
        admin.dispose()


@pytest.fixture(scope="module")
def severing(postgresql: Callable[[], str]) -> Iterator[tuple[Severing, str]]:
    url = postgresql()
    found = re.search(r"host=([^&]+)", url)
    assert found is not None
    proxy = Severing(Path(found[1].replace("%2F", "/")) / ".s.PGSQL.5432")
    yield proxy, url
    proxy.close()


@pytest.fixture(scope="module")
def on_server(severing: tuple[Severing, str], tmp_path_factory: pytest.TempPathFactory) -> OnServer:
    proxy, url = severing
    admin = make_engine(url)
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # Making and dropping databases waits for the disk else, and this server lives as long as the tests.
        connection.execute(text("ALTER SYSTEM SET fsync = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
        connection.execute(text("CREATE DATABASE market"))
    admin.dispose()
    # Time-outs of the driver, as a connection that was cut says nothing by itself.
    own = f"postgresql+psycopg://postgres@127.0.0.1:{proxy.port}/market?sslmode=disable&gssencmode=disable"
    variables = {**LIGHT, "MARKHOUND_DATABASE_URL": own, "ADMIN": url}
    market = OnServer(Installation(tmp_path_factory.mktemp("on_server"), variables))
    prepared(market)
    return market


@pytest.fixture(scope="module")
def whole_on_server(on_server: OnServer) -> dict[str, Any]:
    return outcome(on_server)


def test_a_connection_cut_at_any_commit_costs_a_second_try_and_nothing_else(
    on_server: OnServer, whole_on_server: dict[str, Any], severing: tuple[Severing, str], faults: Ledger
) -> None:
    proxy, _ = severing
    on_server.restore("halfway")
    on_server.night(armed(lambda: proxy.plan(0)))
    commits = proxy.commits
    assert commits > 10
    for at in range(1, commits + 1, min(3, EVERY)):
        on_server.restore("halfway")
        proxy.plan(0)
        report = on_server.night(armed(partial(proxy.plan, at, heard=at % 2 == 1)))
        faults.struck(proxy.cuts)
        assert report.failed == (), at
        assert differing(on_server, whole_on_server) == {}, at


def test_a_database_that_stays_away_ends_the_night_with_a_sentence_and_the_next_start_ends_it(
    on_server: OnServer, whole_on_server: dict[str, Any], severing: tuple[Severing, str], faults: Ledger
) -> None:
    proxy, _ = severing
    for at in (2, 6):
        on_server.restore("halfway")
        proxy.plan(0)
        report = on_server.night(armed(partial(proxy.plan, at, heard=True, down=True)))
        faults.struck(proxy.cuts)
        assert all("the database is out of reach; bring it back" in stage.error for stage in report.failed)
        assert "seal" not in {stage.stage for stage in report.failed} or at == 2
        proxy.plan(0)
        assert on_server.night().failed == ()
        assert differing(on_server, whole_on_server) == {}, at


def test_somebody_who_ends_our_connections_ends_no_night(
    on_server: OnServer, whole_on_server: dict[str, Any], severing: tuple[Severing, str], faults: Ledger
) -> None:
    proxy, _ = severing
    on_server.restore("halfway")
    proxy.plan(0)
    admin = make_engine(on_server.at.variables["ADMIN"])
    ended = 0

    def call(name: str, work: Callable[[], Any]) -> Any:
        nonlocal ended
        with admin.connect() as connection:
            query = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = 'market'"
            ended += connection.execute(text(query)).scalar_one()
        return work()

    report = on_server.night(call)
    admin.dispose()
    faults.struck(ended)
    assert report.failed == ()
    assert differing(on_server, whole_on_server) == {}


@pytest.mark.parametrize("says", ["database is locked", "disk I/O error"])
def test_sqlite_that_refuses_any_commit_once_costs_a_second_try_and_nothing_else(
    market: Market, undisturbed: dict[str, Any], faults: Ledger, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect, seen, struck = sqlite3.connect, 0, 0
    at, done = 0, says == "disk I/O error"  # which may come when all was written

    class Connection(sqlite3.Connection):
        def commit(self) -> None:
            nonlocal seen, struck
            seen += self.in_transaction
            if self.in_transaction and seen == at:
                struck += 1
                if done:
                    super().commit()
                raise sqlite3.OperationalError(says)
            super().commit()

    def connected(*given: Any, **named: Any) -> sqlite3.Connection:
        return connect(*given, **{"factory": Connection, **named})

    for sqlite in (sqlite3, sqlite3.dbapi2):
        monkeypatch.setattr(sqlite, "connect", connected)
    market.restore("halfway")
    market.night()
    for place in range(1, seen + 1, min(4, EVERY)):
        market.restore("halfway")
        seen, struck, at = 0, 0, place
        report = market.night()
        faults.struck(struck)
        at = 0
        assert report.failed == (), place
        assert differing(market, undisturbed) == {}, place
