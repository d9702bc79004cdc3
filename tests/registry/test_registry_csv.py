"""The registry CSV contract: every gate names its line, and the rest is read."""

import csv
import gzip
import io
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.problem import Problem
from domain.right import Right, RightKind, RightStatus
from registry.columns import CONTRACT as COLUMNS
from registry.importer import Row, UnreadableRegistryError, importer_for
from registry.importers.registry_csv import read
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
        (row(right_id=" "), "bad-id", "right_id"),
        (row(right_id="x" * 256), "bad-id", "255"),
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


def test_a_quote_that_is_never_closed_costs_its_own_line_only(tmp_path: Path) -> None:
    after = [row(right_id=f"TM-{n}") for n in range(3, 400)]
    path = plain(tmp_path / "r.csv", GOOD, row(right_id="TM-2", mark_text='"Velmora'), *after)
    rights, (problem,) = read_all(path)
    assert [right.right_id for right in rights] == ["TM-1", *(f"TM-{n}" for n in range(3, 400))]
    assert (problem.line, problem.code) == (3, "bad-csv")
    assert "quote" in problem.message


@pytest.mark.parametrize("quoted", ['"Velmora"', '"Vel, mora"', '"Vel\nmora"', '"Vel""mora"'])
def test_a_lost_quote_is_told_by_its_line_although_a_later_one_closes_it(tmp_path: Path, quoted: str) -> None:
    path = plain(tmp_path / "r.csv", row(right_id="TM-1", mark_text='"Velmora'), GOOD, row(mark_text=quoted), GOOD)
    rights, problems = read_all(path)
    assert [(problem.line, problem.code) for problem in problems] == [(2, "bad-csv")]
    assert len(rights) == 3


def test_a_lost_quote_at_the_end_loses_nothing_else(tmp_path: Path) -> None:
    rights, (problem,) = read_all(plain(tmp_path / "r.csv", GOOD, row(mark_text='"Velmora')))
    assert (len(rights), problem.line) == (1, 3)


def test_a_value_of_many_lines_is_read_and_one_of_too_many_is_not(tmp_path: Path) -> None:
    for lines, whole in ((49, True), (50, False)):
        value = '"' + "x\n" * lines + '"'
        rights, problems = read_all(plain(tmp_path / "r.csv", row(holder=value), row(right_id="TM-2")))
        assert [right.right_id for right in rights] == (["TM-1", "TM-2"] if whole else ["TM-2"])
        assert not problems if whole else problems[0].line == 2


def test_every_line_with_a_lost_quote_is_still_read_in_no_time(tmp_path: Path) -> None:
    path = plain(tmp_path / "r.csv", *('TM-1,trademark,"' if n % 49 == 0 else "a,b" for n in range(20_000)))
    began = time.monotonic()
    rights, problems = read_all(path)
    assert (len(rights), len(problems)) == (0, 20_000)
    assert [problem.line for problem in problems] == list(range(2, 20_002))
    assert time.monotonic() - began < 10


def test_a_line_without_end_is_passed_over(tmp_path: Path) -> None:
    path = plain(tmp_path / "r.csv", GOOD, "x" * 9_000_001, row(right_id="TM-2"), "y" * 8_000_000)
    rights, problems = read_all(path)
    assert [right.right_id for right in rights] == ["TM-1", "TM-2"]
    assert [(problem.line, problem.code) for problem in problems] == [(3, "bad-csv"), (5, "bad-csv")]
    path = plain(tmp_path / "r.csv", GOOD, row(mark_text='"Velmora'), "x" * 9_000_001, row(right_id="TM-2"))
    rights, problems = read_all(path)
    assert [right.right_id for right in rights] == ["TM-1", "TM-2"]
    assert [problem.line for problem in problems] == [3, 4]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.sampled_from('ab ,"\r\n'), max_size=8), min_size=1, max_size=8))
def test_what_a_csv_writer_wrote_is_read_back(tmp_path: Path, holders: list[str]) -> None:
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerows([("right_id", "kind", "holder"), *((f"TM-{n}", "design", h) for n, h in enumerate(holders))])
    (tmp_path / "r.csv").write_bytes(text.getvalue().encode())
    rights, problems = read_all(tmp_path / "r.csv")
    assert [right.holder for right in rights] == [holder.strip() for holder in holders]
    assert {problem.code for problem in problems} <= {"note-nothing-to-compare"}


@pytest.mark.parametrize(
    ("change", "code", "says"),
    [
        ({"status": "maybe"}, "note-status", "maybe"),
        ({"mark_text": ""}, "note-nothing-to-compare", "mark_text"),
    ],
)
def test_what_is_odd_but_allowed_is_kept_with_a_remark(
    tmp_path: Path, change: dict[str, str], code: str, says: str
) -> None:
    (right,), (problem,) = read_all(plain(tmp_path / "r.csv", row(**change)))
    assert (problem.line, problem.code) == (2, code)
    assert says in problem.message
    assert right.status is (RightStatus.UNKNOWN if "status" in change else RightStatus.REGISTERED)


@pytest.mark.parametrize("status", ["", "unknown", " Unknown "])
def test_a_register_that_says_nothing_of_the_status_needs_no_remark(tmp_path: Path, status: str) -> None:
    (right,), problems = read_all(plain(tmp_path / "r.csv", row(status=status)))
    assert (right.status, problems) == (RightStatus.UNKNOWN, [])


def test_only_id_and_kind_are_needed(tmp_path: Path) -> None:
    (right,), (problem,) = read_all(plain(tmp_path / "r.csv", "TM-1,trademark", header="right_id,kind"))
    assert (right.right_id, problem.code) == ("TM-1", "note-nothing-to-compare")


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
        importer_for(tmp_path / "r.docx")
    with pytest.raises(UnreadableRegistryError, match="xml"):
        importer_for(tmp_path / "r.csv", "xml")


def test_columns_beyond_the_contract_are_read_where_they_are_there(tmp_path: Path) -> None:
    line = (
        "TM-1,trademark,Velmora,R/12,2019-01-02,2501;1802,26.4.18,VELMORA AB;Velmora Oy,Osk & Lin,"
        "Tallow [2024-01-01..],"
        "Corner Shop,SE;FI,red,WORKS,yes,2026-11-20"
    )
    header = (
        "right_id,kind,mark_text,status_text,filed_on,similar_groups,vienna_codes,holder_aliases,agents,licensees,"
        "sellers,territory,colour_claim,disclaimer,well_known,updated_on"
    )
    (found,), problems = read_all(plain(tmp_path / "r.csv", line, header=header))
    assert problems == []
    assert (found.status_text, found.filed_on, found.similar_groups) == ("R/12", date(2019, 1, 2), ("2501", "1802"))
    assert (found.vienna_codes, found.holder_aliases) == (("26.04.18",), ("VELMORA AB", "Velmora Oy"))
    assert (found.agents, found.territory, found.colour_claim) == (("Osk & Lin",), ("SE", "FI"), "red")
    assert (found.disclaimer, found.well_known) == ("WORKS", True)
    assert found.users(date(2023, 1, 1)) == ("Corner Shop", "", "VELMORA AB", "Velmora Oy")
    assert "Tallow" in found.users(date(2024, 1, 1))
