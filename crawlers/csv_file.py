"""CSV read so that a mistake costs its own record only.

One quote that is never closed would make a record of all that follows. So a record ends somewhere near, with the
columns that the header names, and nothing behind a closing quote; else its first line is bad, and reading resumes at
the next.
"""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from typing import BinaryIO

MOST_LINES = 50
"""Physical lines of one record; a description has a few."""

LONGEST_RECORD = 8_000_000
"""Characters of one record."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record, or what is wrong with the line where it began.

    Attributes:
        line: on which it began, 1-based.
        values: column name to value; {} where there is a fault.
        fault: a sentence, "" for none.
    """

    line: int
    values: dict[str, str]
    fault: str = ""


def records(file: BinaryIO, encoding: str) -> Iterator[Record]:
    """The records behind the header, in the order of the file; blank lines are passed over.

    Args:
        file: of UTF-8 where no encoding is named.
        encoding: a name that Python knows; bytes that it cannot be become U+FFFD and are a fault.
    """
    lines = _Lines(TextIOWrapper(file, encoding=encoding or "utf-8-sig", errors="replace", newline=""))
    try:
        yield from _records(lines)
    except UnicodeError as error:  # a few encodings give up on bytes, such as utf-16 on a file without its mark
        yield Record(lines.number + 1, {}, f"from here on it cannot be read in the file's encoding: {error}")


def _records(lines: "_Lines") -> Iterator[Record]:
    header = _next(lines)
    if isinstance(header, str) or not header:
        yield Record(1, {}, "the file has no header line with the names of the columns")
        return
    columns = [name.strip() for name in header]
    while lines.more():
        line = lines.number + 1
        row = _next(lines)
        fault = row if isinstance(row, str) else _fault(row, columns)
        if fault:
            lines.back_to(line + 1)
            yield Record(line, {}, fault)
        elif row:
            yield Record(line, dict(zip(columns, row, strict=True)))


def can_read(encoding: str) -> bool:
    """Whether it is the name of an encoding of text."""
    try:
        return TextIOWrapper(BytesIO("a,b\n".encode(encoding)), encoding=encoding).read() == "a,b\n"
    except (LookupError, ValueError):
        return False


def _fault(row: list[str], columns: list[str]) -> str:
    if row and len(row) != len(columns):
        return f"it has {len(row)} values for {len(columns)} columns; quote values that hold a comma, and close quotes"
    if any("\ufffd" in value for value in row):
        return "it is not in the file's encoding; set options.encoding, for example to gb18030"
    return ""


class _Lines:
    """Physical lines of a file, of which those of the latest record can be read again."""

    def __init__(self, text: TextIOWrapper) -> None:
        self._text = text
        self._waiting: deque[str] = deque()
        self._given: list[str] = []
        self.number = 0  # of the latest line given

    def more(self) -> bool:
        """Whether there is another line; from here on the lines before it are forgotten."""
        self._given.clear()
        if not self._waiting and (line := self._read()):
            self._waiting.append(line)
        return bool(self._waiting)

    def _read(self) -> str:
        """The file's next line; of one that is too long only enough to tell."""
        line = rest = self._text.readline(LONGEST_RECORD + 1)
        while len(line) > LONGEST_RECORD and rest and rest[-1] not in "\r\n":
            rest = self._text.readline(LONGEST_RECORD)
        return line

    def back_to(self, number: int) -> None:
        """Has the lines from that one on given again."""
        while self.number >= number:
            self._waiting.appendleft(self._given.pop())
            self.number -= 1

    def __iter__(self) -> Iterator[str]:
        """The lines of one record.

        Raises:
            csv.Error: it has more lines or characters than a record may have.
        """
        size = 0
        while line := self._waiting.popleft() if self._waiting else self._read():
            self._given.append(line)
            self.number += 1
            size += len(line)
            if len(self._given) > MOST_LINES:
                raise csv.Error(f"a quote that opens in it is not closed within {MOST_LINES} lines")
            if size > LONGEST_RECORD:
                raise csv.Error(f"longer than {LONGEST_RECORD:,} characters")
            yield line


def _next(lines: _Lines) -> list[str] | str:
    """The values of the record that begins at the next line ([] for a blank line), or what is wrong with it."""
    csv.field_size_limit(LONGEST_RECORD)
    try:
        return next(csv.reader(lines, strict=True), [])
    except csv.Error as error:
        return f"not a CSV row: {error}"
