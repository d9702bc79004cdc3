"""WIPO ST.96: trademarks and designs, the successor of ST.66 and ST.86."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

from domain.problem import Problem
from registry.importer import Importer, Row
from registry.office_xml import SUFFIXES, Made, Reading
from registry.office_xml import read as read_records
from registry.wipo import designs, trademark

RECORDS = frozenset({"Trademark", "Design", "DesignApplication"})


def read(path: Path) -> Iterator[Row | Problem]:
    """Rows and problems, record by record.

    Raises:
        registry.importer.UnreadableRegistryError: not XML, or XML that no register sends.
    """
    return read_records(path, RECORDS, _rights)


def _rights(record: ET.Element, reading: Reading) -> Made:
    return trademark(record, reading) if record.tag == "Trademark" else designs(record, reading)


def fits(path: Path, head: str) -> bool:
    """Whether the root says so; drafts of the standard had another namespace."""
    return any(name in head for name in ("XMLSchema/ST96/", "XMLSchema/Trademark/1", "XMLSchema/Design/1"))


IMPORTER = Importer(name="st96", suffixes=SUFFIXES, read=read, fits=fits)
