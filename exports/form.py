"""Forms of the office: filled in as DOCX and as PDF, from templates that an office can replace."""

import hashlib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from docxtpl import DocxTemplate

from exports.case import Case, Item
from exports.part import Bench
from exports.typeset import PAPER, pdf

FORMS = Path(__file__).parent / "forms"
BLANK = "＿＿＿＿＿＿＿＿"
MOST_ROWS = 200  # of a form; leads.xlsx and manifest.json list all
DAY_ONE = (1980, 1, 1, 0, 0, 0)

Fields = dict[str, str]


@dataclass(frozen=True, slots=True)
class Form:
    """A form.

    Attributes:
        name: of its templates, `<name>.docx` and `<name>.typ`, and of its files.
        title: what stands on it.
        labels: name of each field and its label, in the order of the form.
        columns: the same of its table.
    signs: label and name of each line to sign.
        fields: what is known of a case, by name; what is not known is left out.
        row: a lead's line in the table, by column.
    """

    name: str
    title: str
    labels: tuple[tuple[str, str], ...]
    columns: tuple[tuple[str, str], ...]
    signs: tuple[tuple[str, str], ...]
    fields: Callable[[Case, Path], Fields]
    row: Callable[[Case, Item], Fields]


class UnusableFormError(ValueError):
    """An office's own template cannot be filled in."""


def write(form: Form, case: Case, bench: Bench) -> list[str]:
    """Writes the form twice.

    Raises:
        UnusableFormError: the office's template cannot be filled in; the message says why.
    """
    given = {name: value for name, value in case.errand.fields if value}
    known = {name: value for name, value in form.fields(case, bench.folder).items() if value} | given
    rows = []
    for number, item in enumerate(case.items, 1):
        if number <= MOST_ROWS:
            line = {name: value for name, value in form.row(case, item).items() if value}
            rows.append(_Blanks(line | {"n": str(number)}))
        bench.tell(1)
    rest = len(case.items) - len(rows)
    values = _Blanks(known | {"rest": f"其余 {rest} 条见 leads.xlsx 与 manifest.json。" if rest else " "})
    names = [f"{form.name}.docx", f"{form.name}.pdf"]
    (bench.folder / names[0]).write_bytes(_docx(_template(form, bench, ".docx"), values, rows))
    data: dict[str, object] = {
        "title": form.title,
        "fields": [(label, values[name]) for name, label in form.labels],
        "columns": [label for _, label in form.columns],
        "rows": [[row[name] for name, _ in form.columns] for row in rows],
        "rest": values["rest"],
        "signs": [(label, values[name]) for name, label in form.signs],
        "case_id": case.case_id,
    }
    with TemporaryDirectory(dir=bench.folder) as scratch:
        (bench.folder / names[1]).write_bytes(pdf(_template(form, bench, ".typ"), data, Path(scratch), bench.fonts))
    return names


class _Blanks(dict[str, str]):
    """Fields; one that nobody knows is a line to write on."""

    def __missing__(self, name: str) -> str:
        return BLANK


def _template(form: Form, bench: Bench, suffix: str) -> Path:
    """The office's own, else ours."""
    own = bench.forms / f"{form.name}{suffix}"
    if own.is_file():
        return own
    return FORMS / f"{form.name}.docx" if suffix == ".docx" else PAPER / "form.typ"


def _docx(template: Path, values: Fields, rows: list[_Blanks]) -> bytes:
    document = DocxTemplate(str(template))
    try:
        wanted = document.get_undeclared_template_variables()
        # Named one by one: a field that our own form does not have, and the office's does, is blank as well.
        context = {name: values[name] for name in wanted} | {"rows": rows}
        document.render(context, autoescape=True)
    except Exception as error:
        raise UnusableFormError(
            f"the form {template} cannot be filled in ({error}); mend it, or take it out"
        ) from error
    out = BytesIO()
    document.save(out)
    return _undated(out.getvalue())


def _undated(data: bytes) -> bytes:
    """The same package without the times of its making, so that it can be made again."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            info = zipfile.ZipInfo(name, DAY_ONE)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return out.getvalue()


def digest_in(folder: Path, name: str) -> str:
    """SHA-256 of a file that an earlier part wrote, "" where there is none."""
    path = folder / name
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
