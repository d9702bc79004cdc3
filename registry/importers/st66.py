"""WIPO ST.66: trademarks, as most European offices and the US office's status service write them."""

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from domain.problem import Problem
from registry.importer import Importer, Row
from registry.office_xml import SUFFIXES, rows
from registry.wipo import trademark
from registry.xml_records import Record, records

PARTIES = frozenset({"ApplicantDetails", "HolderDetails", "RepresentativeDetails"})


def read(path: Path) -> Iterator[Row | Problem]:
    """Rows and problems, record by record.

    Raises:
        registry.importer.UnreadableRegistryError: not XML, or XML that no register sends.
    """
    return rows(path, _joined(records(path, PARTIES | {"TradeMark"}, "TransactionData")), trademark)


def _joined(found: Iterator[Record]) -> Iterator[Record]:
    """The marks; parties that stand beside the only mark of a transaction are put into it.

    Beside several they belong to nobody in particular, as there each mark names its own.
    """
    held: Record | None = None
    parties: list[ET.Element] = []
    alone = True
    for record in found:
        if record.tag == "TradeMark":
            if held is not None:
                yield held
                alone = False
            held = record
        elif record.element is not None:
            parties.append(record.element)
        else:
            if held is not None:
                yield _with(held, parties) if alone else held
            held, alone = None, True
            parties.clear()
        if len(parties) > 1_000:  # a file of parties alone; nothing of it is kept
            parties.clear()
    if held is not None:
        yield held


def _with(mark: Record, parties: list[ET.Element]) -> Record:
    whole = mark.element
    if whole is not None:
        whole.extend(parties)
    return replace(mark, element=whole)


def fits(path: Path, head: str) -> bool:
    """Whether the root says so."""
    return "TradeMarkTransactionBody" in head or "XMLSchema/trademarks" in head


IMPORTER = Importer(name="st66", suffixes=SUFFIXES, read=read, fits=fits)
