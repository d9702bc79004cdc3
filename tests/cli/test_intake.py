"""`markhound intake` and `complaints`: by argument, by table, with what is personal in files only."""

import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from cli.app import app
from domain.complaint import From
from flows.house import House, open_house
from settings import Settings

HEADER = ["链接", "内容", "图片", "联系方式", "身份", "截止日期"]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    for name, value in {"DATA_DIR": "data", "SOURCES": "sources.toml", "REVIEWER": "Lin"}.items():
        monkeypatch.setenv(f"MARKHOUND_{name}", str(tmp_path / value) if name != "REVIEWER" else value)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    return open_house(Settings())


def run(*words: str, typed: str = "", code: int = 0) -> str:
    done = CliRunner().invoke(app, list(words), input=typed)
    assert done.exit_code == code, (done.output, done.exception)
    return done.output + str(done.exception or "")


def test_a_complaint_is_taken_in_listed_reached_and_closed(house: House) -> None:
    Path("words.txt").write_text("假货", encoding="utf-8")
    told = json.loads(
        run("intake", "https://shop.example/7", "--text", "words.txt", "--contact", "-", "--holder", "--right", "TM-1",
            "--deadline", "2099-01-02", "--later", "--json", typed="王小满\n13800138000\n")
    )["complaints"]  # fmt: skip
    number = told[0]["receipt"]
    one = house.complaints.by_receipt(number)
    assert one is not None
    assert (one.by, one.right_id, str(one.due_on), one.text) == (From.HOLDER, "TM-1", "2099-01-02", "假货")
    assert number in run("complaints", "list")
    assert "13800138000" not in run("complaints", "list", "--json")
    assert "13800138000" in run("complaints", "contact", number)
    assert [entry.action for _, entry in house.accounts.audit.newest(1)] == ["view_contact"]
    run("complaints", "forget", number)
    assert "no contact was given" in run("complaints", "contact", number)
    run("complaints", "close", number, "--why", "not about a right")
    assert "closed before" in run("complaints", "close", number, "--why", "again", code=1)
    assert number not in run("complaints", "list")
    assert "no complaint with that receipt" in run("complaints", "contact", "x", code=1)
    assert "standard input" in run("intake", "--text", "-", "--contact", "-", code=1)


def test_a_table_is_taken_line_by_line_once_and_formulas_are_not_run(house: House, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    lines = [
        ["https://shop.example/1", "假货", "", "甲", "公众", "2099-01-02"],
        ['=HYPERLINK("http://10.0.0.1/x","look")', "", "", "", "", ""],
        ["", "", "", "乙", "", ""],
        ["https://shop.example/2", "", "../../../etc/passwd", "", "", ""],
        ["https://shop.example/3", "", "", "", "路人", ""],
        ["https://shop.example/4", "<b>假</b>", "", "", "权利人", "soon"],
        ["\n".join(f"https://shop.example/{n}" for n in range(10_000))[:32_000], "", "", "", "", ""],
        ["https://shop.example/5", "", "", "", "权利人", ""],
    ]
    for row in (HEADER, *lines):
        book.worksheets[0].append(row)
    book.save(tmp_path / "many.xlsx")
    first = json.loads(run("intake", "--table", "many.xlsx", "--later", "--json", code=3).split("SystemExit")[0][:-1])
    assert [one["line"] for one in first["complaints"]] == [2, 9]
    wrong = {one["line"]: one["message"] for one in first["problems"]}
    assert "needs an address" in wrong[4]
    assert "no picture" in wrong[5]
    assert "write citizen" in wrong[6]
    assert "must be a day" in wrong[7]
    assert "addresses are more" in wrong[8]
    assert 3 not in wrong or "needs an address" in wrong[3], "what a formula would show is not there"
    again = json.loads(run("intake", "--table", "many.xlsx", "--later", "--json", code=3).split("SystemExit")[0][:-1])
    assert [one["receipt"] for one in again["complaints"]] == [one["receipt"] for one in first["complaints"]]
    assert not any(one["new"] for one in again["complaints"])
    (tmp_path / "odd.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert "has no column url" in run("intake", "--table", "odd.csv", code=1)
