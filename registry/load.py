"""Import of a register: the whole file or nothing.

Reading the file, its gates and its pictures take the time, and touch no row. What came through waits in a draft beside
the database; then one short transaction swaps the register, so that a reviewer's decision never waits for pictures.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import TextIO

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from database import writing
from domain.fields import clean
from domain.problem import Problem
from registry.gate import Gate, LoadReport, RefusedError, file_digest, pictures_now
from registry.importer import Importer, Row
from registry.store import Register, RegistryStore, clear, row_of
from registry.tables import LONGEST_NAME, RegisterRow, RightRow

__all__ = ["LoadReport", "Plan", "RefusedError", "load"]

BATCH = 5_000
SHRINK_LIMIT = 0.2  # a register that loses more than a fifth overnight is more likely cut off than amended


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
    _check_name(plan)
    digest = file_digest(path)
    last = store.register(plan.register)
    if last is not None and _is_same(last, digest, path, importer):
        return LoadReport(plan.register, last.rights, unchanged=True)
    gate = Gate(path, keep_picture)
    with TemporaryFile("w+", encoding="utf-8", newline="\n", dir=store.base) as draft:
        rights = _draft(draft, store, gate, importer, plan.register, on_progress)
        _check_lines(gate, plan, rights)
        if file_digest(path) != digest:
            raise RefusedError(
                f"{path.name} changed while it was read, so nothing was imported; import it again when it is complete",
                gate.report(plan.register, rights),
            )
        register = Register(plan.register, clean(path.name), digest, rights, now, gate.skipped, gate.pictures.value)
        draft.seek(0)
        try:
            with writing(store.engine) as session:
                _check_size(session, gate, plan, rights)
                _swap(session, register, draft)
        except IntegrityError as error:
            raise RefusedError(
                f"another import changed the registry meanwhile, so nothing was imported; import {path.name} again",
                gate.report(plan.register, rights),
            ) from error
    return gate.report(plan.register, rights)


def _is_same(last: Register, digest: str, path: Path, importer: Importer) -> bool:
    """Whether an import would bring what is there; lines that were left out may be good by now."""
    if last.skipped or last.digest != digest:
        return False
    return not last.pictures or last.pictures == pictures_now(path, importer)


def _draft(
    draft: TextIO,
    store: RegistryStore,
    gate: Gate,
    importer: Importer,
    register: str,
    on_progress: Callable[[int], None],
) -> int:
    """Writes the rights to be, one a line, and gives their number."""
    rights = 0
    rows = gate.rows(importer)
    while batch := list(islice(rows, BATCH)):
        for row in _free(batch, store, gate, register):
            draft.write(store.body(row.right) + "\n")
            rights += 1
        on_progress(rights)
    return rights


def _free(batch: list[Row], store: RegistryStore, gate: Gate, register: str) -> list[Row]:
    """The rows whose id no other register holds."""
    taken = store.elsewhere([row.right.right_id for row in batch], register)
    for row in batch:
        if other := taken.get(row.right.right_id):
            message = (
                f"right_id {row.right.right_id!r} belongs to the register {other!r}; import it there with --register"
            )
            gate.note(Problem(gate.path.name, row.line, message, "other-register"))
    return [row for row in batch if row.right.right_id not in taken]


def _swap(session: Session, register: Register, draft: TextIO) -> None:
    session.merge(
        RegisterRow(
            name=register.name,
            file=register.file,
            digest=register.digest,
            rights=register.rights,
            imported_at=register.imported_at,
            skipped=register.skipped,
            pictures=register.pictures,
        )
    )
    session.flush()
    clear(session, register.name)
    table = RightRow.metadata.tables[RightRow.__tablename__]
    while lines := list(islice(draft, BATCH)):
        session.execute(insert(table), [row_of(line.removesuffix("\n"), register.name) for line in lines])


def _check_name(plan: Plan) -> None:
    name = plan.register
    if not name.strip() or len(name) > LONGEST_NAME or clean(name) != name:
        raise RefusedError(
            f"a register's name must have 1 to {LONGEST_NAME} ordinary characters, not {clean(name)[:40]!r}; "
            "give another with --register",
            LoadReport(clean(name)),
        )


def _check_lines(gate: Gate, plan: Plan, rights: int) -> None:
    report = gate.report(plan.register, rights)
    if gate.skipped and not plan.skip_bad:
        raise RefusedError(
            f"{gate.path.name} has {gate.skipped} bad line(s), so nothing was imported; mend them, "
            "or leave them out with --skip-bad",
            report,
        )
    if not rights:
        raise RefusedError(f"{gate.path.name} holds no rights, so nothing was imported", report)


def _check_size(session: Session, gate: Gate, plan: Plan, rights: int) -> None:
    last = session.get(RegisterRow, plan.register)
    if last is not None and rights < last.rights * (1 - SHRINK_LIMIT) and not plan.allow_shrink:
        raise RefusedError(
            f"{gate.path.name} holds {rights:,} rights where the register {plan.register!r} had {last.rights:,}, "
            "so nothing was imported; if that is right, say --allow-shrink",
            gate.report(plan.register, rights),
        )
