"""What leaves: confirmed leads only, whole files only, in every format."""

import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pytest

from domain.lead import Lead, LeadState
from exports.export import export
from exports.format import Format, formats
from tests.exports.decided import HOUSE, lead

FORMATS = sorted(formats().values(), key=lambda form: form.name)


def by_name(form: Format) -> str:
    return form.name


def inside(data: bytes) -> bytes:
    """What a file holds: of a workbook the texts of its parts, as they are packed."""
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return b"".join(book.read(name) for name in book.namelist())


@pytest.mark.parametrize("form", FORMATS, ids=by_name)
def test_every_format_writes_nothing_and_two_leads(form: Format, tmp_path: Path) -> None:
    empty = export([], form, tmp_path / f"empty{form.suffix}")
    two = export([lead("L-1"), lead("L-2", title="Velmora 外套 🧥")], form, tmp_path / f"two{form.suffix}")
    assert (empty.leads, two.leads) == (0, 2)
    data = two.path.read_bytes()
    assert len(inside(data)) > len(inside(empty.path.read_bytes()))
    assert two.digest == hashlib.sha256(data).hexdigest()
    assert all(text.encode() in inside(data) for text in ("L-1", "L-2", "🧥", "看过", "Lin"))


@pytest.mark.parametrize("form", FORMATS, ids=by_name)
def test_only_what_a_person_confirmed_leaves(form: Format, tmp_path: Path) -> None:
    leads = [lead(f"listing-{state.value}", state) for state in LeadState]
    undecided = replace(lead("listing-undecided", LeadState.OPEN), decision=None)
    written = export([undecided, *leads], form, tmp_path / "out")
    data = inside(written.path.read_bytes())
    assert written.leads == 1
    assert b"listing-confirmed" in data
    assert not any(f"listing-{state}".encode() in data for state in ("open", "changed", "unsure", "dismissed"))
    assert b"listing-undecided" not in data


@pytest.mark.parametrize("form", FORMATS, ids=by_name)
def test_the_house_s_own_paths_stay_in_the_house(form: Format, tmp_path: Path) -> None:
    data = inside(export([lead()], form, tmp_path / "out").path.read_bytes())
    assert HOUSE.encode() not in data
    assert b"srv/house" not in data


@pytest.mark.parametrize("form", FORMATS, ids=by_name)
def test_the_same_leads_give_the_same_bytes(form: Format, tmp_path: Path) -> None:
    assert export([lead()], form, tmp_path / "a").digest == export([lead()], form, tmp_path / "b").digest


def test_formats_differ_in_name_and_ending_and_are_named_as_a_person_would_type_them() -> None:
    assert {"csv", "jsonl"} <= {form.name for form in FORMATS}
    assert len({form.suffix for form in FORMATS}) == len(FORMATS)
    assert all(form.name.isalnum() and form.name.islower() and form.suffix.startswith(".") for form in FORMATS)


def test_an_export_that_breaks_off_leaves_the_old_file_and_no_draft(tmp_path: Path) -> None:
    def leads() -> Iterator[Lead]:
        yield lead()
        raise ConnectionError("the database is gone")

    path = tmp_path / "out.csv"
    path.write_text("the old export")
    for form in FORMATS:
        with pytest.raises(ConnectionError):
            export(leads(), form, path)
        assert path.read_text() == "the old export"
        assert [found.name for found in tmp_path.iterdir()] == ["out.csv"]


def test_nothing_stands_under_the_name_before_all_is_written(tmp_path: Path) -> None:
    path = tmp_path / "new" / "out.txt"
    there = []

    def write(leads: Iterable[Lead], file: BinaryIO) -> int:
        for _ in leads:
            file.write(b"x")
            there.append(path.exists())
        return 2

    export([lead("L-1"), lead("L-2")], Format("slow", ".txt", write), path)
    assert there == [False, False]
    assert path.read_bytes() == b"xx"
