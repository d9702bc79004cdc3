"""Matches of the night before that still hold: those of offers that say the same, compared with the same rights.

Ids and places are kept in a database of SQLite's own beside memory, so that half a million offers do not fill it.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import numpy as np

from domain.listing_json import parse_line
from domain.offer import content_digest
from flows import report_file
from matching.validity import Validity

LISTINGS, MATCHES, WEIGHED, STATE = "listings.jsonl", "matches.jsonl", "weighed.jsonl", "matched.json"


@dataclass(frozen=True, slots=True)
class MatchState:
    """All that matches depend on besides the listing.

    Attributes:
        digest: of the rights, the scorer, the limits.
        day: on which rights had to be in force.
    """

    digest: str
    day: date


def state_of(parts: list[object], day: date) -> MatchState:
    """The state of these parts, each of which JSON can write."""
    return MatchState(sha256(json.dumps(parts).encode()).hexdigest(), day)


def write_state(folder: Path, state: MatchState, poorly: Sequence[str] = ()) -> None:
    """Says what the matches in a folder depend on, and which listings are compared anew whatever they say."""
    report_file.write({"digest": state.digest, "day": state.day.isoformat(), "poorly": [*poorly]}, folder / STATE)


def read_state(folder: Path) -> MatchState | None:
    """What the matches in a folder depend on; None where there are none."""
    try:
        fields = json.loads((folder / STATE).read_text(encoding="utf-8"))
        return MatchState(str(fields["digest"]), date.fromisoformat(fields["day"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def still_holds(state: MatchState, before: MatchState | None, validity: Validity) -> bool:
    """Whether what was matched before would be matched so now: the same state, and no right came or went in between."""
    if before is None or before.digest != state.digest or before.day > state.day:
        return False
    first, last = validity.days[:, 0], validity.days[:, 1]
    came = (first > before.day.toordinal()) & (first <= state.day.toordinal())
    went = (last >= before.day.toordinal()) & (last < state.day.toordinal())
    return not bool(np.any((came | went) & (first <= last)))


class Carried:
    """The matches of an earlier run, by listing."""

    def __init__(self, folder: Path) -> None:
        self._file: BinaryIO = (folder / MATCHES).open("rb")
        self._base = sqlite3.connect("")
        self._base.execute("CREATE TABLE listing (id TEXT PRIMARY KEY, content TEXT) WITHOUT ROWID")
        self._base.execute("CREATE TABLE found (id TEXT PRIMARY KEY, offset INTEGER, length INTEGER) WITHOUT ROWID")
        poorly = _poorly(folder)
        whole = (one for one in contents(folder) if one[0] not in poorly)
        self._base.executemany("INSERT OR REPLACE INTO listing VALUES (?,?)", whole)
        self._base.executemany("INSERT OR REPLACE INTO found VALUES (?,?,?)", _groups(self._file))

    def has(self, listing_id: str, content: str) -> bool:
        """Whether a listing said the same then."""
        row = self._base.execute("SELECT content FROM listing WHERE id = ?", (listing_id,)).fetchone()
        return row is not None and row[0] == content

    def lines(self, listing_id: str) -> bytes:
        """Its matches as they were written, b"" for none."""
        row = self._base.execute("SELECT offset, length FROM found WHERE id = ?", (listing_id,)).fetchone()
        if row is None:
            return b""
        self._file.seek(row[0])
        return self._file.read(row[1])

    def close(self) -> None:
        """Ends both files."""
        self._file.close()
        self._base.close()


def _poorly(folder: Path) -> frozenset[str]:
    try:
        return frozenset(map(str, json.loads((folder / STATE).read_text(encoding="utf-8")).get("poorly", ())))
    except (OSError, ValueError, TypeError, AttributeError):
        return frozenset()


def contents(folder: Path) -> Iterator[tuple[str, str]]:
    """Id and content digest of every listing of a run, in the order of the file."""
    base = folder.absolute()
    with (folder / LISTINGS).open("rb") as lines:
        for line in lines:
            listing, _ = parse_line(line, base)
            yield listing.listing_id, content_digest(listing)


def listings_in(folder: Path) -> int:
    """How many listings a run has of a source."""
    with (folder / LISTINGS).open("rb") as lines:
        return sum(1 for _ in lines)


def _groups(file: BinaryIO) -> Iterator[tuple[str, int, int]]:
    """Id, first byte and length of the matches of each listing; those of one stand together."""
    held, start, offset = "", 0, 0
    for line in file:
        name = str(json.loads(line)["listing_id"])
        if name != held:
            if offset > start:
                yield held, start, offset - start
            held, start = name, offset
        offset += len(line)
    if offset > start:
        yield held, start, offset - start
