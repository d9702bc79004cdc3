"""Room, clock, fonts, keys: each is asked for by what a night needs."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cli.checks import machine
from cli.checks.finding import DoubtfulError, Look
from cli.output import VerbError
from exports import chinese_fonts
from exports.signing import make_key
from flows.house import open_house
from settings import Settings
from tests.cli.checks.conftest import NOW, LookAt


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


def test_fonts_and_keys_that_are_missing_say_what_to_install(
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
