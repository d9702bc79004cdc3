"""The loop on the command line: send, list, report, take back, a file out and in; and the night's reminder."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from typer.testing import CliRunner

from cli.app import app
from domain.referral import Recipient
from flows.house import House, open_house
from flows.reminders import overdue
from settings import Settings
from tests.leads.referred import confirm, find, referral

TODAY = datetime.now(ZoneInfo("Asia/Shanghai")).date()


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    for name, value in {"DATA_DIR": tmp_path / "data", "REVIEWER": "Lin", "LANGUAGE": "zh"}.items():
        monkeypatch.setenv(f"MARKHOUND_{name}", str(value))
    monkeypatch.setenv("COLUMNS", "220")
    opened = open_house(Settings())
    yield opened
    opened.registry.engine.dispose()


def run(*words: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, [*words])
    assert done.exit_code == code, (done.output, done.exception)
    return done.stdout if code == 0 else f"{done.output}{done.exception}"


def loads(*words: str) -> Any:
    return json.loads(run(*words, "--json"))


def test_a_case_goes_out_is_followed_and_comes_back(house: House, tmp_path: Path) -> None:
    one, two = confirm(house.leads, find(1), find(2), at=datetime.now(UTC) - timedelta(days=1))
    pack = tmp_path / "case.zip"
    pack.write_bytes(b"pack")
    said = run("referrals", "send", one, "--team", "河东所", "--pack", str(pack), code=1)
    assert "is no case pack; `markhound export case` makes them" in said
    manifest = json.dumps({"format": "markhound-pack", "leads": [{"lead_id": one}, {"lead_id": two}]})
    with zipfile.ZipFile(pack, "w") as file:
        file.writestr("manifest.json", manifest)
    said = run("referrals", "send", one, "--team", "河东所", "--pack", str(pack), code=1)
    assert "does not hold just these leads" in said
    assert "name the leads, or a case pack" in run("referrals", "send", "--team", "河东所", code=1)
    due = str(TODAY + timedelta(days=30))
    sent = loads("referrals", "send", "--team", "河东所", "--district", "河东", "--due", due, "--pack", str(pack))
    name = sent["referral_id"]
    assert (sent["state"], sent["due_on"], sorted(sent["lead_ids"]), sent["pack"]) == (
        "sent",
        due,
        sorted([one, two]),
        hashlib.sha256(manifest.encode()).hexdigest(),
    )
    again = ("referrals", "send", one, two, "--team", "河东所", "--district", "河东")
    assert run(*again).strip() == name
    run("referrals", "step", name, "accepted", "--note", "立案")
    shown = loads("referrals", "show", name)
    assert [step["state"] for step in shown["steps"]] == ["sent", "accepted"]
    run("referrals", "take-back", shown["steps"][1]["step_id"], "--why", "他案")
    assert "TAKEN BACK: 他案" in run("referrals", "show", name)
    assert loads("referrals", "list", "--team", "河东所")[0]["state"] == "sent"
    assert loads("referrals", "list", "--overdue") == []
    assert name in run("referrals", "list")
    file = tmp_path / "team.xlsx"
    run("outcomes", "template", str(file), "--team", "河东所")
    book = openpyxl.load_workbook(file)
    sheet = book.active
    heads = [cell.value for cell in sheet[1]]
    sheet.cell(2, heads.index("新状态") + 1).value = "已处置"
    sheet.cell(2, heads.index("发生日期") + 1).value = TODAY
    book.save(file)
    assert loads("outcomes", "import", str(file), "--dry-run") == {"new": 1, "known": 0, "problems": []}
    assert loads("outcomes", "import", str(file))["new"] == 1
    assert loads("outcomes", "import", str(file)) == {"new": 0, "known": 1, "problems": []}
    assert loads("referrals", "list", "--state", "action_taken")[0]["referral_id"] == name
    actions = [entry.action.value for _, entry in house.accounts.audit.newest(9)]
    assert actions == ["report_outcome", "take_back_outcome", "report_outcome", "refer"]


def test_what_cannot_be_done_is_said_in_a_sentence(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (one,) = confirm(house.leads, find(1), at=datetime.now(UTC) - timedelta(days=1))
    name = run("referrals", "send", one, "--team", "河东所").strip()
    assert "no lead" in run("referrals", "send", "f" * 32, "--team", "x", code=1)
    assert "no day" in run("referrals", "send", one, "--team", "x", "--due", "soon", code=1)
    assert "no referral" in run("referrals", "show", "R-1", code=1)
    assert "no referral" in run("referrals", "step", "R-1", "accepted", code=1)
    assert "not sent" in run("referrals", "step", name, "sent", code=1)
    assert "no step" in run("referrals", "take-back", "x", "--why", "y", code=1)
    assert "must end in" in run("outcomes", "template", str(tmp_path / "x.txt"), code=1)
    assert "no referral that is not over" in run("outcomes", "template", str(tmp_path / "x.csv"), "--team", "y", code=1)
    file = tmp_path / "back.csv"
    file.write_text(
        f"referral_id,new_state,happened_on,note\n{name},done,2026-11-02,\nR-1,received,2026-11-02,\n", "utf-8"
    )
    said = run("outcomes", "import", str(file), code=2)
    assert "back.csv:2" in said
    assert "back.csv:3" in said
    assert "nothing of the file was taken in" in said
    assert "no month" in run("report", "month", "2026-13", code=1)
    assert "has not begun" in run("report", "month", "2199-01", code=1)
    monkeypatch.delenv("MARKHOUND_REVIEWER")
    assert "needs a name" in run("outcomes", "import", str(file), code=1)


def test_the_night_says_what_teams_owe(house: House) -> None:
    now = datetime.now(UTC)
    (one,) = confirm(house.leads, find(1), at=now - timedelta(days=41))
    given = referral([one], Recipient("河东所", "河东"), sent_at=now - timedelta(days=40))
    house.leads.referrals.send(given, TODAY - timedelta(days=5))
    report = overdue(house, TODAY)
    assert report.count("overdue") == 1
    (problem,) = report.problems
    assert (problem.where, problem.code) == (given.referral_id, "overdue")
    assert "河东所 河东 owes an answer" in problem.message
    assert "5 day(s)" in problem.message
    assert loads("referrals", "list", "--overdue")[0]["overdue_days"] == 5
    assert overdue(house, TODAY - timedelta(days=5)).problems == ()


@pytest.mark.usefixtures("chinese_font")
def test_a_month_is_written_as_pdf_and_workbook(house: House, tmp_path: Path) -> None:
    confirm(house.leads, find(1), at=datetime.now(UTC) - timedelta(days=1))
    made = loads("report", "month", f"{TODAY:%Y-%m}", "--out", str(tmp_path / "out"))["files"]
    pdf, book = map(Path, made)
    assert pdf.read_bytes().startswith(b"%PDF")
    assert openpyxl.load_workbook(book).sheetnames[0] == "本月概览"
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(path.name for path in (pdf, book))
    run("report", "month", f"{TODAY:%Y-%m}", "--out", str(tmp_path / "out"), "--language", "en", "--holder", "Nobody")
    assert openpyxl.load_workbook(book).active["B5"].value == 0
