"""The registry CSV contract: every gate names its line, and the rest is read."""

import gzip
from datetime import date
from pathlib import Path

import pytest

from domain.problem import Problem
from domain.right import Right, RightKind, RightStatus
from registry.importer import Row, UnreadableRegistryError, importer_for
from registry.importers.registry_csv import COLUMNS, read
from tests.registry.registry_file import HEADER, plain

GOOD = "TM-1,trademark,Velmora,25,2020-01-01,2030-01-01,registered,,Velmora Works"


def row(**fields: str) -> str:
    """A good line with some fields written otherwise."""
    return ",".join((dict(zip(HEADER.split(","), GOOD.split(","), strict=True)) | fields).values())


def read_all(path: Path) -> tuple[list[Right], list[Problem]]:
    items = list(read(path))
    rights = [item.right for item in items if isinstance(item, Row)]
    return rights, [item for item in items if isinstance(item, Problem)]


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        (row(nice_classes="46"), "bad-class", "46"),
        (row(nice_classes="25;0"), "bad-class", "'0'"),
        (row(nice_classes="٢٥"), "bad-class", "nice_classes"),
        (row(nice_classes="9" * 5_000), "bad-class", "nice_classes"),
        (row(registered_on="yesterday"), "bad-date", "registered_on"),
        (row(expires_on="2026-02-30"), "bad-date", "expires_on"),
        (row(expires_on="2019-12-31"), "bad-date", "before"),
        (row(kind="patent"), "bad-kind", "patent"),
        (row(kind=""), "bad-kind", "trademark or design"),
        (row(status="maybe"), "bad-status", "maybe"),
        (row(right_id=" "), "bad-id", "right_id"),
        (row(right_id="x" * 256), "bad-id", "255"),
        (row(mark_text=""), "nothing-to-compare", "mark_text"),
        (row(mark_text="维摩拉".encode("gbk").decode("utf-8", "surrogateescape")), "bad-encoding", "UTF-8"),
        (row(mark_text="Vel\0mora"), "bad-encoding", "UTF-8"),
        (row(holder="a,b"), "bad-csv", "10 values for 9 columns"),
        ("TM-9,trademark", "bad-csv", "2 values"),
        (row(holder='"Velmora" Works'), "bad-csv", "quotes"),
    ],
)
def test_each_gate_names_the_line_and_lets_the_others_through(tmp_path: Path, line: str, code: str, says: str) -> None:
    path = plain(tmp_path / "r.csv", GOOD, line, row(right_id="TM-3"))
    rights, (problem,) = read_all(path)
    assert [right.right_id for right in rights] == ["TM-1", "TM-3"]
    assert (problem.where, problem.line, problem.code) == ("r.csv", 3, code)
    assert says in problem.message
    str(problem).encode("utf-8")  # what it quotes can be printed


def test_a_quote_that_is_never_closed_is_reported_and_nothing_before_it_lost(tmp_path: Path) -> None:
    path = plain(tmp_path / "r.csv", GOOD, row(right_id="TM-2", mark_text='"Velmora'), row(right_id="TM-3"))
    rights, problems = read_all(path)
    assert [right.right_id for right in rights] == ["TM-1"]
    assert {problem.code for problem in problems} == {"bad-csv"}


def test_a_line_is_counted_as_an_editor_counts_it(tmp_path: Path) -> None:
    path = plain(tmp_path / "r.csv", row(mark_text='"Vel\nmora"'), "", row(nice_classes="99"))
    rights, (problem,) = read_all(path)
    assert (rights[0].mark_text, problem.line) == ("Vel\nmora", 5)


def test_every_column_of_the_contract_is_read(tmp_path: Path) -> None:
    line = (
        'D-1, Design ,Velmora,维摩拉; VLM ;,a.png;sub/b.png,Velmora Works,09;25,2-4;０６-01,"Coats, hats",'
        "已注册,20200229,2030/2/28,CN,S-1;临江店"
    )
    (right,), problems = read_all(plain(tmp_path / "r.csv", line, header=",".join(COLUMNS)))
    assert not problems
    assert right == Right(
        right_id="D-1",
        kind=RightKind.DESIGN,
        mark_text="Velmora",
        aliases=("维摩拉", "VLM"),
        images=(str(tmp_path / "a.png"), str(tmp_path / "sub" / "b.png")),
        holder="Velmora Works",
        nice_classes=(9, 25),
        locarno_classes=("02-04", "06-01"),
        goods="Coats, hats",
        status=RightStatus.REGISTERED,
        registered_on=date(2020, 2, 29),
        expires_on=date(2030, 2, 28),
        jurisdiction="CN",
        authorised_sellers=("S-1", "临江店"),
    )


def test_only_id_and_kind_are_required_columns_in_any_order_with_bom_and_windows_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes("\ufeffkind,images,right_id\r\ntrademark,a.png,TM-1\r\n".encode())
    (right,), problems = read_all(path)
    assert (right.right_id, right.status, problems) == ("TM-1", RightStatus.UNKNOWN, [])


def test_unknown_columns_are_noted_and_not_fatal(tmp_path: Path) -> None:
    rights, (problem,) = read_all(plain(tmp_path / "r.csv", f"{GOOD},x", header=f"{HEADER},source"))
    assert (len(rights), problem.line, problem.code) == (1, 1, "note-column")
    assert "source" in problem.message


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "right_id, kind"),
        (b"right_id,mark_text\nTM-1,Velmora\n", "header lacks kind"),
        (b"\xff\xfer\x00i\x00", "header"),
        (b'right_id,"kind"x\nTM-1,trademark\n', "header"),
        (b"right_id,kind,mark_text,kind\nTM-1,trademark,x,design\n", "twice"),
        (b"\x1f\x8b\x08\x00", "gzip"),
    ],
)
def test_a_file_that_is_no_registry_is_refused_as_a_whole(tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(data)
    with pytest.raises(UnreadableRegistryError, match=says):
        list(read(path))


def test_a_gzip_file_damaged_anywhere_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = plain(tmp_path / "r.csv.gz", *(row(right_id=f"TM-{n}", mark_text=f"Velmora{n * 7919}") for n in range(300)))
    whole = path.read_bytes()
    assert len(read_all(path)[0]) == 300
    for place in range(12, len(whole) - 4, max(1, len(whole) // 60)):
        for damaged in (whole[:place], whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :]):
            path.write_bytes(damaged)
            with pytest.raises(UnreadableRegistryError, match="damaged gzip file"):
                list(read(path))


def test_a_gzipped_file_is_known_by_its_bytes_not_its_name(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_bytes(gzip.compress(f"{HEADER}\n{GOOD}\n".encode()))
    assert len(read_all(path)[0]) == 1


def test_an_absent_file_and_a_folder_are_refused_by_name(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.csv", tmp_path):
        with pytest.raises(UnreadableRegistryError, match=path.name):
            list(read(path))


def test_the_importer_is_found_by_the_ending_or_by_its_name(tmp_path: Path) -> None:
    assert importer_for(tmp_path / "R.CSV.GZ").name == importer_for(tmp_path / "r.txt", "csv").name == "csv"
    with pytest.raises(UnreadableRegistryError, match="csv"):
        importer_for(tmp_path / "r.xlsx")
    with pytest.raises(UnreadableRegistryError, match="xml"):
        importer_for(tmp_path / "r.csv", "xml")
