"""Offices' own tables and folders of pictures: headers are recognised or mapped, each line is a right or a problem."""

import zipfile
from datetime import date
from pathlib import Path

import factories
import pytest
from openpyxl import Workbook

from domain.problem import Problem
from domain.right import RightKind, RightStatus
from registry.importer import Row, UnreadableRegistryError, importer_for

HEADER = (
    "注册号,商标名称,申请人/注册人,国际分类,类似群,商品/服务,注册日期,专用期限,法律状态,商标图样,"
    "放弃专用权,是否驰名,备注"
)
LINE = (
    "3012345,棠屿,棠屿服饰（临江）有限公司,25;18,2501；1802,外套；包,2020年6月14日,"
    "2020年06月14日至2030年06月13日,已注册,,衣,是,x"
)


def read(path: Path, name: str = "table") -> tuple[list[Row], list[Problem]]:
    importer = importer_for(path)
    assert importer.name == name
    items = list(importer.read(path))
    return [one for one in items if isinstance(one, Row)], [one for one in items if isinstance(one, Problem)]


def sheet(path: Path, *rows: tuple[object, ...]) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_an_office_s_chinese_headers_are_recognised_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "marks.csv"
    path.write_bytes(f"{HEADER}\n{LINE}\n,,,,,,,,,,,,\n".encode(encoding))
    (row,), problems = read(path)
    right = row.right
    assert (right.right_id, right.kind, right.mark_text) == ("3012345", RightKind.TRADEMARK, "棠屿")
    assert (right.holder, right.nice_classes, right.goods) == ("棠屿服饰（临江）有限公司", (25, 18), "外套；包")
    assert (right.registered_on, right.expires_on) == (date(2020, 6, 14), date(2030, 6, 13))
    assert (right.similar_groups, right.disclaimer, right.well_known) == (("2501", "1802"), "衣", True)
    assert (right.status, right.status_text) == (RightStatus.REGISTERED, "已注册")
    assert [(one.line, one.code) for one in problems] == [(1, "note-column"), (3, "bad-id")]


def test_a_sheet_is_read_like_a_table(tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "marks.xlsx",
        ("注册号", "商标", "类别", "注册日期", "有效期至", "状态"),
        (3012345, "Velmora", 25, date(2020, 1, 2), "2030-01-02", "期满未续展"),
        (3012346, "Orwin", "99", None, None, ""),
    )
    (row,), (problem,) = read(path)
    assert (row.right.right_id, row.right.nice_classes, row.line) == ("3012345", (25,), 2)
    assert (row.right.registered_on, row.right.status) == (date(2020, 1, 2), RightStatus.EXPIRED)
    assert (problem.line, problem.code) == (3, "bad-class")


def test_a_mapping_file_says_what_the_headers_do_not(tmp_path: Path) -> None:
    path = tmp_path / "marks.csv"
    path.write_text("No,Cls,Wortlaut,Lage\n7,9,Velmora,läuft\n7,25,Velmora,fort\n", encoding="utf-8")
    (tmp_path / "marks.mapping.toml").write_text(
        '[columns]\nright_id = ["No", "Cls"]\nnice_classes = "Cls"\nmark_text = "Wortlaut"\nstatus = "Lage"\n'
        '[defaults]\njurisdiction = "DE"\n[status]\n"läuft" = "registered"\n"fort" = "cancelled"\n',
        encoding="utf-8",
    )
    rows, problems = read(path)
    assert [row.right.right_id for row in rows] == ["7-9", "7-25"]
    assert [row.right.status.value for row in rows] == ["registered", "cancelled"]
    assert {row.right.jurisdiction for row in rows} == {"DE"}
    assert problems == []


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ("[columns]\nright_id = 'Nummer'", "has no column 'Nummer'"),
        ("[columns]\nrigth_id = 'No'", "'rigth_id' is not known"),
        ("[columns", "marks.mapping.toml cannot be read"),
        ("[columns]\nright_id='No'\n[status]\nx = 'gone'", "the words are"),
        ("[columns]\nmark_text = 'No'", "no column is known to hold the number"),
    ],
)
def test_a_mapping_file_that_is_wrong_is_refused_in_a_sentence(tmp_path: Path, mapping: str, message: str) -> None:
    path = tmp_path / "marks.csv"
    path.write_text("No,Wort\n7,Velmora\n", encoding="utf-8")
    (tmp_path / "marks.mapping.toml").write_text(mapping, encoding="utf-8")
    with pytest.raises(UnreadableRegistryError, match=message):
        read(path)


