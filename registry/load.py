"""Import of a register: the whole file or nothing; or of a delta, whose rights are put into what is there.

Reading the file, its gates and its pictures take the time, and touch no row. What came through waits in a draft beside
the database, and indexes are made for it; then one short transaction swaps the register, so that neither a reviewer's
decision nor the next night waits for them.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from sqlalchemy.exc import IntegrityError

from database import writing
from domain.fields import clean
from domain.problem import Problem
from registry.archive import Archive, Draft, line
from registry.future import Future, Prepare, future
from registry.gate import Gate, LoadReport, RefusedError, pictures_now, source_digest
from registry.importer import Importer, Row
from registry.rollback import pieces, prune
from registry.store import Register, RegistryStore, Version, VersionKind
from registry.swap import Candidate, put
from registry.tables import LONGEST_NAME
from registry.tally import Tally

__all__ = ["LoadReport", "Plan", "RefusedError", "load"]

BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Plan:
    """How a file is imported.

    Attributes:
        register: name under which its rights are kept; importing again replaces them.
        skip_bad: leave lines with problems out instead of refusing the file.
        allow_shrink: accept a file that is much smaller than the last one.
        allow_change: accept one that changes the status of many rights, or has lost a field.
        again: accept a file that was rolled back.
        delta: put its rights into the register instead of replacing it.
        as_of: ISO day or time of what the file says, where its lines do not say; of two deltas the later counts.
    """

    register: str
    skip_bad: bool = False
    allow_shrink: bool = False
    allow_change: bool = False
    again: bool = False
    delta: bool = False
    as_of: str = ""


def load(
    store: RegistryStore,
    path: Path,
    importer: Importer,
    plan: Plan,
    *,
    keep_picture: Callable[[Path], Path],
    now: datetime,
    on_progress: Callable[[int], None] = lambda rights: None,
    prepare: Prepare | None = None,
) -> LoadReport:
    """Replaces a register by the rights of a file, or amends it by those of a delta.

    Args:
        store: where to.
        path, importer, plan: what and how.
        keep_picture: copies a picture to the store and says where it lies.
        now: with a zone.
        on_progress: told the number of rights so far.
        prepare: makes indexes for the state to come, before anything is swapped; what it raises stops the import.

    Raises:
        RefusedError: a gate is shut; the database is as it was.
        registry.importer.UnreadableRegistryError: the file is no registry.
    """
    _check_name(plan)
    digest = source_digest(path)
    last, versions = store.register(plan.register), store.versions(plan.register)
    if last is not None and _is_same(last, versions, digest, path, importer, plan):
        return LoadReport(plan.register, last.rights, unchanged=True)
    _check_again(path, plan, versions, digest)
    kind = VersionKind.DELTA if plan.delta else VersionKind.WHOLE
    with closing(Gate(path, keep_picture, unique=not plan.delta)) as gate:
        tally = Tally()
        archive = Archive(store.base)
        with archive.draft(plan.register) as draft:
            with draft.writing() as file:
                for rows in _admitted(store, gate, importer, plan, tally):
                    file.writelines(line(row.as_of or plan.as_of, store.body(row.right)) for row in rows)
                    on_progress(tally.rights)
            _check_lines(gate, plan, tally)
            if source_digest(path) != digest:
                raise RefusedError(
                    f"{path.name} changed while it was read, so nothing was imported; import it again when it is "
                    "complete",
                    gate.report(plan.register, tally.rights),
                )
            candidate = Candidate(plan.register, kind, clean(path.name), digest, gate.pictures.value, gate.skipped, now)
            _check_counts(gate, plan, tally, versions[-1] if versions else None)
            with prepare(_future(store, last, candidate, draft)) if prepare else nullcontext():
                version = _swap(store, candidate, (draft, archive), gate, plan, tally)
        prune(store, plan.register)
        return gate.report(plan.register, tally.rights, version.number, version.changed)


def _swap(
    store: RegistryStore, candidate: Candidate, files: tuple[Draft, Archive], gate: Gate, plan: Plan, tally: Tally
) -> Version:
    """Puts the candidate in force, in one short transaction."""
    draft, archive = files
    try:
        with writing(store.engine) as session:
            return put(session, candidate, draft, archive, lambda base: _check_counts(gate, plan, tally, base))
    except IntegrityError as error:
        raise RefusedError(
            f"another import changed the registry meanwhile, so nothing was imported; import {gate.path.name} again",
            gate.report(plan.register, tally.rights),
        ) from error


def _future(store: RegistryStore, last: Register | None, candidate: Candidate, draft: Draft) -> Future:
    """The registry once the candidate is in force."""
    whole = last is None or candidate.kind is VersionKind.WHOLE
    standing = last or Register(candidate.register, "", "", 0, candidate.at)
    register = replace(
        standing,
        digest=candidate.digest if whole else standing.digest,
        imported_at=candidate.at.astimezone(UTC),
        version=standing.version + 1,
    )
    return future(store, register, [draft.lines()], whole=candidate.kind is VersionKind.WHOLE)


def _is_same(
    last: Register, versions: tuple[Version, ...], digest: str, path: Path, importer: Importer, plan: Plan
) -> bool:
    """Whether an import would bring what is there; lines that were left out may be good by now."""
    if plan.delta:
        by_number = {one.number: one for one in versions}
        here = (by_number[number] for number in pieces(by_number, last.version))
        return any(one.kind is VersionKind.DELTA and one.digest == digest and not one.skipped for one in here)
    if last.skipped or last.digest != digest:
        return False
    return not last.pictures or last.pictures == pictures_now(path, importer)


def _check_again(path: Path, plan: Plan, versions: tuple[Version, ...], digest: str) -> None:
    """A file that somebody went back behind does not come in again by itself the next night."""
    withdrawn = next((one for one in reversed(versions) if one.digest == digest and one.withdrawn), None)
    if withdrawn is not None and not plan.again:
        raise RefusedError(
            f"{path.name} is version {withdrawn.number} of {plan.register!r}, which was rolled back, so nothing was "
            "imported; put a better file in its place, or say --again",
            LoadReport(plan.register),
        )


def _admitted(store: RegistryStore, gate: Gate, importer: Importer, plan: Plan, tally: Tally) -> Iterator[list[Row]]:
    """The rights to be, by the batch."""
    rows = gate.rows(importer)
    while batch := list(islice(rows, BATCH)):
        yield _free(batch, store, gate, plan.register, tally)


def _free(batch: list[Row], store: RegistryStore, gate: Gate, register: str, tally: Tally) -> list[Row]:
    """The rows whose id no other register holds."""
    standing = store.standing([row.right.right_id for row in batch])
    free = []
    for row in batch:
        other, status = standing.get(row.right.right_id, (register, None))
        if other == register:
            tally.add(row.right, status)
            free.append(row)
            continue
        message = f"right_id {row.right.right_id!r} belongs to the register {other!r}; import it there with --register"
        gate.note(Problem(gate.path.name, row.line, message, "other-register"))
    return free


def _check_name(plan: Plan) -> None:
    name = plan.register
    if not name.strip() or len(name) > LONGEST_NAME or clean(name) != name:
        raise RefusedError(
            f"a register's name must have 1 to {LONGEST_NAME} ordinary characters, not {clean(name)[:40]!r}; "
            "give another with --register",
            LoadReport(clean(name)),
        )


def _check_lines(gate: Gate, plan: Plan, tally: Tally) -> None:
    report = gate.report(plan.register, tally.rights)
    if gate.skipped and not plan.skip_bad:
        raise RefusedError(
            f"{gate.path.name} has {gate.skipped} bad line(s), so nothing was imported; mend them, "
            "or leave them out with --skip-bad",
            report,
        )
    if not tally.rights:
        raise RefusedError(f"{gate.path.name} holds no rights, so nothing was imported", report)


def _check_counts(gate: Gate, plan: Plan, tally: Tally, last: Version | None) -> dict[str, int]:
    """Holds the counts beside those of the last version; gives those that the next will be held beside."""
    if last is None:
        return dict(tally.filled)
    shrunk = "" if plan.allow_shrink or plan.delta else tally.shrunk(last.rights)
    upset = "" if plan.allow_change else tally.upset(last.rights)
    emptied = "" if plan.allow_change or plan.delta else tally.emptied(last.filled, last.rights)
    for wrong, remedy in ((shrunk, "--allow-shrink"), (upset, "--allow-change"), (emptied, "--allow-change")):
        if wrong:
            named = wrong.replace("the register had", f"the register {plan.register!r} had")
            raise RefusedError(
                f"{gate.path.name} {named}, so nothing was imported; if that is right, say {remedy}",
                gate.report(plan.register, tally.rights),
            )
    return dict(last.filled) if plan.delta else dict(tally.filled)
