"""records.sqlite: where each record of a run's WARC lies, what it answers to, and the tree over all digests.

Written when a run is sealed, and sealed with it; the root of the tree stands in the run's manifest. So a record is
found without reading the WARC, and can be shown to have stood in it to somebody who has neither.
"""

import hashlib
import sqlite3
from collections import OrderedDict
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path

from domain.proof import Proof, SealedRecord
from evidence.merkle import Node, Tree, leaf, needed
from evidence.warc_members import BODIES, Key, Member, members

NAME = "records.sqlite"
KINDS = (*BODIES, "revisit")
NEAR = 10_000  # records between a request and its answer: ours stand side by side, others write as they come
BATCH = 5_000
Placed = tuple[int, int]  # offset and length of a member, in bytes

_TABLES = """
PRAGMA journal_mode=OFF;
PRAGMA synchronous=OFF;
CREATE TABLE records (
  number INTEGER PRIMARY KEY, offset INTEGER, length INTEGER, digest BLOB, kind TEXT, taken_at TEXT, request INTEGER
);
CREATE TABLE names (key BLOB, number INTEGER, PRIMARY KEY (key, number)) WITHOUT ROWID;
CREATE TABLE nodes (level INTEGER, place INTEGER, hash BLOB, PRIMARY KEY (level, place)) WITHOUT ROWID;
"""


def build(warc: Path) -> None:
    """Writes the index beside a WARC file, instead of one that is there. A file that breaks off is read so far.

    Raises:
        OSError: the WARC cannot be read, or the index not written.
    """
    draft = warc.with_name(f"{NAME}.part")
    draft.unlink(missing_ok=True)
    with warc.open("rb") as file, closing(sqlite3.connect(draft)) as base:
        base.executescript(_TABLES)
        _fill(base, members(file))
        base.execute("CREATE INDEX offsets ON records (offset)")
        base.commit()
    draft.replace(warc.with_name(NAME))


def _fill(base: sqlite3.Connection, found: Iterator[Member]) -> None:
    tree, pairs = Tree(), _Pairs()
    rows: list[tuple[object, ...]] = []
    names: list[tuple[bytes, int]] = []
    nodes: list[Node] = []

    def write() -> None:
        base.executemany("INSERT INTO records VALUES (?,?,?,?,?,?,NULL)", rows)
        base.executemany("INSERT OR IGNORE INTO names VALUES (?,?)", names)
        base.executemany("INSERT INTO nodes VALUES (?,?,?)", nodes)
        base.executemany("UPDATE records SET request = ? WHERE number = ?", pairs.found)
        for done in (rows, names, nodes, pairs.found):
            done.clear()

    for number, one in enumerate(found):
        kind = one.value(b"warc-type")
        rows.append((number, one.offset, one.length, one.digest, kind, one.value(b"warc-date")))
        if kind in KINDS:
            names += [(_key(key), number) for key in one.answers_to()]
        pairs.take(kind, number, one)
        nodes += tree.add(one.digest)
        if len(rows) >= BATCH:
            write()
    nodes += tree.end()
    write()


class _Pairs:
    """Which request belongs to which answer: numbers of both, as they are found."""

    def __init__(self) -> None:
        self.found: list[tuple[int, int]] = []
        self._waiting: OrderedDict[tuple[bool, str], int] = OrderedDict()

    def take(self, kind: str, number: int, member: Member) -> None:
        """Looks at a record."""
        if kind == "request":
            answer = member.value(b"warc-concurrent-to")
            other = self._waiting.pop((False, answer), None)
            if other is not None:
                self.found.append((number, other))
            elif answer:
                self._waiting[True, answer] = number
        elif kind in KINDS:
            own = member.value(b"warc-record-id")
            request = self._waiting.pop(
                (True, own), self._waiting.pop((True, member.value(b"warc-concurrent-to")), None)
            )
            if request is not None:
                self.found.append((request, number))
            else:
                self._waiting[False, own] = number
        while len(self._waiting) > NEAR:
            self._waiting.popitem(last=False)


def _key(key: Key) -> bytes:
    return hashlib.sha256("\0".join(key).encode("utf-8", "surrogatepass")).digest()[:16]