def test_names_keep_their_commas_and_classes_are_read_as_people_write_them(tmp_path: Path) -> None:
    path = tmp_path / "marks.csv"
    path.write_text(
        "注册号,类型,權利類型,商标,类别,代理机构,被许可人,有效期\n"
        '7,,,Velmora,"第25类、第18类","Osk, Lin & Co.；林小满","Tallow Co., Ltd. [..2025-12-31]",2030年1月2日\n'
        "8,,,Orwin,9 25/35,,,2020-01-02 至 soon\n",
        encoding="utf-8",
    )
    (tmp_path / "marks.mapping.toml").write_text('[defaults]\nkind = "商标"\n', encoding="utf-8")
    (row,), problems = read(path)
    right = row.right
    assert (right.nice_classes, right.agents) == ((25, 18), ("Osk, Lin & Co.", "林小满"))
    assert [(one.name, one.until) for one in right.permissions] == [("Tallow Co., Ltd.", date(2025, 12, 31))]
    assert (right.kind, right.expires_on) == (RightKind.TRADEMARK, date(2030, 1, 2))
    assert [(one.line, one.code) for one in problems if not one.code.startswith("note-")] == [(3, "bad-date")]


def test_the_registry_csv_stays_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("right_id,kind,mark_text,status,updated_on\nTM-1,trademark,Velmora,registered,2026-11-20\n")
    (row,), problems = read(path, "csv")
    assert (row.right.mark_text, row.as_of, problems) == ("Velmora", "2026-11-20", [])


@pytest.mark.parametrize("kind", ["cut", "doctype"])
def test_a_damaged_or_hostile_sheet_is_refused_in_a_sentence(tmp_path: Path, kind: str) -> None:
    path = sheet(tmp_path / "marks.xlsx", ("注册号", "商标"), (1, "Velmora"))
    if kind == "cut":
        path.write_bytes(path.read_bytes()[:2_000])
    else:
        with zipfile.ZipFile(path, "a") as folder:
            folder.writestr("xl/evil.xml", '<!DOCTYPE a [<!ENTITY a "ha">]><a>&a;</a>')
    with pytest.raises(UnreadableRegistryError, match="save it"):
        read(path)


def test_a_folder_s_pictures_belong_to_the_numbers_that_they_begin_with(tmp_path: Path) -> None:
    folder = tmp_path / "designs"
    for seed, name in enumerate(("301_2.png", "301_1.png", "301_10.png", "sub/302.jpg", "stray.png")):
        factories.picture(folder / name, seed)
    (folder / "designs.csv").write_text(
        "专利号,设计名称,洛迦诺分类\n301,折叠椅,06-01\n302,灯,26-05\n303,杯,07-01\n", encoding="utf-8"
    )
    rows, problems = read(folder, "folder")
    assert [[Path(image).name for image in row.right.images] for row in rows] == [
        ["301_1.png", "301_2.png", "301_10.png"], ["302.jpg"], [],
    ]  # fmt: skip
    assert {row.right.kind for row in rows} == {RightKind.DESIGN}
    assert [problem.code for problem in problems] == ["note-nothing-to-compare", "note-picture-unused"]
    (folder / "other.csv").write_text("a\n")
    with pytest.raises(UnreadableRegistryError, match="2 tables"):
        read(folder, "folder")


def test_a_picture_named_elsewhere_is_a_bad_line(tmp_path: Path) -> None:
    path = tmp_path / "marks.csv"
    path.write_text("注册号,商标,图片\n1,Velmora,../a.png\n", encoding="utf-8")
    (_, (problem,)) = read(path)
    assert (problem.line, problem.code) == (2, "bad-path")
