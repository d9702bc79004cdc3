"""The gates between a registry file and the registry: what is wrong is noted by line, the rest goes through."""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from domain.identity import digest
from domain.problem import Problem
from registry.importer import Importer, Row
from registry.mapping import mapping_file
from registry.pictures import ENDINGS as PICTURES
from registry.pictures import fault
from registry.seen import SeenIds

KEPT_PROBLEMS = 1_000  # further ones are only counted
KEPT_REMARKS = 200  # of these, so that they leave room for what is wrong


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What an import found.

    Attributes:
        register: its name.
        rights: rights taken in.
        skipped: lines left out.
        problems: by line; the first thousand.
        codes: pairs of problem code and count.
        unchanged: the file and its pictures are those imported last, nothing was done.
        version: number of the register's version that this made, 0 where none.
        changed: rights that are new or other than before; those of a whole file count as such.
    """

    register: str
    rights: int = 0
    skipped: int = 0
    problems: tuple[Problem, ...] = ()
    codes: tuple[tuple[str, int], ...] = ()
    unchanged: bool = False
    version: int = 0
    changed: int = 0


class RefusedError(RuntimeError):
    """The import was refused and nothing was changed."""

    def __init__(self, message: str, report: LoadReport) -> None:
        super().__init__(message)
        self.report = report


class PictureDigest:
    """One digest over all pictures of a file: whose they are, in which order, and what they show."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._count = 0

    def add(self, right_id: str, picture: Path) -> None:
        """The next picture; one that is not there counts as empty."""
        self._hash.update(f"{right_id}\0{file_digest(picture)}\n".encode())
        self._count += 1

    @property
    def value(self) -> str:
        """64 hex digits, "" where there are no pictures."""
        return self._hash.hexdigest() if self._count else ""


class Gate:
    """Collects what is wrong with a file, and lets the rest through.

    Args:
        path: the file.
        keep_picture: copies a picture to the store and says where it lies.
        unique: whether an id may stand there only once; in a delta the later line counts.
    """

    def __init__(self, path: Path, keep_picture: Callable[[Path], Path], *, unique: bool = True) -> None:
        self.path = path
        self.skipped = 0
        self.pictures = PictureDigest()
        self._keep_picture = keep_picture
        self._problems: list[Problem] = []
        self._remarks = 0
        self._codes: Counter[str] = Counter()
        self._seen = SeenIds() if unique else None

    def rows(self, importer: Importer) -> Iterator[Row]:
        """The rows that have nothing wrong with them, pictures named where they are kept."""
        for item in importer.read(self.path):
            if isinstance(item, Problem):
                self.note(item)
            elif (row := self._admit(item)) is not None:
                yield row

    def close(self) -> None:
        """Forgets the ids that stood there."""
        if self._seen:
            self._seen.close()

    def note(self, problem: Problem) -> None:
        """Counts a problem; a remark costs no line."""
        self._codes[problem.code] += 1
        remark = problem.code.startswith("note-")
        self.skipped += not remark
        self._remarks += remark
        if len(self._problems) < KEPT_PROBLEMS and (not remark or self._remarks <= KEPT_REMARKS):
            self._problems.append(problem)

    def report(self, register: str, rights: int, version: int = 0, changed: int = 0) -> LoadReport:
        """What was found so far."""
        codes = tuple(sorted(self._codes.items()))
        problems = tuple(self._problems)
        return LoadReport(register, rights, self.skipped, problems, codes, version=version, changed=changed)

    def _admit(self, row: Row) -> Row | None:
        first = self._seen.first(row.right.right_id, row.line) if self._seen else row.line
        if first != row.line:
            message = f"right_id {row.right.right_id!r} stands already on line {first}; ids must be unique"
            self.note(Problem(self.path.name, row.line, message, "duplicate-id"))
            return None
        if not row.right.images:
            return row
        for location in row.right.images:
            message = fault(location)
            if message:
                self.note(Problem(self.path.name, row.line, message, "unreadable-image"))
                return None
        kept = [self._keep_picture(Path(location)) for location in row.right.images]
        for picture in kept:
            self.pictures.add(row.right.right_id, picture)
        return replace(row, right=replace(row.right, images=tuple(map(str, kept))))


def pictures_now(path: Path, importer: Importer) -> str:
    """The digest over the pictures that a file names, as they are now; reads no more of them than their bytes."""
    pictures = PictureDigest()
    for item in importer.read(path):
        if isinstance(item, Row):
            for location in item.right.images:
                pictures.add(item.right.right_id, Path(location))
    return pictures.value


def file_digest(path: Path) -> str:
    """SHA-256 of a file, hex; "" where it cannot be read (whoever needs it then says so)."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def source_digest(path: Path) -> str:
    """One SHA-256 over all that an import reads: the file and its mapping, or a folder's tables and names of pictures.

    What pictures show has a digest of its own.
    """
    mapping = mapping_file(path)
    if not path.is_dir():
        return file_digest(path) if not mapping.is_file() else digest(file_digest(path), file_digest(mapping))
    files = sorted(one for one in path.rglob("*") if one.is_file())
    tables = [file_digest(one) for one in files if one.suffix.lower() not in PICTURES]
    return digest(*tables, *(one.relative_to(path).as_posix() for one in files))
