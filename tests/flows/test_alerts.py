"""The office hears of what is wrong once, also where no night ran and no database is there, and whatever is cut off."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.app import app
from flows import alerts
from flows.house import House, open_house
from settings import Settings
from tests.watches.mail_server import MailBox, bodies
from tests.watches.receiver import Receiver
from tests.watches.told import variables
from watches.alarms import state


@pytest.fixture
def office(tmp_path: Path, mail_port: int, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A house whose night is three hours late, with a mail server and a webhook."""
    due = datetime.now(UTC) - timedelta(hours=3)
    more = {
        "MARKHOUND_DATA_DIR": str(tmp_path / "data"),
        "MARKHOUND_SOURCES": str(tmp_path / "sources.toml"),
        "MARKHOUND_ALERTS": f"ops@office.example;{receiver.url}",
        "MARKHOUND_TIMEZONE": "UTC",
        "MARKHOUND_SCHEDULE": f"{due.minute} {due.hour} * * *",
        "COLUMNS": "220",
    }
    for name, value in (variables(mail_port, receiver.host) | more).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("flows.carriers.time.sleep", lambda _: None)
    (tmp_path / "sources.toml").write_text('[sources.a]\nplatform = "feed"\nstart = ["a.jsonl"]\n', encoding="utf-8")
    house = open_house(Settings())
    yield house
    house.registry.engine.dispose()


def run(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, ["alerts", *words])
    assert done.exit_code == code, (done.output, done.exception)
    return done.stdout


def subjects(box: MailBox) -> list[str]:
    return [str(mail["Subject"]) for mail in box.mails]


def night(house: House) -> None:
    """A night begins now."""
    (house.settings.runs_dir / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-0a1b2c").mkdir(parents=True)


def test_a_night_that_did_not_run_is_told_once_and_its_end_too(office: House, box: MailBox, receiver: Receiver) -> None:
    run("check", code=3)
    run("check", code=3)
    assert subjects(box) == ["markhound: Alert: A night is 3.0 h late"]
    assert [got.data["type"] for got in receiver.got] == ["markhound.alert"]
    assert "markhound scan" in bodies(box.mails[0])[0]
    assert "night-late" in run()
    night(office)
    run("check")
    assert subjects(box)[1:] == ["markhound: Over: A night is 3.0 h late"]


def test_a_look_that_is_cut_off_at_any_place_loses_and_doubles_nothing(
    office: House, box: MailBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = ("watches.alarms.state.write", "watches.store.WatchStore.put", "flows.tell.run")
    for place in faults:
        with monkeypatch.context() as broken:

            def cut(*_: object, **__: object) -> None:
                raise KeyboardInterrupt

            broken.setattr(place, cut)
            with pytest.raises(KeyboardInterrupt):
                alerts.check(office.settings)
    alerts.check(office.settings)
    assert subjects(box) == ["markhound: Alert: A night is 3.0 h late"]
    assert state.read(office.base).outbox == ()


def test_a_lost_database_is_told_past_the_log_and_once(
    office: House, box: MailBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MARKHOUND_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    start = datetime.now(UTC)
    for minutes in (0, 6, 12):
        at = start + timedelta(minutes=minutes)
        checked = alerts.check(Settings(), lambda at=at: at)  # type: ignore[misc]
    assert {one.rule for one in checked.incidents} == {"night-late", "part-down"}
    assert len(box.mails) == 2, subjects(box)
    assert "cannot be computed" in subjects(box)[1]
    monkeypatch.delenv("MARKHOUND_DATABASE_URL")
    alerts.check(Settings(), lambda: start + timedelta(minutes=18))
    assert [one.split(":")[1].strip() for one in subjects(box)] == ["Alert", "Alert", "Over"]


def test_a_silence_keeps_quiet_until_its_end(office: House, box: MailBox) -> None:
    run("silence", "night-late", "--until", "2199-01-01", "--why", "the server moves")
    run("check", code=3)
    assert box.mails == []
    run("unsilence", "night-late")
    run("check", code=3)
    assert len(box.mails) == 1
    assert run("silence", "no-rule", "--until", "2199-01-01", "--why", "x", code=1) == ""
    assert run("silence", "night-late", "--until", "2001-01-01", "--why", "x", code=1) == ""


def test_one_can_be_sent_to_see_that_it_comes(office: House, box: MailBox, receiver: Receiver) -> None:
    run("test")
    assert subjects(box) == ["markhound: A test: alerts reach you."]
    assert len(receiver.got) == 1


def test_a_night_is_not_ended_by_its_alerts(office: House, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("flows.alerts.state.write", broken)
    alerts.after_night(office.settings, said.append)
    assert "No space left" in said[0]
