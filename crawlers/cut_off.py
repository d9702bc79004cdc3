"""What a run fetched before it was cut off: taken from its WARC, so that nothing is asked twice."""

import sqlite3
from pathlib import Path

from crawlers.warc import Held
from crawlers.warc_file import Record, mend, pairs

_PASSING = frozenset({408, 425, 429})
"""Answers that are asked for again, besides 5xx."""


class CutOff:
    """What a run fetched before it was cut off, by what was asked; on disk, as it may be a hundred thousand pages."""

    def __init__(self, warc: Path) -> None:
        self._warc = warc
        self._base = sqlite3.connect("")  # a file of SQLite's own once it outgrows the cache
        self._base.execute("CREATE TABLE held (key BLOB PRIMARY KEY, offset INTEGER, length INTEGER) WITHOUT ROWID")
        mend(warc)
        self._any = warc.is_file()
        for key, held, record in pairs(warc) if self._any else ():
            if _is_final(record):
                self._base.execute("INSERT OR REPLACE INTO held VALUES (?,?,?)", (key, held.offset, held.length))

    def get(self, key: bytes) -> Held | None:
        """Where the answer lies; None where there is none yet."""
        if not self._any:
            return None
        row = self._base.execute("SELECT offset, length FROM held WHERE key = ?", (key,)).fetchone()
        return Held(self._warc, *row) if row else None


def _is_final(record: Record) -> bool:
    status = record.block[9:12]
    final = status.isdigit() and int(status) < 500 and int(status) not in _PASSING
    return final and "WARC-Truncated" not in record.fields
