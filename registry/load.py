"""Import of a register: candidate build, gates, swap, all in one transaction: the whole file or nothing."""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from database import writing
from domain.problem import Problem
from domain.right import Right
from registry.importer import Importer, Row
from registry.pictures import fault
from registry.store import RegistryStore, clear
from registry.tables import RegisterRow, RightRow

BATCH = 5_000
KEPT_PROBLEMS = 1_000  # further ones are only counted
SHRINK_LIMIT = 0.2  # a register that loses more than a fifth overnight is more likely cut off than amended


class RefusedError(RuntimeError):
    """The import was refused and nothing was changed."""

    def __init__(self, message: str, report: "LoadReport") -> None:
        super().__init__(message)
        self.report = report


@dataclass(frozen=True, slots=True)
class Plan:
    """How a file is imported.

    Attributes:
        register: name under which its rights are kept; importing again replaces them.
        skip_bad: leave lines with problems out instead of refusing the file.
        allow_shrink: accept a file that is much smaller than the last one.
    """

    register: str
    skip_bad: bool = False
    allow_shrink: bool = False


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What an import found.

    Attributes:
        register: its name.
        rights: rights taken in.
        skipped: lines left out.
        problems: by line; the first thousand.
        codes: pairs of problem code and count.
        unchanged: the file is the one imported last, nothing was done.
    """

    register: str
    rights: int = 0
    skipped: int = 0
    problems: tuple[Problem, ...] = ()
    codes: tuple[tuple[str, int], ...] = ()
    unchanged: bool = False


class _Gate:
    """Collects what is wrong, and lets the rest through."""

    def __init__(self, path: Path, keep_picture: Callable[[Path], Path]) -> None:
        self.path = path
        self.keep_picture = keep_picture
        self.problems: list[Problem] = []
        self.codes: Counter[str] = Counter()
        self.lines: dict[str, int] = {}
        self.skipped = 0

    def note(self, problem: Problem) -> None:
        self.codes[problem.code] += 1
        self.skipped += not problem.code.startswith("note-")
        if len(self.problems) < KEPT_PROBLEMS:
            self.problems.append(problem)

    def admit(self, row: Row) -> Right | None:
        """The right with its pictures in the store, or None after noting why not."""
        first = self.lines.setdefault(row.right.right_id, row.line)
        if first != row.line:
            message = f"right_id {row.right.right_id!r} stands already on line {first}; ids must be unique"
            self.note(Problem(self.path.name, row.line, message, "duplicate-id"))
            return None
        if not row.right.images:
            return row.right
        for location in row.right.images:
            message = fault(location)
            if message:
                self.note(Problem(self.path.name, row.line, message, "unreadable-image"))
                return None
        return replace(row.right, images=tuple(str(self.keep_picture(Path(i))) for i in row.right.images))

    def report(self, register: str, rights: int) -> LoadReport:
        codes = tuple(sorted(self.codes.items()))
        return LoadReport(register, rights, self.skipped, tuple(self.problems), codes)


def load(
    store: RegistryStore,
    path: Path,
    importer: Importer,
    plan: Plan,
    *,
    keep_picture: Callable[[Path], Path],
    now: datetime,
    on_progress: Callable[[int], None] = lambda rights: None,
) -> LoadReport:
    """Replaces a register by the rights of a file.

    Args:
        store: where to.
        path, importer, plan: what and how.
        keep_picture: copies a picture to the store and says where it lies.
        now: with a zone.
        on_progress: told the number of rights so far.

    Raises:
        RefusedError: a gate is shut; the database is as it was.
        registry.importer.UnreadableRegistryError: the file is no registry.
    """
    digest = file_digest(path)
    gate = _Gate(path, keep_picture)
    with writing(store.engine) as session:
        last = session.get(RegisterRow, plan.register)
        if last is not None and last.digest == digest:
            return LoadReport(plan.register, last.rights, unchanged=True)
        before = last.rights if last is not None else 0
        fields = {"file": path.name, "digest": digest, "rights": 0, "imported_at": now}
        session.merge(RegisterRow(name=plan.register, **fields))
        session.flush()
        clear(session, plan.register)
        rights = _insert(session, store, gate, importer, plan, on_progress)
        _gates(gate, plan, rights, before)
        session.merge(RegisterRow(name=plan.register, **(fields | {"rights": rights})))
    return gate.report(plan.register, rights)


def file_digest(path: Path) -> str:
    """SHA-256 of a file, hex; "" where it is not there (reading it then says so)."""
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _insert(
    session: Session,
    store: RegistryStore,
    gate: _Gate,
    importer: Importer,
    plan: Plan,
    on_progress: Callable[[int], None],
) -> int:
    batch: dict[str, tuple[int, dict[str, object]]] = {}
    rights = 0
    for item in importer.read(gate.path):
        if isinstance(item, Problem):
            gate.note(item)
            continue
        right = gate.admit(item)
        if right is not None:
            batch[right.right_id] = (item.line, store.row(right, plan.register))
        if len(batch) >= BATCH:
            rights += _flush(session, gate, batch)
            on_progress(rights)
    rights += _flush(session, gate, batch)
    on_progress(rights)
    return rights


def _flush(session: Session, gate: _Gate, batch: dict[str, tuple[int, dict[str, object]]]) -> int:
    """Inserts what no other register holds; empties the batch."""
    if not batch:
        return 0
    taken = session.execute(select(RightRow.right_id, RightRow.register).where(RightRow.right_id.in_(batch)))
    for right_id, register in taken.tuples().all():
        line, _ = batch.pop(right_id)
        message = f"right_id {right_id!r} belongs to the register {register!r}; import it there with --register"
        gate.note(Problem(gate.path.name, line, message, "other-register"))
    if batch:
        session.execute(insert(RightRow), [row for _, row in batch.values()])
    inserted = len(batch)
    batch.clear()
    return inserted


def _gates(gate: _Gate, plan: Plan, rights: int, before: int) -> None:
    report = gate.report(plan.register, rights)
    if gate.skipped and not plan.skip_bad:
        raise RefusedError(
            f"{gate.path.name} has {gate.skipped} bad line(s), so nothing was imported; mend them, "
            "or leave them out with --skip-bad",
            report,
        )
    if not rights:
        raise RefusedError(f"{gate.path.name} holds no rights, so nothing was imported", report)
    if rights < before * (1 - SHRINK_LIMIT) and not plan.allow_shrink:
        raise RefusedError(
            f"{gate.path.name} holds {rights:,} rights where the register {plan.register!r} had {before:,}, "
            "so nothing was imported; if that is right, say --allow-shrink",
            report,
        )
