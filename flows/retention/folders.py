"""What may go of one sealed run of a source: everything of listings that nothing needs; the rest stays, provably."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from domain.fields import Json
from domain.identity import listing_key
from domain.tombstone import Deletion, Tombstone
from evidence.ledger import Sealed
from evidence.record_index import NAME as RECORDS
from evidence.record_index import RecordIndex
from evidence.seal import MANIFEST, WARC, read_manifest
from evidence.store import digest_of
from evidence.tombstones import LISTINGS, UnsoundError, key_of, rest
from evidence.warc_members import Key
from flows import facts_file
from leads.facets import LONGEST

PAGES = "pages.sqlite"
WHOLE = (PAGES, "broken-page.html")  # of all listings together, and of use to the next nights only


@dataclass(frozen=True, slots=True)
class Kept:
    """What must stay.

    Attributes:
        listings: keys of listings that leads need.
        held: keys of listings that a legal hold keeps.
        sellers: sellers that a legal hold keeps, "source/seller".
        salt: of the keyed digests of sellers.
    """

    listings: frozenset[str]
    held: frozenset[str]
    sellers: frozenset[str]
    salt: bytes

    def keeps(self, source: str, line: Json) -> bool:
        """Whether a listing must stay."""
        key = listing_key(source, str(line["listing_id"]))
        return key in self.listings or key in self.held or seller_of(source, line) in self.sellers


def seller_of(source: str, line: Json) -> str:
    """The seller of a listing as filters have it (leads/facets.py), "" where none is named."""
    seller = line.get("seller") or {}
    name = str(seller.get("id") or seller.get("name") or "")
    return f"{source}/{name}"[:LONGEST] if name else ""


def seller_half(seller: str, salt: bytes) -> bytes:
    """8 bytes for a seller in `gone`, zeros for none."""
    return facts_file.seller_key(seller, salt).to_bytes(8, "little") if seller else bytes(8)


@dataclass
class Wants:
    """What later runs of a source want of earlier ones.

    Attributes:
        captures: address and digest of what listings that stay were read from.
        offsets: by run id, places of records that a later run's index names.
    """

    captures: set[Key] = field(default_factory=set)
    offsets: dict[str, set[int]] = field(default_factory=dict)

    def take(self, folder: Path) -> None:
        """Looks which records of earlier runs the index of a later one names."""
        path = folder / PAGES
        if not path.is_file():
            return
        try:
            with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as base:
                for file, offset in base.execute("SELECT file, offset FROM pages WHERE file != ?", (WARC,)):
                    self.offsets.setdefault(Path(file).parent.parent.name, set()).add(offset)
        except sqlite3.DatabaseError as error:
            raise UnsoundError(
                f"{path.parent.parent.name}/{path.parent.name}/{PAGES} cannot be read: {error}"
            ) from error


@dataclass(frozen=True, slots=True)
class Plan:
    """A deletion of a run that may be carried out, and how many bytes it frees."""

    deletion: Deletion
    listings: int
    size: int


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands on every deletion of a time: rule, who, when, the last line of the log of holds."""

    rule: str
    by: str
    at: datetime
    holds: int


