"""Nights that failed, are late or were cut off; backups; services."""

import json
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cli.backup import LAST
from cli.checks import nights
from cli.checks.finding import DoubtfulError
from cli.output import VerbError
from flows import runs
from tests.cli.checks.conftest import NOW, LookAt


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