class RecordIndex:
    """The index of a sealed run.

    Args:
        warc: whose.

    Raises:
        sqlite3.DatabaseError: at any call, where the file cannot be read.
    """

    def __init__(self, warc: Path) -> None:
        self._warc = warc
        self._base = sqlite3.connect(f"{warc.with_name(NAME).absolute().as_uri()}?mode=ro&immutable=1", uri=True)

    def close(self) -> None:
        """Closes the file."""
        self._base.close()

    def answers(self, key: Key) -> Iterator[tuple[str, str, Placed, Placed | None]]:
        """Kind, date and place of the records of a capture, in the file's order, and of the request of each."""
        rows = self._base.execute(
            "SELECT own.kind, own.taken_at, own.offset, own.length, asked.offset, asked.length FROM names "
            "JOIN records own USING (number) LEFT JOIN records asked ON asked.number = own.request "
            "WHERE names.key = ? ORDER BY own.number",
            (_key(key),),
        )
        for kind, taken_at, offset, length, *request in rows:
            yield kind, taken_at, (offset, length), (request[0], request[1]) if request[0] is not None else None

    def places(self) -> Iterator[tuple[int, int, int, bytes]]:
        """Number, offset, length and SHA-256 of every record, in the file's order."""
        yield from self._base.execute("SELECT number, offset, length, digest FROM records ORDER BY number")

    def numbers(self, keys: Collection[Key]) -> set[int]:
        """Numbers of the records that answer to captures, and of the requests of these."""
        found: set[int] = set()
        query = "SELECT names.number, records.request FROM names JOIN records USING (number) WHERE key = ?"
        for key in keys:
            for row in self._base.execute(query, (_key(key),)):
                found.update(number for number in row if number is not None)
        return found

    def at(self, offsets: Collection[int]) -> set[int]:
        """Numbers of the records that begin at those bytes, and of the requests of these."""
        found: set[int] = set()
        for offset in offsets:
            for row in self._base.execute("SELECT number, request FROM records WHERE offset = ?", (offset,)):
                found.update(number for number in row if number is not None)
        return found

    def framing(self) -> set[int]:
        """Numbers of the records that say how the file was made: of no address, so of nobody."""
        query = "SELECT number FROM records WHERE kind IN ('warcinfo', 'metadata')"
        return {number for (number,) in self._base.execute(query)}

    def root(self) -> tuple[int, str]:
        """How many records there are, and the root of the tree over them in hex, "" where there is none."""
        (count,) = self._base.execute("SELECT count(*) FROM records").fetchone()
        return count, self._node((count - 1).bit_length(), 0).hex() if count else ""

    def proof(self, offsets: Collection[int]) -> Proof:
        """As the function `proof`."""
        found = {}
        query = "SELECT number, digest, kind FROM records WHERE offset = ?"
        for offset in (0, *offsets) if offsets else ():
            for number, digest, kind in self._base.execute(query, (offset,)):
                if offset in offsets or kind == "warcinfo":
                    found[number] = SealedRecord(number, offset, digest.hex())
        count, _ = self.root()
        nodes = tuple((*place, self._node(*place).hex()) for place in needed(found, count))
        return Proof(self._warc, tuple(one for _, one in sorted(found.items())), nodes)

    def _node(self, level: int, place: int) -> bytes:
        if level:
            row = self._base.execute("SELECT hash FROM nodes WHERE level = ? AND place = ?", (level, place)).fetchone()
            return bytes(row[0]) if row else b""
        row = self._base.execute("SELECT digest FROM records WHERE number = ?", (place,)).fetchone()
        return leaf(row[0]) if row else b""


def proof(warc: Path, offsets: Collection[int]) -> Proof | None:
    """What shows that records stood in a sealed WARC, and with them the one that says how the file was made.

    Args:
        warc: the file.
        offsets: of the records; what is no record's is passed over.

    Returns:
        None where the run was sealed without an index, or its index cannot be read.
    """
    try:
        if (index := opened(warc)) is None:
            return None
        with closing(index):
            return index.proof(offsets)
    except sqlite3.DatabaseError:
        return None


def opened(warc: Path) -> RecordIndex | None:
    """The index beside a WARC file; None where the run was sealed without one."""
    return RecordIndex(warc) if warc.with_name(NAME).is_file() else None
