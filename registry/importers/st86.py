"""WIPO ST.86: designs, as the European and the French office write them."""

from collections.abc import Iterator
from pathlib import Path

from domain.problem import Problem
from registry.importer import Importer, Row
from registry.office_xml import SUFFIXES
from registry.office_xml import read as read_records
from registry.wipo import designs

RECORDS = frozenset({"DesignApplication", "Design"})


def read(path: Path) -> Iterator[Row | Problem]:
    """Rows and problems, record by record.

    Raises:
        registry.importer.UnreadableRegistryError: not XML, or XML that no register sends.
    """
    return read_records(path, RECORDS, designs)


def fits(path: Path, head: str) -> bool:
    """Whether the root says so."""
    own = "XMLSchema/designs" in head or "design_Transaction" in head or "DesignTransactionBody" in head
    return own and "XMLSchema/ST96/" not in head


IMPORTER = Importer(name="st86", suffixes=SUFFIXES, read=read, fits=fits)
