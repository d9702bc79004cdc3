"""pages.sqlite: what each address answered, with the validators that make the next night's request a cheap one.

The index of a run names for each page and picture the WARC record with its body, in this run or an earlier one, so that
the next night needs this file only. It is derived from the WARC and sealed with it.
"""

import os
import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from crawlers.warc import Held

NAME = "pages.sqlite"
WARC = "pages.warc.gz"
COMMIT_EVERY = 500

_ANSWERS = "CREATE TABLE IF NOT EXISTS answers (key BLOB PRIMARY KEY, status INTEGER) WITHOUT ROWID"
_TABLE = """
CREATE TABLE IF NOT EXISTS pages (
  key BLOB PRIMARY KEY, file TEXT, offset INTEGER, length INTEGER, etag TEXT, modified TEXT, lastmod TEXT,
  digest TEXT, checked_at REAL
) WITHOUT ROWID
"""


@dataclass(frozen=True, slots=True)
class Page:
    """What an address answered last.

    Attributes:
        held: the record with the body.
        etag, modified: its validators as the server wrote them, "" for none.
        lastmod: what a sitemap said of it, "" for nothing.
        digest: SHA-256 in hex of the body as it is read.
        checked_at: when the server last said that this is what it has, UTC.
    """

    held: Held
    etag: str
    modified: str
    lastmod: str
    digest: str
    checked_at: datetime


class PageIndex:
    """The index of one run, being written or of an earlier night.

    Args:
        path: of the file.
        folder: of the source in that run; files are named relative to it.
    """

    def __init__(self, path: Path, folder: Path, *, new: bool = False) -> None:
        if new:
            path.unlink(missing_ok=True)
        self._folder = folder
        self._base = sqlite3.connect(path if new else f"{path.as_uri()}?mode=ro", uri=not new)
        self._waiting = 0
        if new:
            # What a crash loses is made again out of the WARC.
            self._base.execute("PRAGMA journal_mode=OFF")
            self._base.execute("PRAGMA synchronous=OFF")
            self._base.execute(_TABLE)
            self._base.execute(_ANSWERS)

    def get(self, key: bytes) -> Page | None:
        """What is known of an address; None for nothing, or where the index cannot be read."""
        try:
            row = self._base.execute("SELECT * FROM pages WHERE key = ?", (key,)).fetchone()
        except sqlite3.DatabaseError:
            return None
        if row is None:
            return None
        _, file, offset, length, etag, modified, lastmod, digest, checked_at = row
        held = Held(Path(os.path.normpath(self._folder / file)), offset, length)
        return Page(held, etag, modified, lastmod, digest, datetime.fromtimestamp(checked_at, UTC))

    def put(self, key: bytes, page: Page) -> None:
        """Remembers what an address answered."""
        held = page.held
        own = held.path.parent.parent == self._folder or held.path.parent == self._folder
        file = WARC if own else os.path.relpath(held.path, self._folder)
        row = (key, file, held.offset, held.length, page.etag, page.modified, page.lastmod, page.digest)
        self._base.execute(
            "INSERT OR REPLACE INTO pages VALUES (?,?,?,?,?,?,?,?,?)", (*row, page.checked_at.timestamp())
        )
        self._written()

    def answered(self, key: bytes, status: int) -> None:
        """Remembers with what status an address answered, 0 where it did not."""
        self._base.execute("INSERT OR REPLACE INTO answers VALUES (?,?)", (key, status))
        self._written()

    def answer(self, key: bytes) -> int | None:
        """With what status an address answered in that run, 0 where it did not; None where it was not asked."""
        try:
            row = self._base.execute("SELECT status FROM answers WHERE key = ?", (key,)).fetchone()
        except sqlite3.DatabaseError:
            return 0
        return int(row[0]) if row else None

    def _written(self) -> None:
        self._waiting += 1
        if self._waiting >= COMMIT_EVERY:
            self._base.commit()
            self._waiting = 0

    def close(self) -> None:
        """Ends the file."""
        self._base.commit()
        self._base.close()


def open_index(folder: Path | None) -> PageIndex | None:
    """The index of an earlier night; None where there is none that can be read."""
    if folder is None or not (folder / NAME).is_file():
        return None
    try:
        return PageIndex((folder / NAME).absolute(), folder)
    except sqlite3.DatabaseError:
        return None
