"""CSV for spreadsheets: every cell comes back as text, and none as a formula."""

import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from exports.formats.table_csv import safe_cell, write
from exports.row import COLUMNS
from tests.exports.decided import lead

SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BLANKS = ("", " ", "  ", "\u00a0", "\u3000", "\ufeff", "\u2003", "\u200b", " \u00a0\u3000")
tricky = st.text(st.sampled_from(""";,"'=+-@\t\r\n a＝\u200b\u3000"""), max_size=12)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)


def table(*notes: str) -> list[dict[str, str]]:
    file = io.BytesIO()
    assert write([lead(f"L-{n}", note=note) for n, note in enumerate(notes)], file) == len(notes)
    return list(csv.DictReader(io.StringIO(file.getvalue().decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("blank", BLANKS, ids=ascii)
@pytest.mark.parametrize("sign", SIGNS, ids=ascii)
def test_a_formula_is_read_back_as_text(sign: str, blank: str) -> None:
    payload = f'{blank}{sign}HYPERLINK("https://evil.example","看")'
    (row,) = table(payload)
    assert row["note"] == f"'{payload}"


@pytest.mark.parametrize("column", ["title", "url", "seller_name", "currency", "listing_id"])
def test_every_column_that_a_seller_fills_is_guarded(column: str) -> None:
    from domain.listing import Seller

    fields = {"seller": Seller(name="=1+1")} if column == "seller_name" else {column: "=1+1"}
    file = io.BytesIO()
    write([lead(**({"listing_id": "x"} | fields))], file)
    (row,) = csv.DictReader(io.StringIO(file.getvalue().decode("utf-8-sig"), newline=""))
    assert row[column] == "'=1+1"


@settings(deadline=None)
@given(st.lists(texts, min_size=1, max_size=3))
@example(['a "quoted", b\r\nnext;\tline', "维摩拉 🧥\u2028x", "'=1"])
@example(["trailing\\", ""])
def test_every_text_comes_back_whole(notes: list[str]) -> None:
    rows = table(*notes)
    assert [row["note"] for row in rows] == [safe_cell(note) for note in notes]
    assert all(tuple(row) == COLUMNS for row in rows)


@given(st.one_of(texts, tricky))
def test_only_apostrophes_are_ever_added_and_only_where_needed(text: str) -> None:
    cell = safe_cell(text)
    assert cell.replace("'", "") == text.replace("'", "")
    assert safe_cell(cell) == cell
    if text and text[0].isalnum() and not set(text) & set(";\t\r\n"):
        assert cell == text


@settings(deadline=None)
@given(st.lists(tricky, min_size=1, max_size=3), st.sampled_from([",", ";", "\t"]))
@example(["a;=1+1", 'b;"=1+1', "c\r\n=1+1"], ";")
def test_however_a_spreadsheet_splits_the_file_no_cell_begins_a_formula(notes: list[str], delimiter: str) -> None:
    file = io.BytesIO()
    write([lead(f"L-{n}", note=note, title=note or "x") for n, note in enumerate(notes)], file)
    rows = csv.reader(io.StringIO(file.getvalue().decode("utf-8-sig"), newline=""), delimiter=delimiter)
    assert not [cell for row in rows for cell in row if cell.strip(" \u3000\u200b")[:1] in set(SIGNS[:4] + SIGNS[7:])]


def test_a_long_text_is_guarded_in_no_time() -> None:
    for text in ("\t" * 10**6, ";" * 10**6, "; " * 10**6, ";" + " " * 10**6, "\r\n" * 10**6, ' "' * 10**6):
        safe_cell(text)


def test_spreadsheets_see_that_it_is_utf_8() -> None:
    file = io.BytesIO()
    write([], file)
    assert file.getvalue() == b"\xef\xbb\xbf" + ",".join(f'"{name}"' for name in COLUMNS).encode() + b"\r\n"
    assert not file.closed
