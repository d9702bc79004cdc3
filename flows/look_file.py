"""What was seen in pictures, kept from night to night: one SQLite file that all matching processes share.

    looks    picture (digest of its content), kind of look, who made it, day of last use, what was seen, checksum

What another version of the code or another index of registered pictures made is not believed, and replaced as the
pictures come again. A damaged row counts as unknown; a damaged file is begun anew; a file that cannot be written is
done without. In none of these cases is anything found that would not be found otherwise, or missed.
"""

import sqlite3
import zlib
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path

from matching.pictures.memory import Kind

PATIENCE = 30.0  # seconds to wait for another process that writes; it takes milliseconds
NAME = "looks-1.sqlite"  # in the data folder; another number when the table below changes
SCHEMA = """CREATE TABLE IF NOT EXISTS looks (
    picture BLOB NOT NULL, kind TEXT NOT NULL, maker TEXT NOT NULL, used INTEGER NOT NULL, said TEXT NOT NULL,
    checksum INTEGER NOT NULL, PRIMARY KEY (picture, kind)
) WITHOUT ROWID"""
BESIDE = ("", "-wal", "-shm")  # a SQLite file and what lies beside it


class LookFile:
    """A file of looks (matching/pictures/memory.py says what that is); each process opens it for itself.

    Args:
        path: of the file; made where there is none.
        makers: what each kind of look was made with.
        today: rows that are used are kept longest.
    """

    def __init__(self, path: Path, makers: Mapping[Kind, str], today: date) -> None:
        self._makers, self._today = makers, today.toordinal()
        self._used: set[tuple[bytes, Kind]] = set()
        self._new: dict[tuple[bytes, Kind], str] = {}
        self.failures = 0
        self._file: sqlite3.Connection | None = None
        try:
            self._file = _opened(path)
        except sqlite3.Error:
            self.failures += 1

    def recall(self, picture: bytes, kind: Kind) -> str | None:
        """What was kept, None where that is nothing."""
        if (picture, kind) in self._new:
            return self._new[picture, kind]
        if self._file is None:
            return None
        try:
            row = self._file.execute(
                "SELECT maker, used, said, checksum FROM looks WHERE picture = ? AND kind = ?", (picture, kind.value)
            ).fetchone()
        except sqlite3.Error:
            self._failed()
            return None
        if row is None or row[0] != self._makers[kind]:
            return None
        if not isinstance(row[2], str) or row[3] != _checksum(picture, kind, row[2]):
            self.failures += 1
            return None
        if row[1] != self._today:
            self._used.add((picture, kind))
        return row[2]

    def keep(self, picture: bytes, kind: Kind, said: str) -> None:
        """Keeps it, in place of what was kept before."""
        self._new[picture, kind] = said

    def settle(self) -> None:
        """Writes what is new, and what was used today for the first time."""
        if self._file is None:
            self._new.clear()  # a batch is looked at as one; nothing of it is asked for twice
            return
        rows = [
            (picture, kind.value, self._makers[kind], self._today, said, _checksum(picture, kind, said))
            for (picture, kind), said in self._new.items()
        ]
        used = [(self._today, picture, kind.value) for picture, kind in self._used]
        self._new.clear()
        self._used.clear()
        if not rows and not used:
            return
        try:
            with self._file:
                self._file.executemany("UPDATE looks SET used = ? WHERE picture = ? AND kind = ?", used)
                self._file.executemany("INSERT OR REPLACE INTO looks VALUES (?, ?, ?, ?, ?, ?)", rows)
        except sqlite3.Error:
            self._failed()

    def close(self) -> None:
        """Lets go of the file."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _failed(self) -> None:
        """Does without the file from here on."""
        self.failures += 1
        self.close()


def tidy(path: Path, most: int) -> bool:
    """Cuts a file down to so many rows, the last used; a damaged one is taken away. Gives whether it was."""
    try:
        with closing(_opened(path)) as file, file:
            (rows,) = file.execute("SELECT count(*) FROM looks").fetchone()
            if rows > most:
                file.execute(
                    "DELETE FROM looks WHERE (picture, kind) IN "
                    "(SELECT picture, kind FROM looks ORDER BY used, picture, kind LIMIT ?)",
                    (rows - most,),
                )
    except sqlite3.OperationalError:
        return False  # busy, or nothing can be written there: those who look will count that
    except sqlite3.DatabaseError:
        return _taken_away(path)
    return False


def _taken_away(path: Path) -> bool:
    try:
        for ending in BESIDE:
            path.with_name(path.name + ending).unlink(missing_ok=True)
    except OSError:
        return False  # those who look will count that as well
    return True


def _opened(path: Path) -> sqlite3.Connection:
    file = sqlite3.connect(path, timeout=PATIENCE)
    try:
        file.execute("PRAGMA journal_mode = WAL")  # readers and a writer do not wait for one another
        file.execute("PRAGMA synchronous = NORMAL")
        file.execute(SCHEMA)
    except sqlite3.Error:
        file.close()
        raise
    return file


def _checksum(picture: bytes, kind: Kind, said: str) -> int:
    return zlib.crc32(b"\0".join((picture, kind.value.encode(), said.encode())))
