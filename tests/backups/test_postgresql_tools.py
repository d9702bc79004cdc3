"""PostgreSQL's tools: of the server's version or newer, and never told a password where others can read it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from backups import postgresql_tools
from backups.fault import BackupError
from backups.postgresql_tools import address, tool
from tests.backups.town import Town


def program(folder: Path, major: int) -> Path:
    """A pg_dump that can only say of which version it is."""
    path = folder / str(major) / "bin" / "pg_dump"
    path.parent.mkdir(parents=True)
    path.write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {major}.4 (Debian {major}.4-1)'\n", encoding="ascii")
    path.chmod(0o755)
    return path


@pytest.fixture
def debian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine with no tools on its path, and Debian's folder of them."""
    monkeypatch.setattr(postgresql_tools, "DEBIAN", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    return tmp_path


def test_the_closest_version_that_is_new_enough_is_taken(debian: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    places = {major: program(debian, major) for major in (13, 15, 17)}
    monkeypatch.setenv("PATH", f"{places[13].parent}:/bin")
    assert tool("pg_dump", 14) == places[15]
    with pytest.raises(BackupError, match=r"17 and the server is of 18; .*postgresql-client-18"):
        tool("pg_dump", 18)


def test_a_machine_without_it_is_told_what_to_install(debian: Path) -> None:
    with pytest.raises(BackupError, match=r"not on this machine.*apt install postgresql-client-16"):
        tool("pg_dump", 16)


def test_no_backup_is_left_where_the_tool_is_missing(there: Town, debian: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="not on this machine"):
        there.back_up(tmp_path / "shelf")
    assert list((tmp_path / "shelf").iterdir()) == []


@pytest.mark.parametrize(
    "url",
    ["postgresql+psycopg://lin:geheim@db.example:5433/markhound?sslmode=require",
     "postgresql://lin@db.example:5433/markhound?sslmode=require&password=geheim"],
)  # fmt: skip
def test_a_password_goes_by_the_environment(url: str) -> None:
    at = address(url)
    assert at.shown == "postgresql://lin@db.example:5433/markhound?sslmode=require"
    assert at.environment == {"PGPASSWORD": "geheim"}


def test_a_socket_s_folder_stays_in_the_address(postgresql: Callable[[], str]) -> None:
    assert "host=" in address(postgresql()).shown
