"""The short transaction at the end of an import or a rollback: a version's rights take their place, or none does."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from registry.archive import Archive, Draft, Line
from registry.store import Version, VersionKind, row_of, version_of
from registry.tables import RegisterRow, RightRow, VersionRow

BATCH = 5_000  # rights of a statement
CHUNK = 500  # ids of a query; SQLite and PostgreSQL both like it

Check = Callable[[Version | None], dict[str, int]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A version to be; attributes as of `registry.store.Version`."""

    register: str
    kind: VersionKind
    file: str
    digest: str
    pictures: str
    skipped: int
    at: datetime


def put(session: Session, candidate: Candidate, draft: Draft, archive: Archive, check: Check) -> Version:
    """Makes a draft the register's next version.

    Args:
        session: a transaction; nothing is kept unless it is.
        candidate, draft: the version.
        archive: keeps the draft.
        check: told the last version, raises where it cannot be followed by this one; gives the new `filled`.
    """
    register = session.get(RegisterRow, candidate.register)
    last = _last(session, register)
    filled = check(last)
    if register is None:
        register = RegisterRow(name=candidate.register, rights=0, version=0)
        session.add(register)
    whole = candidate.kind is VersionKind.WHOLE or register.digest is None
    if whole:  # a delta of the whole that is there leaves that one's digest, so that it is known when it comes again
        register.file, register.digest = candidate.file, candidate.digest
        register.pictures, register.skipped = candidate.pictures, candidate.skipped
    register.imported_at = candidate.at
    session.flush()
    if candidate.kind is VersionKind.WHOLE:
        clear(session, candidate.register)
        changed = insert_all(session, candidate.register, draft.lines())
    else:
        changed = upsert(session, candidate.register, draft.lines())
    register.rights = count(session, candidate.register)
    register.version += 1
    row = VersionRow(
        register=candidate.register,
        number=register.version,
        kind=candidate.kind.value,
        file=candidate.file,
        digest=candidate.digest,
        pictures=candidate.pictures,
        skipped=candidate.skipped,
        rights=register.rights,
        changed=changed,
        filled=json.dumps(filled),
        restores=0,
        withdrawn=False,
        imported_at=candidate.at,
    )
    session.add(row)
    session.flush()
    archive.keep(draft, candidate.register, row.number)
    return version_of(row)


def _last(session: Session, register: RegisterRow | None) -> Version | None:
    """The register's last version; of one that was imported before versions were counted, its size."""
    if register is None:
        return None
    row = session.get(VersionRow, (register.name, register.version))
    if row is not None:
        return version_of(row)
    return Version(
        register.name, 0, VersionKind.WHOLE, register.file, register.digest, register.pictures, register.skipped,
        register.rights, register.rights, {}, 0, False, register.imported_at,
    )  # fmt: skip


def clear(session: Session, register: str) -> None:
    """Takes all rights of a register out."""
    session.execute(delete(RightRow).where(RightRow.register == register))


def count(session: Session, register: str) -> int:
    """How many rights a register has."""
    return session.scalar(select(func.count()).select_from(RightRow).where(RightRow.register == register)) or 0


def insert_all(session: Session, register: str, lines: Iterable[Line]) -> int:
    """Puts rights in that are not there; gives their number."""
    table = RightRow.metadata.tables[RightRow.__tablename__]
    done = 0
    for batch in _batches(lines, BATCH):
        session.execute(insert(table), [row_of(body, register, as_of) for as_of, body in batch])
        done += len(batch)
    return done


def upsert(session: Session, register: str, lines: Iterable[Line]) -> int:
    """Puts rights in, or in the place of what was said of them earlier; gives the number of those that are now other.

    The later word counts, of two of one time the one whose form is greater: so any order gives the same.
    """
    changed = 0
    for batch in _batches(lines, CHUNK):
        latest: dict[str, Line] = {}
        for as_of, body in batch:
            name = json.loads(body)["right_id"]
            latest[name] = max(latest.get(name, ("", "")), (as_of, body))
        changed += _upsert(session, register, latest)
    return changed


def _upsert(session: Session, register: str, latest: Mapping[str, Line]) -> int:
    query = select(RightRow.right_id, RightRow.as_of, RightRow.body).where(RightRow.right_id.in_(latest))
    standing: dict[str, Line] = {name: (as_of, body) for name, as_of, body in session.execute(query)}
    new = [row_of(body, register, as_of) for name, (as_of, body) in latest.items() if name not in standing]
    later = [
        row_of(body, register, as_of)
        for name, (as_of, body) in latest.items()
        if name in standing and (as_of, body) > standing[name]
    ]
    if new:
        session.execute(insert(RightRow.metadata.tables[RightRow.__tablename__]), new)
    if later:
        session.execute(update(RightRow), later)
    return len(new) + sum(1 for row in later if row["body"] != standing[str(row["right_id"])][1])


def _batches(lines: Iterable[Line], size: int) -> Iterator[list[Line]]:
    rest = iter(lines)
    while batch := list(islice(rest, size)):
        yield batch
