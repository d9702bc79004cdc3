"""Makes the Word templates of exports/forms/, which an office can open, change and put into its own forms folder."""

from pathlib import Path

from docx import Document
from docx.document import Document as Paper
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from exports.parts.clue_notice import FORM as NOTICE
from exports.parts.extraction_record import FORM as RECORD

FORMS = Path(__file__).resolve().parent.parent / "exports" / "forms"
SONG = "宋体"

CLOSING = {
    "clue_notice": "附件:案件材料(接收单位可核验 manifest.json 所列 SHA-256)。",
    "extraction_record": "以上内容经核对无误。",
}


def main() -> None:
    """Writes them."""
    FORMS.mkdir(exist_ok=True)
    for form in (NOTICE, RECORD):
        paper = _paper(form.title, form.labels)
        _table(paper, form.columns)
        paper.add_paragraph("{{ rest }}")
        paper.add_paragraph(CLOSING[form.name])
        paper.add_paragraph("    ".join(f"{label}:{{{{ {name} }}}}" for name, label in form.signs))
        paper.save(str(FORMS / f"{form.name}.docx"))


def _paper(title: str, fields: tuple[tuple[str, str], ...]) -> Paper:
    paper = Document()
    style = paper.styles["Normal"]
    style.font.name, style.font.size = SONG, Pt(10.5)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), SONG)
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    head = paper.add_paragraph()
    head.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = head.add_run(title)
    run.bold, run.font.size = True, Pt(18)
    table = paper.add_table(rows=0, cols=2, style="Table Grid")
    for name, label in fields:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, f"{{{{ {name} }}}}"
        cells[0].width, cells[1].width = Cm(4.2), Cm(12.4)
    paper.add_paragraph()
    return paper


def _table(paper: Paper, columns: tuple[tuple[str, str], ...]) -> None:
    """A table with a row a capture; rows of tags alone are docxtpl's own and vanish."""
    table = paper.add_table(rows=4, cols=len(columns), style="Table Grid")
    table.rows[1].cells[0].text = "{%tr for row in rows %}"
    table.rows[3].cells[0].text = "{%tr endfor %}"
    for place, (name, label) in enumerate(columns):
        table.rows[0].cells[place].text = label
        table.rows[2].cells[place].text = f"{{{{ row.{name} }}}}"
        for row in table.rows:
            for paragraph in row.cells[place].paragraphs:
                for run in paragraph.runs:
                    run.font.size = Pt(8)


if __name__ == "__main__":
    main()
