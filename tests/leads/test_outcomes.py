"""A team's file: out, filled in, and in again; all of it or nothing; twice is once; hostile files are named."""

import csv
import io
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import factories
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from domain.listing import Seller
from domain.outcome import COLUMNS, STATES, OutcomeLine, state_from
from domain.problem import Problem
from domain.referral import Recipient, ReferralState
from exports.outcome_sheet import headings, write_csv, write_xlsx
from leads import sheet
from leads.outcome_file import UnreadableOutcomesError, read
from leads.outcomes import RefusedOutcomesError, Reporter, Taken, open_lines, take
from leads.referrals import Wanted
from leads.store import LeadStore
from tests.leads.referred import DAY, confirm, find, referral, sent, step

S = ReferralState
TODAY = DAY + timedelta(days=40)
LETTERS = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
BY = Reporter("Gao", factories.NOW + timedelta(days=40), TODAY)


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> LeadStore:
    return LeadStore(engine, tmp_path)


def filled(path: Path, *lines: tuple[object, object, object, object], language: str = "zh") -> Path:
    """A file as it comes back: id, state, day, note."""
    names = list(COLUMNS)
    rows = []
    for name, state, on, note in lines:
        row: list[object] = [""] * len(names)
        for column, cell in zip(
            ("referral_id", "new_state", "happened_on", "note"), (name, state, on, note), strict=True
        ):
            row[names.index(column)] = cell
        rows.append(row)
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in [headings(language), *rows]:
            book.active.append(row)
        book.save(path)
    else:
        text = io.StringIO(newline="")
        csv.writer(text).writerows([headings(language), *rows])
        path.write_bytes(text.getvalue().encode("utf-8-sig"))
    return path


def run(store: LeadStore, path: Path, **options: Any) -> Taken:
    return take(store.referrals, read(path), path.name, BY, **options)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_file_that_goes_out_comes_in_again(store: LeadStore, tmp_path: Path, suffix: str, language: str) -> None:
    one, two = sent(store, 1, due_on=DAY + timedelta(days=9)), sent(store, 2)
    over = sent(store, 3)
    store.referrals.record([step(over, S.DISMISSED)], TODAY)
    lines = open_lines(store, Wanted(team="临江市监执法一队"))
    assert {line.referral_id for line in lines} == {one, two}
    path = tmp_path / f"team{suffix}"
    with path.open("wb") as file:
        (write_csv if suffix == ".csv" else write_xlsx)(lines, file, language)
    assert list(read(path)) == [], "nothing filled in is nothing new"
    if suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        sheet = book.active
        columns = list(COLUMNS)
        row = next(row for row in sheet.iter_rows(min_row=2) if row[0].value == one)
        assert row[columns.index("due_on")].value.date() == DAY + timedelta(days=9)
        assert sheet.data_validations.dataValidation[0].type == "list"
        row[columns.index("new_state")].value = STATES[S.ACCEPTED][language == "zh"]
        row[columns.index("happened_on")].value = date(2026, 12, 1)
        book.save(path)
    else:
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
        row = next(row for row in rows if row[0] == one)
        row += [""] * (len(COLUMNS) - len(row))
        row[-3:-1] = [STATES[S.ACCEPTED][language == "zh"], "2026/12/1"]
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        path.write_bytes(text.getvalue().encode("gb18030"))  # as a Chinese spreadsheet saves it
    assert run(store, path, dry=True) == Taken(1, 0)
    assert store.referrals.get(one).state is S.SENT  # type: ignore[union-attr]
    assert run(store, path) == Taken(1, 0)
    course = store.referrals.get(one)
    assert course is not None
    assert (course.state, course.last.on, course.last.by, course.last.via) == (
        S.ACCEPTED,
        date(2026, 12, 1),
        "Gao",
        "file",
    )
    assert run(store, path) == Taken(0, 1)
    assert store.referrals.get(one) == course


FAULTS = (
    (("R-none", "已签收", "2026-12-01", ""), "unknown-referral"),
    (("{one}", "已处理完", "2026-12-01", ""), "bad-state"),
    (("{one}", "已受理", "2026-13-01", ""), "bad-date"),
    (("{one}", "已受理", "46000", ""), "bad-date"),
    (("{one}", "已受理", "", ""), "bad-date"),
    (("{one}", "已受理", "2027-12-01", ""), "bad-date"),
    (("{one}", "已受理", "2020-01-01", ""), "bad-date"),
    (("{one}", "", "2026-12-01", "罚款"), "missing-state"),
    (("", "已受理", "2026-12-01", ""), "missing-id"),
    (("{one}", "已移送", "2026-12-01", ""), "contradiction"),
    (("{two}", "不予处置", "2026-12-02", ""), "contradiction"),
    (("{one}", "已受理", "2026-12-01", "长" * 2001), "long-note"),
)


