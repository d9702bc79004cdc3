"""The report of a month, opened by other programs than the ones that wrote it: text, pictures, cells, charts."""

import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from domain.closed_loop import Late, Loop, LoopDay, LoopLine
from exports.chinese_fonts import FAMILIES, NoChineseFontError, best
from exports.month import charts
from exports.month.charts import Series
from exports.month.figures import Month
from exports.month.pdf import pdf
from exports.month.words import WORDS
from exports.month.workbook import workbook

HOSTILE = ('=HYPERLINK("http://evil.example","x")', "#strong[x] $x$ <b>", "</text><script>", "@SUM(A1)", '\\#eval("1")')
FIRST = date(2026, 10, 1)


def line(name: str, recorded: int | None = None, **changes: int) -> LoopLine:
    one = LoopLine(name, recorded, 9, 12, 4, 1, 1, 11.5, 3, 2, 20, 15)
    return replace(one, **changes)  # type: ignore[arg-type]


def month(language: str = "zh", names: tuple[str, ...] = ("临江执法一队", *HOSTILE)) -> Month:
    days = tuple(LoopDay(FIRST + timedelta(days=n), n % 7 * 31, n % 3, n % 2) for n in range(31))
    late = tuple(
        Late(f"R20260901-{n:08X}", name, "临江", "accepted", date(2026, 9, 2), 60 - n) for n, name in enumerate(names)
    )
    loop = Loop(
        FIRST, FIRST + timedelta(days=30), 220, 130, 7, line("", 2_345, sent=1_042),
        tuple(line(name) for name in names), (line("临江", 1_200), line("", 33, sent=0)), days, late,
    )  # fmt: skip
    before = replace(loop, first=date(2026, 9, 1), last=date(2026, 9, 30), total=line("", 1_999))
    return Month(loop, (before, loop), date(2026, 11, 3), language)


@pytest.fixture(scope="module")
def poppler(chinese_font: str) -> None:
    if not shutil.which("pdftotext"):
        pytest.skip("the report's PDF read by another program: no pdftotext (poppler-utils) on this machine")


def text_of(path: Path) -> str:
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


@pytest.mark.usefixtures("poppler")
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_pdf_says_in_its_language_what_happened_and_names_stay_names(tmp_path: Path, language: str) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(pdf(month(language)))
    said = text_of(path)
    place = language == "zh"
    for key in ("title", "summary", "by_month", "by_team", "by_district", "late"):
        assert WORDS[key][place] in said, key
    for figure in ("2,345", "1,042", "75.0%", "11.5", "R20260901-00000000", "2026-09-02"):
        assert figure in said, figure
    assert "临江执法一队" in said
    whole = said.replace(" ", "").replace("\n", "")
    assert "#strong[x]$x$<b>" in whole
    assert "</text>" in whole
    fonts = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True).stdout
    assert all(row.split()[-5] == "yes" for row in fonts.splitlines()[2:]), "every font is embedded"


@pytest.mark.usefixtures("chinese_font")
def test_the_same_figures_give_the_same_bytes() -> None:
    assert pdf(month()) == pdf(month())
    assert workbook(month()) == workbook(month())


@pytest.mark.usefixtures("poppler")
def test_the_charts_are_drawn(tmp_path: Path) -> None:
    from PIL import Image

    path = tmp_path / "report.pdf"
    path.write_bytes(pdf(month()))
    subprocess.run(["pdftoppm", "-r", "50", "-png", path, tmp_path / "page"], check=True)
    pages = [Image.open(one).convert("RGB") for one in sorted(tmp_path.glob("page*.png"))]
    for colour in charts.COLOURS[:2]:
        wanted = tuple(int(colour[n : n + 2], 16) for n in (1, 3, 5))
        seen = sum(page.tobytes().count(bytes(wanted)) for page in pages)
        assert seen > 200, colour


@pytest.mark.usefixtures("chinese_font")
def test_an_empty_month_is_a_report_too() -> None:
    empty = line("", 0, sent=0, leads=0, action_taken=0, dismissed=0, returned=0, open=0, overdue=0, sent_ever=0)
    loop = Loop(FIRST, FIRST, 0, 0, 0, replace(empty, days=None), (), (), (LoopDay(FIRST, 0, 0, 0),), ())
    nothing = Month(loop, (loop,), FIRST, "zh")
    assert pdf(nothing).startswith(b"%PDF")
    assert openpyxl.load_workbook(BytesIO(workbook(nothing)))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_workbook_has_typed_cells_and_charts_and_nothing_to_run(language: str) -> None:
    made = workbook(month(language))
    book = openpyxl.load_workbook(BytesIO(made))
    place = language == "zh"
    assert book.sheetnames[0] == WORDS["summary"][place]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert set(HOSTILE) <= {cell.value for cell in cells}
    by_team = book[WORDS["by_team"][place]]
    assert by_team["B2"].value == 9
    assert by_team.cell(2, by_team.max_column).number_format == "0.0%"
    by_day = book[WORDS["by_day"][place]]
    assert by_day["A2"].is_date
    with zipfile.ZipFile(BytesIO(made)) as parts:
        drawn = [parts.read(name) for name in parts.namelist() if name.startswith("xl/charts/chart")]
    assert len(drawn) == 4
    assert all(b"<c:barChart>" in chart for chart in drawn)


def test_without_a_chinese_font_the_error_says_what_to_install(chinese_font: str) -> None:
    with pytest.raises(NoChineseFontError, match="fonts-noto-cjk"):
        best(["DejaVu Sans", "Libertinus Serif"])
    assert best(["SimSun", "Noto Sans CJK SC"]) == "Noto Sans CJK SC"
    assert chinese_font in FAMILIES


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), max_size=6),
    st.lists(st.integers(0, 10**7), min_size=6, max_size=6),
)
def test_a_chart_of_anything_is_sound_xml_within_its_frame(labels: list[str], values: list[int]) -> None:
    series = [Series("记录", tuple(values[: len(labels)])), Series("<&>", tuple(reversed(values[: len(labels)])))]
    for drawn in (charts.columns(labels, series, "Noto Sans CJK SC"), charts.bars(labels, series, 'a"b')):
        root = etree.fromstring(drawn)
        height = float(root.get("height"))
        for box in root.iter("{*}rect"):
            x, y, wide, tall = (float(box.get(name)) for name in ("x", "y", "width", "height"))
            assert 0 <= x <= x + wide <= charts.WIDTH + 0.1
            assert -0.1 <= y <= y + tall <= height + 0.1
