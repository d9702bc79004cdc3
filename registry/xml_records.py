"""XML records one after another, in flat memory, from files that nobody vouches for.

Expat (of the standard library) rather than lxml: it knows the line of every record however long the file is (libxml2
stops counting at 65,535), builds nothing of what stands outside records, so that even a file of nothing else stays
flat, and a declaration of an entity can be refused where it stands, before anything is expanded. External DTDs are
never fetched: it does not know how.
"""

import codecs
import xml.etree.ElementTree as ET
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from xml.parsers import expat

from registry.importer import UnreadableRegistryError
from registry.opening import encoding, opened

CHUNK = 65_536  # bytes
DEEPEST = 200  # levels; the formats have about 25
LARGEST = 200_000  # elements of a record; a US case file of many years has some thousands
LONGEST_TEXT = 8_000_000  # characters of a record
HEADER_VALUES = 50  # outside records, that a record can be asked for


@dataclass(frozen=True, slots=True)
class Record:
    """A record of an XML file.

    Attributes:
        line: 1-based, where it begins.
        tag: its name, without prefix.
        element: the whole of it, all names without prefixes; None says that an element of `scope` ended.
        header: texts of simple elements that stood outside of records so far, by name.
    """

    line: int
    tag: str
    element: ET.Element | None
    header: dict[str, str]


def records(path: Path, tags: frozenset[str], scope: str = "") -> Iterator[Record]:
    """The outermost elements of those names, as they are complete.

    Args:
        path: XML, plain, gzipped or the only one in a ZIP; in any encoding that it declares and Python knows.
        tags: names of records, without prefix.
        scope: name of an element around records whose end is told too.

    Raises:
        UnreadableRegistryError: cannot be read, is not well-formed, declares entities, or holds an endless record; the
            message names the line.
    """
    reader = _Reader(path.name, tags, scope)
    with opened(path) as file:
        for chunk, last in _chunks(file, path.name):
            reader.feed(chunk, last)
            while reader.ready:
                yield reader.ready.popleft()


def _chunks(file: IO[bytes], name: str) -> Iterator[tuple[bytes | str, bool]]:
    """The file piece by piece; as text where Expat does not know its encoding."""
    data = file.read(CHUNK)
    known = encoding(data)
    decoder = codecs.getincrementaldecoder(known)("strict") if known else None
    try:
        while data:
            following = file.read(CHUNK)
            piece = decoder.decode(data, not following) if decoder else data
            yield piece, not following
            data = following
    except UnicodeDecodeError as error:
        raise UnreadableRegistryError(f"{name} is not {known}, though it says so: {error.reason}") from error


class _Reader:
    """Expat's handlers: inside a record a tree is built, outside almost nothing is kept."""

    def __init__(self, name: str, tags: frozenset[str], scope: str) -> None:
        self.ready: deque[Record] = deque()
        self._name, self._tags, self._scope = name, tags, scope
        self._header: dict[str, str] = {}
        self._text = ""  # outside records, of the element that was opened last
        self._local: dict[str, str] = {}
        self._builder: ET.TreeBuilder | None = None
        self._line = self._depth = self._inside = self._elements = self._size = 0
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.EntityDeclHandler = self._refuse_entity
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        self._parser = parser

    def feed(self, chunk: bytes | str, last: bool) -> None:
        try:
            self._parser.Parse(chunk, last)
        except expat.ExpatError as error:
            what = expat.ErrorString(error.code)
            raise UnreadableRegistryError(
                f"{self._name} is not well-formed XML: {what} in line {error.lineno}; "
                "nothing was taken of it, fetch it again"
            ) from error

    def _refuse_entity(self, name: str, *_: object) -> None:
        self._refuse(f"declares the entity {name[:40]!r}, which no register needs and attacks use")

    def _refuse(self, what: str) -> None:
        raise UnreadableRegistryError(
            f"{self._name} {what} (line {self._parser.CurrentLineNumber}); nothing was taken of it"
        )

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            self._refuse(f"is nested over {DEEPEST} levels deep")
        name = self._local.get(tag) or self._named(tag)
        if self._builder is None:
            self._text = ""
            if name not in self._tags:
                return
            self._builder = ET.TreeBuilder()
            self._line, self._inside = self._parser.CurrentLineNumber, self._depth
            self._elements = self._size = 0
        self._elements += 1
        if self._elements > LARGEST:
            self._refuse(f"holds a record of over {LARGEST:,} elements")
        self._builder.start(name, attributes)

    def _named(self, tag: str) -> str:
        """The name without its prefix; remembered, unless somebody invents names by the million."""
        name = tag.rpartition(":")[2]
        if len(self._local) < CHUNK:
            self._local[tag] = name
        return name

    def _data(self, text: str) -> None:
        if self._builder is None:
            self._text = (self._text + text)[:200]
            return
        self._size += len(text)
        if self._size > LONGEST_TEXT:
            self._refuse(f"holds a record of over {LONGEST_TEXT:,} characters")
        self._builder.data(text)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        name = self._local.get(tag) or self._named(tag)
        if self._builder is None:
            if name == self._scope:
                self.ready.append(Record(self._parser.CurrentLineNumber, name, None, self._header))
            elif self._text.strip() and len(self._header) < HEADER_VALUES:
                self._header.setdefault(name, self._text.strip())
            self._text = ""
            return
        element = self._builder.end(name)
        if self._depth < self._inside:
            self.ready.append(Record(self._line, name, element, self._header))
            self._builder = None
            self._text = ""