@pytest.mark.parametrize(("line", "code"), FAULTS)
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_one_line_at_fault_keeps_the_file_out_and_is_named(
    store: LeadStore, tmp_path: Path, line: tuple[str, ...], code: str, suffix: str
) -> None:
    one, two = sent(store, 1), sent(store, 2)
    bad = tuple(cell.format(one=one, two=two) for cell in line)
    good = (two, "已处置", date(2026, 12, 2), "罚款 2,000 元")
    path = filled(tmp_path / f"back{suffix}", good, bad)  # type: ignore[arg-type]
    for dry in (True, False):
        with pytest.raises(RefusedOutcomesError) as refused:
            run(store, path, dry=dry)
        (problem,) = refused.value.problems
        assert (problem.where, problem.line, problem.code) == (path.name, 3, code)
        assert len(str(problem)) > 40
    assert [course.state for course in store.referrals.find(Wanted(), 9)] == [S.SENT, S.SENT]


def test_every_fault_of_a_file_is_told_at_once(store: LeadStore, tmp_path: Path) -> None:
    one = sent(store, 1)
    lines = [("R-none", "已签收", "2026-12-01", ""), (one, "?", "2026-12-01", ""), (one, "已移送", "2026-12-01", "")]
    with pytest.raises(RefusedOutcomesError) as refused:
        run(store, filled(tmp_path / "back.csv", *lines))
    assert [problem.line for problem in refused.value.problems] == [2, 3, 4]


def test_steps_of_one_referral_come_in_their_order(store: LeadStore, tmp_path: Path) -> None:
    one = sent(store, 1)
    lines = [
        (one, "received", "2026-11-25", ""),
        (one.lower(), "Action taken", "2026年12月1日", "下架 3 件"),
        ("", "", "", ""),
    ]
    assert run(store, filled(tmp_path / "back.xlsx", *lines, language="en")) == Taken(2, 0)
    assert [entry.state for entry, _ in store.referrals.log(one)] == [S.SENT, S.RECEIVED, S.ACTION_TAKEN]


def test_no_cell_that_goes_out_is_run_and_none_that_comes_in(store: LeadStore, tmp_path: Path) -> None:
    seller = Seller("S-1", '=HYPERLINK("http://evil.example")', "临江")
    one = referral(confirm(store, find(1, seller=seller)), Recipient("=1+1", "@x"))
    store.referrals.send(one, None)
    lines = open_lines(store, Wanted())
    for suffix, write in ((".xlsx", write_xlsx), (".csv", write_csv)):
        path = tmp_path / f"out{suffix}"
        with path.open("wb") as file:
            write(lines, file, "en")
        if suffix == ".xlsx":
            cells = [cell for row in openpyxl.load_workbook(path).active.iter_rows() for cell in row]
            assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
        else:
            rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
            assert not [cell for row in rows for cell in row if cell.startswith(("=", "@", "+", "-"))]
    back = filled(
        tmp_path / "back.csv", (one.referral_id, "received", "2026-12-01", "=cmd|'/c calc'!A0"), language="en"
    )
    assert run(store, back) == Taken(1, 0)
    assert store.referrals.get(one.referral_id).last.note == "=cmd|'/c calc'!A0"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\n\n",
        b"\0\1\2",
        b"a,b\n1,2\n",
        "移送编号,备注\n".encode(),
        b"PK\x03\x04 no zip",
        b"\xff\xff\xff",
        b'"open\n' * 3,
    ],
)
def test_a_file_that_is_no_such_table_says_so(tmp_path: Path, body: bytes) -> None:
    for name in ("x.csv", "x.xlsx"):
        path = tmp_path / name
        path.write_bytes(body)
        with pytest.raises(UnreadableOutcomesError, match=name):
            list(read(path))


def test_a_workbook_that_is_a_bomb_or_broken_inside_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = filled(tmp_path / "good.xlsx", ("R1", "received", "2026-12-01", ""))
    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"):
        broken = tmp_path / "broken.xlsx"
        with zipfile.ZipFile(good) as old, zipfile.ZipFile(broken, "w") as new:
            for info in old.infolist():
                body = old.read(info)
                new.writestr(info.filename, body[: len(body) // 2] if info.filename == part else body)
        with pytest.raises(UnreadableOutcomesError):
            list(read(broken))
    monkeypatch.setattr(sheet, "MOST_UNPACKED", 1_000)
    with pytest.raises(UnreadableOutcomesError, match="unpacks"):
        list(read(good))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cells=st.lists(
        st.tuples(
            st.sampled_from(["R1", "", "R-x"]) | st.text(LETTERS, max_size=8),
            st.sampled_from(["已签收", "", "investigating", "ACTION TAKEN"]) | st.text(LETTERS, max_size=8),
            st.sampled_from(["2026-12-01", "2026/2/30", ""]) | st.text(LETTERS, max_size=12),
            st.text(LETTERS, max_size=20),
        ),
        max_size=6,
    )
)
def test_every_line_of_any_table_is_a_report_a_named_fault_or_nothing_new(tmp_path: Path, cells: Any) -> None:
    path = filled(tmp_path / "any.csv", *cells)
    for found in read(path):
        assert isinstance(found, OutcomeLine | Problem)
        assert found.line >= 2


def test_every_word_for_a_state_is_read_as_that_state() -> None:
    for state, words in STATES.items():
        assert {state_from(word) for word in (*words, words[0].upper(), words[0].replace("_", " "))} == {state}
    assert state_from("done") is None
