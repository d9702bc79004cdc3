"""CSV records out of lines, so that one lost quote costs one record and not the rest of the file."""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TextIO

LONGEST_RECORD = 50  # lines; a field of real registers has a few line breaks, an unclosed quote takes all that follow
LONGEST_LINE = 4_000_000  # characters; goods texts of real registers reach some 30,000
LINE_ENDS = ("\n", "\r")
LONGEST_FIELD = 1_000_000  # characters


@dataclass(frozen=True, slots=True)
class Record:
    """A record, where it begins, and what is wrong with it.

    Attributes:
        line: 1-based, as an editor counts.
        values: empty where the line is blank, or the record has a fault.
        fault: the beginning of a sentence, "" where nothing is wrong.
    """

    line: int
    values: list[str]
    fault: str = ""


class _TooLongError(Exception):
    """A record that goes on and on."""


class _Lines:
    """Lines with their ends, for `csv.reader`; those of the record that is being read can be given back."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._given_back: deque[str] = deque()
        self._taken: list[str] = []
        self.before = 0  # lines before the record that is being read

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if len(self._taken) == LONGEST_RECORD:
            raise _TooLongError(f"a quote is not closed within {LONGEST_RECORD} lines")
        line = self._given_back.popleft() if self._given_back else self._text.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        if len(line) == LONGEST_LINE and not line.endswith(LINE_ENDS):
            self._pass_over()
        self._taken.append(line)
        return line

    def keep(self) -> None:
        """The record is done with."""
        self.before += len(self._taken)
        self._taken.clear()

    def keep_first(self) -> None:
        """Only the first line of the record is done with; what stands behind it is read anew."""
        self._given_back.extendleft(reversed(self._taken[1:]))
        del self._taken[1:]
        self.keep()

    def _pass_over(self) -> None:
        """The rest of an endless line; what is left in its place is no record of any register."""
        while (line := self._text.readline(LONGEST_LINE)) and not line.endswith(LINE_ENDS):
            continue
        self._taken.append("\0\n")
        raise _TooLongError(f"the line has over {LONGEST_LINE:,} characters")


class Records:
    """The records of a text, in flat memory; of a bad one the first line is passed over, and reading goes on behind it.

    Args:
        text: opened with newline="".
    """

    def __init__(self, text: TextIO) -> None:
        self._lines = _Lines(text)
        self._reader = csv.reader(self._lines, strict=True)

    def header(self) -> Record:
        """The first record, of whatever width; without values where there is none."""
        return self._next(0) or Record(1, [])

    def rest(self, width: int) -> Iterator[Record]:
        """All further records that are not blank; those of another width than `width` have a fault."""
        while (record := self._next(width)) is not None:
            if record.values or record.fault:
                yield record

    def _next(self, width: int) -> Record | None:
        line = self._lines.before + 1
        try:
            values = next(self._reader, None)
        except (csv.Error, _TooLongError) as error:
            self._lines.keep_first()
            return Record(line, [], f"not a line of CSV: {error}")
        if values is None:
            return None
        if width and values and len(values) != width:
            self._lines.keep_first()
            return Record(line, [], f"{len(values)} values for {width} columns")
        self._lines.keep()
        return Record(line, values)
