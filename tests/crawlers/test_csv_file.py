"""A mistake in a CSV feed costs its own record, and is counted with the line where that began."""

import csv
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.csv_file import MOST_LINES, records
from domain.listing import Listing
from domain.report import StageReport
from domain.source import Source

Read = Callable[[Source], tuple[StageReport, dict[str, Listing]]]
HEAD = "listing_id,url,title\n"


def read_text(text: str) -> tuple[list[tuple[int, list[str]]], list[int]]:
    """Good records as line and values, and the lines of the bad ones."""
    found = list(records(BytesIO(text.encode()), ""))
    good = [(record.line, list(record.values.values())) for record in found if not record.fault]
    return good, [record.line for record in found if record.fault]


def test_an_unclosed_quote_costs_one_row(tmp_path: Path, read: Read) -> None:
    rows = [f"{number},https://shop.example/{number},Shirt {number}\n" for number in range(500)]
    rows[1] = '1,https://shop.example/1,"Shirt 1\n'
    path = tmp_path / "f.csv"
    path.write_text(HEAD + "".join(rows))
    report, found = read(Source("f", "feed", (str(path),)))
    assert set(found) == {str(number) for number in range(500)} - {"1"}
    assert [(problem.code, problem.line) for problem in report.problems] == [("bad-line", 3)]


@pytest.mark.parametrize(
    ("rows", "good", "bad"),
    [
        ('1,u,"a\n2,u,"b"\n3,u,c\n', ["2", "3"], [2]),  # it seems to close at the next quote
        ('1,u,"a\n"2",u,b\n3,u,c\n', ["2", "3"], [2]),
        ('1,"u,a\n2,u,"\n3,u,c\n', ["3"], [2, 3]),
        ('1,u,"a"b\n2,u,b\n', ["2"], [2]),  # text behind a closing quote
        ("1,u,a,b\n2,u,b\n", ["2"], [2]),  # too many values
        ("1,u\n2,u,b\n", ["2"], [2]),  # too few
        ('1,u,a\n2,u,"b', ["1"], [3]),  # the file ends in a quote
        ('1,u,"a\n\nb"\n\n2,u,b\n', ["1", "2"], []),  # a quoted line break is none of these
        ('1,u,"a ""b"", c"\n2,u,5" pipe\n', ["1", "2"], []),
        ("1,u,a\r2,u,b\r\n3,u,c", ["1", "2", "3"], []),
    ],
)
def test_a_bad_record_is_counted_where_it_began_and_reading_resumes(rows: str, good: list, bad: list) -> None:
    found, lines = read_text(HEAD + rows)
    assert [values[0] for _, values in found] == good
    assert lines == bad


def test_a_record_of_many_lines_is_no_record() -> None:
    text = "\n".join(["x"] * (MOST_LINES - 1))
    assert read_text(f'{HEAD}1,u,"{text}"\n2,u,b\n') == ([(2, ["1", "u", text]), (MOST_LINES + 1, ["2", "u", "b"])], [])
    found, lines = read_text(f'{HEAD}1,u,"{text}\n\n"\n2,u,b\n')
    assert lines[0] == 2
    assert found == [(MOST_LINES + 3, ["2", "u", "b"])]


def test_a_line_of_any_length_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawlers.csv_file.LONGEST_RECORD", 100)
    assert read_text(f'{HEAD}1,u,a\n2,u,{"b" * 950}\n3,u,"{"c" * 950}\n4,u,d\n') == (
        [(2, ["1", "u", "a"]), (5, ["4", "u", "d"])],
        [3, 4],
    )


@pytest.mark.parametrize("encoding", ["utf-16", "idna"])
def test_bytes_that_an_encoding_gives_up_on_are_a_fault(encoding: str) -> None:
    *_, last = records(BytesIO(f"{HEAD}1,u,包\n".encode()), encoding)
    assert "encoding" in last.fault


def test_utf_16_with_its_mark_is_read() -> None:
    (record,) = records(BytesIO(f"{HEAD}1,u,包\n".encode("utf-16")), "utf-16")
    assert record.values["title"] == "包"


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufffd\ufeff"), max_size=8)


@given(st.lists(st.tuples(CELL, CELL, CELL), max_size=8))
def test_what_a_csv_writer_writes_is_read_back(rows: list[tuple[str, str, str]]) -> None:
    out = StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows)
    found, bad = read_text(HEAD + out.getvalue())
    assert [values for _, values in found] == [list(row) for row in rows]
    assert bad == []


@given(st.text(st.sampled_from('ab,"\n\r\0\ufffd'), max_size=200))
def test_whatever_a_file_holds_every_line_is_read_bad_or_blank(text: str) -> None:
    found = list(records(BytesIO((HEAD + text + "\n1,u,last\n").encode()), ""))
    lines = [record.line for record in found]
    assert lines == sorted(set(lines))
    assert found
