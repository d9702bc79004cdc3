"""What all importers of offices' XML share: records in, rows and problems out."""

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from domain.fields import clean
from domain.problem import Problem
from domain.right import Right, RightStatus
from registry.importer import Row
from registry.remarks import Remarks
from registry.statuses import status_of
from registry.values import ValueFault, check, is_address, nice, picture
from registry.xml_records import Record, records

SUFFIXES = (".xml", ".xml.gz", ".zip")
Code = TypeVar("Code", int, str)
NO_PICTURE = frozenset({"", "no image available"})


@dataclass
class Reading:
    """A file under way, for the functions that make rights of its records.

    Attributes:
        base: folder that pictures are relative to.
        line: of the record at hand.
        remarks: what is remarkable about records that are taken all the same.
        header: texts of simple elements outside records.
    """

    base: Path
    line: int
    remarks: Remarks
    header: dict[str, str]

    def status(self, text: str) -> RightStatus:
        """The meaning of a status; an unknown one is remarked on."""
        found = status_of(text)
        if found is None:
            self.remarks.add("note-status", f"status {text[:60]!r} is not known and is taken as unknown", self.line)
        return found or RightStatus.UNKNOWN

    def nice(self, found: Iterable[str]) -> tuple[int, ...]:
        """The Nice classes among the numbers, each once; national classes are remarked on."""
        return self.codes(nice, found)

    def codes(self, reads: Callable[[str], Code], found: Iterable[str]) -> tuple[Code, ...]:
        """The codes that are of their classification, each once; the right can do without the others."""
        codes: dict[Code, None] = {}
        for text in found:
            try:
                codes[reads(text)] = None
            except ValueFault:
                self.remarks.add("note-class", f"{text[:20]!r} is no {reads.__name__} class, left out", self.line)
        return tuple(codes)

    def pictures(self, names: list[str]) -> tuple[str, ...]:
        """The pictures that lie beside the file; the others are remarked on, as the right can do without them.

        Raises:
            ValueFault: one would lie outside of the file's folder.
        """
        there = []
        for name in names:
            if name.lower() in NO_PICTURE:
                continue
            if is_address(name):
                self.remarks.add(
                    "note-picture-address", "pictures are named by address; put them beside the file", self.line
                )
            elif Path(location := picture(name, self.base)).is_file():
                there.append(location)
            else:
                self.remarks.add("note-picture-absent", "pictures are named that do not lie beside the file", self.line)
        return tuple(dict.fromkeys(there))


Made = Iterator[tuple[Right, str]]


def read(path: Path, tags: frozenset[str], rights: Callable[[ET.Element, Reading], Made]) -> Iterator[Row | Problem]:
    """Rows and problems of the records of those names.

    Args:
        path, tags: as `registry.xml_records.records`.
        rights: makes a record's rights, each with the ISO time as of which it is so, or raises `ValueFault`.

    Raises:
        registry.importer.UnreadableRegistryError: as `registry.xml_records.records`.
    """
    return rows(path, records(path, tags), rights)


def rows(path: Path, found: Iterator[Record], rights: Callable[[ET.Element, Reading], Made]) -> Iterator[Row | Problem]:
    """As `read`, of records that are read already."""
    reading = Reading(path.absolute().parent, 0, Remarks(), {})
    for record in found:
        if record.element is None:
            continue
        reading.line, reading.header = record.line, record.header
        try:
            for right, as_of in rights(record.element, reading):
                if not right.names and not right.images:
                    reading.remarks.add("note-nothing-to-compare", "neither text nor pictures", record.line)
                yield Row(record.line, check(right), as_of)
        except ValueFault as error:
            yield Problem(path.name, record.line, str(error), error.code)
    yield from reading.remarks.problems(path.name)


def first(element: ET.Element, *paths: str) -> str:
    """The first text that is not empty at any of the paths, on one line."""
    for path in paths:
        for found in element.iterfind(path):
            if found.text and (text := plain(found.text)):
                return text
    return ""


def every(element: ET.Element, *tags: str) -> list[str]:
    """All texts of elements of those names, at any depth, in the order of the file, each once."""
    wanted = frozenset(tags)
    found = (plain(one.text) for one in element.iter() if one.text and one.tag in wanted)
    return list(dict.fromkeys(text for text in found if text))


def plain(text: str) -> str:
    """The text on one line, without what databases refuse."""
    return " ".join(clean(text).split())
