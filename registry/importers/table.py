"""An office's own table, CSV or XLSX: its headers are known, or a mapping file beside it names them."""

import re
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from domain.fields import clean
from domain.problem import Problem
from domain.right import RightStatus
from registry import values
from registry.columns import Style, row
from registry.importer import Importer, Row, UnreadableRegistryError
from registry.mapping import Reading, mapping_file, mapping_of, recognised
from registry.statuses import STATUSES
from registry.table_rows import table

SUFFIXES = (".csv", ".csv.gz", ".xlsx")
NAMES = ";；|、\n"  # not commas: firms have them in their names
CODES = ";；|、，,/\n "
OF_CLASS = re.compile(r"第?\s*(\d{1,2})\s*[类類]")
FEWEST = 2  # columns of known names that make a table an office's


def read(path: Path) -> Iterator[Row | Problem]:
    """Rows and problems, line by line.

    Raises:
        UnreadableRegistryError: cannot be read, or no column is known to hold the number.
    """
    return read_table(path, path.absolute().parent, lambda fields: fields)


def read_table(path: Path, base: Path, complete: Callable[[dict[str, str]], dict[str, str]]) -> Iterator[Row | Problem]:
    """Rows and problems of a table, pictures relative to `base`.

    Args:
        path: the table.
        base: folder that no picture may lie outside of.
        complete: adds what the table leaves open, by the texts of its columns.
    """
    reading: Reading | None = None
    style = _style(base, {})
    for item in table(path):
        if isinstance(item, Problem):
            yield item
            continue
        line, texts = item
        if reading is None:
            reading = mapping_of(path, texts)
            style = _style(base, dict(reading.status))
            for name in reading.unknown:
                yield Problem(path.name, line, f"the column {name[:60]!r} is not known; ignored", "note-column")
            continue
        yield from _row(path, line, complete(reading.fields(texts)), style)
    if reading is None:
        raise UnreadableRegistryError(f"{path.name} is empty; the first line must name the columns")


def _row(path: Path, line: int, fields: dict[str, str], style: Style) -> Iterator[Row | Problem]:
    if any(clean(value) != value for value in fields.values()):
        yield Problem(path.name, line, "not in the file's encoding; save it as UTF-8", "bad-encoding")
        return
    if not fields.get("right_id"):
        yield Problem(path.name, line, "the line has no number of a right; give it one", "bad-id")
        return
    if status := fields.get("status"):
        fields.setdefault("status_text", status)
    yield from row(fields, style, path.name, line)


def _style(base: Path, more: dict[str, RightStatus]) -> Style:
    return Style(
        names=lambda text: values.texts(text, NAMES),
        codes=lambda text: values.texts(OF_CLASS.sub(r"\1;", text), CODES),
        day=values.office_day,
        picture=lambda name: values.picture(name, base),
        status=STATUSES | more,
    )


def fits(path: Path, head: str) -> bool:
    """Whether there is a mapping file, or the header has names that offices use and not those of the registry CSV."""
    if not path.name.lower().endswith(SUFFIXES):
        return False
    if path.name.lower().endswith(".xlsx") or mapping_file(path).is_file():
        return True
    header = _header(path)
    if {"right_id", "kind"} <= {name.strip() for name in header}:
        return False
    return "right_id" in (found := recognised(header)) and len(found) >= FEWEST


def _header(path: Path) -> list[str]:
    try:
        with closing(table(path)) as rows:
            first = next(rows, None)
    except UnreadableRegistryError:
        return []
    return first[1] if isinstance(first, tuple) else []


IMPORTER = Importer(name="table", suffixes=SUFFIXES, read=read, fits=fits)
