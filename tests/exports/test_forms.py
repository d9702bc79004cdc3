"""The office's forms: what is known stands in them, what is not is a line to write on, and an office has its own."""

import re
import shutil
import subprocess
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from exports.form import BLANK, FORMS, UnusableFormError
from exports.pack import make
from tests.exports.made_case import crawled

NAMES = ("clue_notice", "extraction_record")


def words(data: bytes) -> str:
    """Every text of a Word file, cell by cell."""
    paper = Document(BytesIO(data))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in paper.paragraphs), *cells])


def pdf_words(data: bytes, folder: Path) -> str:
    (folder / "form.pdf").write_bytes(data)
    done = subprocess.run(
        ["pdftotext", "-layout", folder / "form.pdf", "-"], capture_output=True, text=True, check=True
    )
    return done.stdout


def packed(tmp_path: Path, *titles: str, **fields: str) -> dict[str, bytes]:
    house, leads = crawled(tmp_path / "data", list(titles))
    case = house.case(leads, recipient="临江市市场监督管理局", fields=tuple(sorted(fields.items())))
    made = make(case, house.shop(), tmp_path / "a.zip")
    with zipfile.ZipFile(made.path) as pack:
        return {name: pack.read(name) for name in pack.namelist()}


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="PDF texts: no pdftotext on this machine")
def test_known_fields_stand_in_both_and_unknown_ones_are_blank(tmp_path: Path) -> None:
    files = packed(tmp_path, "Velmora 加厚外套", due_on="2026-12-15", witness="")
    for name, known in (
        ("clue_notice", ("临江市市场监督管理局", "小满优选", "2026-12-15")),
        ("extraction_record", ("127.0.0.1",)),
    ):
        for text in (words(files[f"{name}.docx"]), pdf_words(files[f"{name}.pdf"], tmp_path)):
            assert all(one in text for one in known), name
            assert BLANK in text
            assert "{{" not in text
    record = words(files["extraction_record.docx"])
    for label in ("提取人及单位", "见证人", "网络环境检查", "主机(设备)检查", "时间同步情况"):
        assert re.search(rf"^{re.escape(label)}\n{BLANK}$", record, re.MULTILINE), label
    assert "markhound test" in record


def test_hostile_titles_are_text(tmp_path: Path) -> None:
    title = "{{ 7*7 }} <w:p/> & \u202eevil\x07 {% raw %}"
    text = words(packed(tmp_path, title)["clue_notice.docx"])
    assert "{{ 7*7 }} <w:p/> & [U+202E]evil[U+0007] {% raw %}" in text


@pytest.mark.parametrize("name", NAMES)
def test_an_office_replaces_a_form(name: str, tmp_path: Path) -> None:
    house, leads = crawled(tmp_path / "data", ["Velmora 加厚外套"])
    forms = house.base / "packs" / "forms"
    forms.mkdir(parents=True)
    own = Document(str(FORMS / f"{name}.docx"))
    own.add_paragraph("本局自用 {{ right_id }}{{ tool }} 备查:{{ our_own_field }}")
    own.save(str(forms / f"{name}.docx"))
    made = make(house.case(leads), house.shop(), tmp_path / "a.zip")
    with zipfile.ZipFile(made.path) as pack:
        text = words(pack.read(f"{name}.docx"))
    assert "本局自用" in text
    assert f"备查:{BLANK}" in text


def test_a_form_that_cannot_be_filled_in_is_named(tmp_path: Path) -> None:
    house, leads = crawled(tmp_path / "data", ["Velmora 加厚外套"])
    forms = house.base / "packs" / "forms"
    forms.mkdir(parents=True)
    own = Document()
    own.add_paragraph("{{ 1/0 }}{% if %}")
    own.save(str(forms / "clue_notice.docx"))
    with pytest.raises(UnusableFormError, match=r"clue_notice\.docx cannot be filled in"):
        make(house.case(leads), house.shop(), tmp_path / "a.zip")
    assert not (tmp_path / "a.zip").exists()
