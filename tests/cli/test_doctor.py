"""Each check of the doctor finds what it is there for, and says what to do."""

import json
import os
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import factories
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding

from cli.backup import LAST
from cli.checks import machine, nights, shops, store, ways_out
from cli.checks.finding import DoubtfulError, Look, UnaskedError
from cli.output import VerbError
from database import make_engine
from domain.report import NightReport, StageReport
from exports import chinese_fonts
from exports.signing import make_key
from flows import runs
from flows.house import open_house
from flows.snapshots import prepare_for, snapshot_path
from migrations.upgrade import upgrade
from registry.importer import importer_for
from registry.load import Plan, load
from settings import Settings

NOW = datetime.now(UTC)
RIGHT = "right_id,kind,mark_text,status\nTM-1,trademark,Velmora,registered\n"
FEED = '[sources.corner]\nplatform = "feed"\nstart = ["feed.jsonl"]\n'


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with one right, compiled; tests leave it as they found it."""
    folder = tmp_path_factory.mktemp("town")
    (folder / "rights.csv").write_text(RIGHT, encoding="utf-8")
    house = open_house(Settings(data_dir=folder / "data"))
    path, plan, prepare = folder / "rights.csv", Plan("rights"), prepare_for(house)
    keep = house.blobs.copy
    load(house.registry, path, importer_for(path), plan, keep_picture=keep, now=factories.NOW, prepare=prepare)
    house.registry.engine.dispose()
    return folder


LookAt = Callable[..., Look]


@pytest.fixture
def look(town: Path) -> Iterator[LookAt]:
    """Looks at that town with some settings."""
    made: list[Look] = []

    def at(now: datetime = NOW, *, online: bool = False, **settings: object) -> Look:
        given: dict[str, object] = {"data_dir": town / "data", "sources": town / "sources.toml"} | settings
        made.append(Look(Settings(**given), now, online=online))  # type: ignore[arg-type]
        return made[-1]

    yield at
    for one in made:
        if one._house is not None:
            one._house.registry.engine.dispose()


@pytest.fixture
def ran(look: LookAt) -> Iterator[Callable[..., Path]]:
    """Leaves a run as one that has ended."""
    made: list[Path] = []

    def night(ended: datetime, size: int = 0, error: str = "") -> Path:
        folder = look().settings.runs_dir / f"{ended:%Y%m%dT%H%M%SZ}-abcdef"
        folder.mkdir(parents=True)
        stage = StageReport("seal", "town", 1.0, (("bytes", size),), (), error)
        runs.finish(runs.Run(folder.name, folder, ended), NightReport(folder.name, ended, ended, (stage,)))
        made.append(folder)
        return folder

    yield night
    for folder in made:
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()


def test_a_town_in_order_is_good(look: LookAt) -> None:
    assert store.database(look()).startswith("schema ")
    assert "rights: 1 rights" in store.registry(look())
    assert "rights@1: 1 rights" in store.index(look())
    assert store.scorer(look())
    assert nights.last_run(look()) == "none yet"


def test_an_older_database_is_told_of_and_not_upgraded_for_a_look(tmp_path: Path) -> None:
    path = tmp_path / "markhound.db"
    engine = make_engine(f"sqlite:///{path}")
    upgrade(engine, to="0008")
    engine.dispose()
    before = path.read_bytes()
    look = Look(Settings(data_dir=tmp_path), NOW)
    with pytest.raises(VerbError, match=r"schema 0008.*markhound backup.*markhound init"):
        store.database(look)
    with pytest.raises(UnaskedError, match="database"):
        store.registry(look)
    assert path.read_bytes() == before


def test_an_index_that_is_missing_damaged_or_another_s_is_told_of(look: LookAt) -> None:
    house = look().house
    path = snapshot_path(house, house.registry.registers())
    aside = path.with_name("aside")
    path.rename(aside)
    with pytest.raises(DoubtfulError, match="next scan makes it"):
        store.index(look())
    path.mkdir()
    with pytest.raises(VerbError, match="delete that folder"):
        store.index(look())
    path.rmdir()
    aside.rename(path)
    assert store.index(look())


def test_a_scorer_that_nobody_knows_is_named(look: LookAt) -> None:
    with pytest.raises(LookupError, match="table-99"):
        store.scorer(look(scorer="table-99"))


def test_room_is_asked_for_by_what_nights_took(look: LookAt, ran: Callable[..., Path]) -> None:
    assert "GB free" in machine.disk(look())
    ran(NOW - timedelta(days=2), size=10**15)
    ran(NOW - timedelta(days=1), size=10)
    with pytest.raises(VerbError, match=r"took up to 1000000\.0 GB; make room"):
        machine.disk(look())


def test_a_clock_behind_what_was_written_is_no_clock_for_a_night(look: LookAt, ran: Callable[..., Path]) -> None:
    assert machine.clock(look())
    ran(NOW - timedelta(hours=1))
    assert "the last run ended before" in machine.clock(look())
    with pytest.raises(VerbError, match=r"set the clock"):
        machine.clock(look(NOW - timedelta(days=30)))


def test_clocks_that_differ_are_told_apart(look: LookAt, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("database.server_time", lambda _: NOW + timedelta(minutes=10))
    with pytest.raises(DoubtfulError, match=r"database server is 600 s ahead"):
        machine.clock(look())
    monkeypatch.setattr(machine, "_disk_time", lambda _: 0.0)
    with pytest.raises(DoubtfulError, match=r"disk of the data folder .* behind"):
        machine.clock(look())


def test_a_database_server_is_asked_for_its_time(postgresql: Callable[[], str], tmp_path: Path) -> None:
    look = Look(Settings(data_dir=tmp_path, database_url=postgresql()), datetime.now(UTC))
    open_house(look.settings).registry.engine.dispose()
    assert machine.clock(look)
    look.house.registry.engine.dispose()


def test_fonts_keys_and_browsers_that_are_missing_say_what_to_install(
    look: LookAt, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chinese_fonts, "FAMILIES", ())
    chinese_fonts.family.cache_clear()
    with pytest.raises(DoubtfulError, match="fonts-noto-cjk"):
        machine.fonts(look())
    chinese_fonts.family.cache_clear()
    with pytest.raises(DoubtfulError, match="markhound init"):
        machine.signing_key(look())
    make_key(town / "data")
    assert machine.signing_key(look())
    (town / "data" / "packs.key").unlink()
    monkeypatch.setenv("PATH", str(town))
    sources = town / "sources.toml"
    sources.write_text(FEED, encoding="utf-8")
    assert "no source wants one" in shops.browser(look())
    sources.write_text('[sources.shop]\nplatform = "browser"\nstart = ["http://127.0.0.1:9/"]\n', encoding="utf-8")
    with pytest.raises(DoubtfulError, match=r"shop cannot be read whole.*apt install chromium"):
        shops.browser(look())


class _Answers(BaseHTTPRequestHandler):
    asked: list[tuple[str, str, str]] = []  # noqa: RUF012 (one server, one list)

    def do_GET(self) -> None:
        self.asked.append((self.command, self.path, self.headers["User-Agent"]))
        self.send_response(503 if "busy" in self.headers.get("User-Agent", "") else 404)
        self.end_headers()

    do_HEAD = do_GET  # noqa: N815 (the name is http.server's)

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def shop() -> Iterator[str]:
    """A shop that answers, with 404, or with 503 to somebody who calls itself busy."""
    _Answers.asked.clear()
    with HTTPServer(("127.0.0.1", 0), _Answers) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_nobody_is_asked_over_the_network_unless_one_says_so(look: LookAt, town: Path, shop: str) -> None:
    port = shop.rpartition(":")[2]
    (town / "sources.toml").write_text(
        f'[sources.one]\nplatform = "jsonld"\nstart = ["{shop}/a", "{shop}/b"]\n', encoding="utf-8"
    )
    settings = {"timestamp_url": f"{shop}/tsa", "smtp_host": "127.0.0.1", "smtp_port": int(port)}
    checks = (shops.reachable, ways_out.timestamp_authority, ways_out.mail_server)
    for check in checks:
        with pytest.raises(UnaskedError, match="--online"):
            check(look(**settings))
    assert _Answers.asked == []
    for check in checks:
        assert check(look(online=True, user_agent="Linjiang IP office", **settings))
    assert [(how, path) for how, path, _ in _Answers.asked] == [("GET", "/robots.txt"), ("HEAD", "/tsa")]
    assert {agent for _, _, agent in _Answers.asked} == {"Linjiang IP office"}


def test_who_does_not_answer_is_named(look: LookAt, town: Path, shop: str) -> None:
    (town / "sources.toml").write_text(
        f'[sources.one]\nplatform = "jsonld"\nstart = ["{shop}/a"]\n'
        '[sources.two]\nplatform = "jsonld"\nstart = ["http://127.0.0.1:9/"]\n',
        encoding="utf-8",
    )
    with pytest.raises(DoubtfulError, match=r"127\.0\.0\.1:\d+ \(HTTP 503\), http://127\.0\.0\.1:9 \("):
        shops.reachable(look(online=True, user_agent="busy"))
    for check, settings in (
        (ways_out.timestamp_authority, {"timestamp_url": "http://127.0.0.1:9/tsa"}),
        (ways_out.mail_server, {"smtp_host": "127.0.0.1", "smtp_port": 9}),
    ):
        with pytest.raises(DoubtfulError, match="check MARKHOUND_"):
            check(look(online=True, **settings))


def certificate(path: Path, days: int) -> Path:
    """One that ends in so many days."""
    key = Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Linjiang time stamps")])
    made = x509.CertificateBuilder(
        name, name, key.public_key(), 1, NOW - timedelta(days=99), NOW + timedelta(days=days)
    )
    path.write_bytes(made.sign(key, None).public_bytes(Encoding.PEM))
    return path


def test_certificates_of_the_authority_are_looked_at(look: LookAt, tmp_path: Path) -> None:
    path = tmp_path / "tsa.pem"
    for days, says in ((-1, "ended on"), (9, "ends on")):
        certificate(path, days)
        with pytest.raises(DoubtfulError, match=says):
            ways_out.timestamp_certificates(look(timestamp_url="http://127.0.0.1:9/", timestamp_ca=path))
    certificate(path, 90)
    assert "1 certificate" in ways_out.timestamp_certificates(
        look(timestamp_url="http://127.0.0.1:9/", timestamp_ca=path)
    )
    path.write_bytes(b"no certificate")
    with pytest.raises(DoubtfulError, match="no PEM"):
        ways_out.timestamp_certificates(look(timestamp_url="http://127.0.0.1:9/", timestamp_ca=path))
    with pytest.raises(DoubtfulError, match="TIMESTAMP_CA"):
        ways_out.timestamp_certificates(look(timestamp_url="http://127.0.0.1:9/"))


def test_a_night_that_failed_is_late_or_was_cut_off_is_told_of(look: LookAt, ran: Callable[..., Path]) -> None:
    ran(NOW - timedelta(days=3))
    with pytest.raises(DoubtfulError, match=r"3 day\(s\) ago.*list-timers"):
        nights.last_run(look())
    assert nights.last_run(look(schedule="0 1 * * mon"))
    ran(NOW - timedelta(hours=3), error="full disk")
    with pytest.raises(VerbError, match="1 stage"):
        nights.last_run(look())
    cut = ran(NOW)
    (cut / "report.json").rename(cut / "plan.json")
    with pytest.raises(DoubtfulError, match="cut off"):
        nights.last_run(look())
    with runs.locked(cut / "lock"), pytest.raises(VerbError):
        nights.last_run(look())  # it goes on, and the one before failed


@pytest.mark.parametrize(
    ("cron", "days"), [("0 1 * * *", 2), ("0 1 * * mon-fri", 8), ("0 1 1 * *", 32), ("0 1 1 jan *", 367)]
)
def test_late_is_what_the_schedule_says(cron: str, days: int) -> None:
    assert nights.patience(cron) == timedelta(days=days)


def test_backups_that_are_missing_old_or_beside_the_data_are_told_of(look: LookAt, town: Path, tmp_path: Path) -> None:
    told = town / "data" / LAST

    def write(at: datetime, path: Path, damaged: int = 0) -> None:
        told.write_text(json.dumps({"at": at.isoformat(), "path": str(path), "damaged": damaged}), encoding="utf-8")

    told.unlink(missing_ok=True)
    with pytest.raises(DoubtfulError, match="none was made yet"):
        nights.backup(look())
    for at, path, damaged, says in (
        (NOW - timedelta(days=20), tmp_path, 0, "20 days old"),
        (NOW, tmp_path / "gone", 0, "mounted"),
        (NOW, tmp_path, 2, "markhound verify"),
        (NOW, tmp_path, 0, "same file system"),
    ):
        write(at, path, damaged)
        with pytest.raises(DoubtfulError, match=says):
            nights.backup(look())
    told.write_text("{", encoding="utf-8")
    with pytest.raises(DoubtfulError, match="cannot be read"):
        nights.backup(look())
    told.unlink()


def test_services_that_failed_or_are_off_are_told_of(
    look: LookAt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nights, "SYSTEMD", tmp_path / "none")
    assert "no systemd" in nights.services(look())
    monkeypatch.setattr(nights, "SYSTEMD", tmp_path)
    systemctl = tmp_path / "systemctl"
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/usr/bin:/bin")

    def say(**states: str) -> None:
        blocks = "\n\n".join(f"Id=markhound-{n.replace('_', '.')}\nActiveState={s}" for n, s in states.items())
        systemctl.write_text(f"#!/bin/sh\ncat <<'END'\n{blocks}\nEND\n", encoding="ascii")
        systemctl.chmod(0o755)

    for states, says in (
        ({"scan_timer": "active", "scan_service": "failed"}, "journalctl -u markhound-scan.service"),
        ({"scan_timer": "inactive", "backup_timer": "active"}, "nothing starts the nights"),
        ({"schedule_service": "active", "backup_timer": "inactive"}, "nothing starts the backups"),
    ):
        say(**states)
        with pytest.raises(DoubtfulError, match=says):
            nights.services(look())
    say(scan_timer="active", backup_timer="active", review_service="active")
    assert "markhound-review.service active" in nights.services(look())