class Folder:
    """A sealed run of a source.

    Args:
        link: of the chain.
        base: the data folder.
        tombs: the last tombstone of each of its files.
    """

    def __init__(self, link: Sealed, base: Path, tombs: Mapping[str, Tombstone]) -> None:
        self.link, self._base, self._tombs = link, base, tombs
        self.path = base / link.folder

    def plan(self, kept: Kept, wants: Wants, heading: Heading, *, write: bool) -> Plan | None:
        """What may go now; None for nothing. `wants` is told what this run's listings that stay want of earlier runs.

        Args:
            kept: what must stay.
            wants: of later runs.
            heading: of the deletion.
            write: whether drafts of what is left are written; their digests are "" if not.

        Raises:
            UnsoundError: a file is not what was sealed.
            OSError, ValueError: a file cannot be read.
        """
        files = {file["name"]: file for file in read_manifest(self.path / MANIFEST)["files"]}
        there = {name: file for name, file in files.items() if self._is_there(name)}
        gone, stay = self._sort(there, kept, wants)
        wanted = self._numbers(there, wants)
        pictures = {digest for _, digest in wants.captures}
        drop = [name for name in there if name in WHOLE or self._is_idle(name, files[name]["sha256"], pictures)]
        parts: dict[str, tuple[int, ...]] = {}
        if wanted is None and not stay:
            drop += [name for name in (WARC, RECORDS) if name in there]
        elif wanted is not None and wanted != (self._left(WARC) or self._all()):
            parts[WARC] = tuple(sorted(wanted))
        if gone and stay:
            parts[LISTINGS] = ()
        elif not stay and LISTINGS in there:
            drop.append(LISTINGS)
        if not drop and not parts:
            return None
        empty = Deletion(
            self.link.run_id, self.link.source, self.link.folder, self.link.digest, heading.rule, heading.by,
            heading.at, heading.holds, (), gone,
        )  # fmt: skip
        tombs = [Tombstone(name, files[name]["sha256"], files[name].get("size", 0)) for name in drop]
        size = sum((self.path / name).stat().st_size for name in drop) + self._freed(parts)
        if write:
            self._check(there, [*drop, *parts])
        for name, numbers in parts.items():
            tombs.append(self._part(empty, files[name], numbers, write=write))
        return Plan(_with(empty, tombs), len(gone) // 16, size)

    def _is_there(self, name: str) -> bool:
        tomb = self._tombs.get(name)
        return tomb is None or bool(tomb.now)

    def _left(self, name: str) -> set[int] | None:
        """Numbers of the records that are left already, None for all."""
        tomb = self._tombs.get(name)
        return set(tomb.kept) if tomb is not None else None

    def _sort(self, there: Mapping[str, Json], kept: Kept, wants: Wants) -> tuple[bytes, int]:
        """What goes, as rows of `gone`, and how many listings stay."""
        rows, stay = [], 0
        for line in self._lines() if LISTINGS in there else ():
            if kept.keeps(self.link.source, line):
                stay += 1
                wants.captures.update((one["url"], one["digest"]) for one in line.get("captures", ()))
            else:
                seller = seller_of(self.link.source, line)
                rows.append(key_of(self.link.source, str(line["listing_id"])) + seller_half(seller, kept.salt))
        return b"".join(rows), stay

    def _lines(self) -> Iterator[Json]:
        with (self.path / LISTINGS).open("rb") as lines:
            yield from map(json.loads, lines)

    def _numbers(self, there: Mapping[str, Json], wants: Wants) -> set[int] | None:
        """Numbers of the records that stay; None where none does, or nobody can say which."""
        if WARC not in there or RECORDS not in there:
            return None
        with closing(RecordIndex(self.path / WARC)) as index:
            found = index.numbers(wants.captures) | index.at(wants.offsets.get(self.link.run_id, set()))
            left = self._left(WARC)
            found = found if left is None else found & left
            return found | index.framing() if found else None

    def _all(self) -> set[int]:
        with closing(RecordIndex(self.path / WARC)) as index:
            return {number for number, *_ in index.places()}

    def _is_idle(self, name: str, digest: str, pictures: set[str]) -> bool:
        return Path(name).name == digest and digest not in pictures

    def _freed(self, parts: Mapping[str, tuple[int, ...]]) -> int:
        if WARC not in parts:
            return 0
        left = self._left(WARC)
        with closing(RecordIndex(self.path / WARC)) as index:
            places = [(number, length) for number, _, length, _ in index.places() if left is None or number in left]
        return sum(length for number, length in places if number not in parts[WARC])

    def _check(self, there: Mapping[str, Json], names: list[str]) -> None:
        for name in names:
            tomb = self._tombs.get(name)
            wanted = tomb.now if tomb is not None else there[name]["sha256"]
            path = self.path / name
            if not path.is_file() or digest_of(path) != wanted:
                raise UnsoundError(f"{self.link.folder}/{name} is not what was sealed; nothing of this run was deleted")

    def _part(self, deletion: Deletion, file: Json, numbers: tuple[int, ...], *, write: bool) -> Tombstone:
        tomb = Tombstone(file["name"], file["sha256"], file.get("size", 0), "", numbers)
        path = self.path / tomb.name
        now = rest(deletion, tomb, path, path.with_name(f"{path.name}.part")) if write else ""
        return Tombstone(tomb.name, tomb.was, tomb.size, now, numbers)


def _with(deletion: Deletion, tombs: list[Tombstone]) -> Deletion:
    return replace(deletion, tombstones=tuple(tombs))
