"""What stood in a file already, kept on disk: millions of ids would take a gigabyte, and a few MB do."""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice

Line = tuple[str, str]  # as of when, body

CACHE_KB = 16_000
CHUNK = 500  # ids of a query


def _scratch(table: str) -> sqlite3.Connection:
    """A database that nobody else sees, in a file without a name once it outgrows its cache."""
    scratch = sqlite3.connect("", isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", f"cache_size=-{CACHE_KB}", "temp_store=FILE"):
        scratch.execute(f"PRAGMA {pragma}")
    scratch.execute(table)
    scratch.execute("BEGIN")
    return scratch


class SeenIds:
    """On which line each id stood first."""

    def __init__(self) -> None:
        self._scratch = _scratch("CREATE TABLE seen (id BLOB PRIMARY KEY, line INTEGER) WITHOUT ROWID")

    def first(self, right_id: str, line: int) -> int:
        """The line on which that id stood first: this one, where it is new."""
        key = right_id.encode("utf-8", "surrogatepass")
        if self._scratch.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (key, line)).rowcount:
            return line
        return int(self._scratch.execute("SELECT line FROM seen WHERE id = ?", (key,)).fetchone()[0])

    def close(self) -> None:
        """Gives the disk back."""
        self._scratch.close()


class Amendments:
    """Rights of deltas by id, of each the later word: (as of, body), the greater counts."""

    def __init__(self) -> None:
        self._scratch = _scratch(
            "CREATE TABLE amended (id BLOB PRIMARY KEY, as_of TEXT, body TEXT, used INTEGER) WITHOUT ROWID"
        )

    def add(self, lines: Iterable[tuple[str, Line]]) -> None:
        """Takes lines in, each given with its id."""
        self._scratch.executemany(
            "INSERT INTO amended VALUES (?, ?, ?, 0) ON CONFLICT (id) DO UPDATE SET as_of = excluded.as_of, "
            "body = excluded.body WHERE (excluded.as_of, excluded.body) > (as_of, body)",
            ((right_id.encode("utf-8", "surrogatepass"), *line) for right_id, line in lines),
        )

    def applied(self, standing: Iterable[tuple[str, Line]]) -> Iterator[str]:
        """Bodies of what stands, amended, and then of what is new."""
        rest = iter(standing)
        while some := list(islice(rest, CHUNK)):
            keys = [right_id.encode("utf-8", "surrogatepass") for right_id, _ in some]
            marks = ",".join("?" * len(keys))
            query = f"SELECT id, as_of, body FROM amended WHERE id IN ({marks})"  # noqa: S608 (question marks)
            later = {key: (as_of, body) for key, as_of, body in self._scratch.execute(query, keys)}
            if later:
                self._scratch.executemany("UPDATE amended SET used = 1 WHERE id = ?", ((key,) for key in later))
            for key, (_, line) in zip(keys, some, strict=True):
                yield max(line, later.get(key, line))[1]
        for (body,) in self._scratch.execute("SELECT body FROM amended WHERE NOT used ORDER BY id"):
            yield body

    def close(self) -> None:
        """Gives the disk back."""
        self._scratch.close()
