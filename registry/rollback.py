"""Back to an earlier version of a register: what it was is put together from the files of its versions."""

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from database import writing
from registry.archive import Archive, Line
from registry.future import Future, Prepare, future
from registry.gate import LoadReport, RefusedError
from registry.store import Register, RegistryStore, Version, VersionKind, version_of
from registry.swap import clear, count, insert_all, upsert
from registry.tables import RegisterRow, VersionRow

KEPT = 5  # states that can be brought back, the present one among them


def rollback(
    store: RegistryStore, register: str, now: datetime, to: int = 0, prepare: Prepare | None = None
) -> Version:
    """Brings an earlier state of a register back, as a version of its own: leads name what they were found with.

    Args:
        store: of the register.
        register: its name.
        now: with a zone.
        to: number of the version; 0 is the one before the present one.
        prepare: makes indexes for the state to come, before anything is swapped; what it raises stops the rollback.

    Raises:
        RefusedError: there is no such version, or it is no longer kept; nothing was changed.
    """
    versions = {version.number: version for version in store.versions(register)}
    if not versions:
        raise RefusedError(
            f"there is no register {register!r} with versions; see `markhound registry versions`", LoadReport(register)
        )
    archive = Archive(store.base)
    present = max(versions)
    wanted = to or _before(versions, present)
    parts = pieces(versions, wanted)
    if not parts or not all(archive.holds(register, number) for number in parts) or wanted >= present:
        kept = [str(number) for number in kept_states(versions, archive, register) if number < present]
        raise RefusedError(
            f"version {wanted} of {register!r} cannot be brought back; "
            + (f"those that can are {', '.join(kept)}" if kept else "none is kept before the present one"),
            LoadReport(register),
        )
    try:
        lines = [archive.lines(register, number) for number in parts]
        state = _future(store, versions[parts[0]], max(versions) + 1, now, lines)
        with prepare(state) if prepare else nullcontext(), writing(store.engine) as session:
            clear(session, register)
            changed = insert_all(session, register, archive.lines(register, parts[0]))
            for number in parts[1:]:
                upsert(session, register, archive.lines(register, number))
            return _noted(session, versions, parts, wanted, (now, changed))
    except (EOFError, OSError, zlib.error, ValueError) as error:
        raise RefusedError(
            f"version {wanted} of {register!r} cannot be brought back: a file of it in registry/ is damaged ({error})",
            LoadReport(register),
        ) from error


def _future(
    store: RegistryStore, origin: Version, number: int, now: datetime, lines: Sequence[Iterable[Line]]
) -> Future:
    """The registry once the rollback is done."""
    at = now.astimezone(UTC)
    register = Register(
        origin.register, origin.file, origin.digest, 0, at, origin.skipped, origin.pictures, version=number
    )
    return future(store, register, lines, whole=True)


def _noted(
    session: Session, versions: Mapping[int, Version], parts: Sequence[int], wanted: int, done: tuple[datetime, int]
) -> Version:
    """Writes the rollback down as a version, and which ones it went behind."""
    now, changed = done
    origin, number = versions[parts[0]], max(versions) + 1
    behind = [one for one in versions if one > parts[-1] and one not in parts]
    later = update(VersionRow).where(VersionRow.register == origin.register, VersionRow.number.in_(behind))
    session.execute(later.where(VersionRow.kind != VersionKind.ROLLBACK.value).values(withdrawn=True))
    row = session.get_one(RegisterRow, origin.register)
    row.file, row.digest, row.pictures, row.skipped = origin.file, origin.digest, origin.pictures, origin.skipped
    row.imported_at, row.rights, row.version = now, count(session, origin.register), number
    made = VersionRow(
        register=origin.register, number=number, kind=VersionKind.ROLLBACK.value, file=origin.file,
        digest=origin.digest, pictures=origin.pictures, skipped=origin.skipped, rights=row.rights, changed=changed,
        filled=json.dumps(dict(versions[wanted].filled)), restores=wanted, withdrawn=False, imported_at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    return version_of(made)


def pieces(versions: Mapping[int, Version], number: int) -> Sequence[int]:
    """The versions whose files make up the state at that number, a whole one first; empty where it is not known."""
    deltas: list[int] = []
    while (version := versions.get(number)) is not None:
        if version.kind is VersionKind.WHOLE:
            return [number, *reversed(deltas)]
        if version.kind is VersionKind.DELTA:
            deltas.append(number)
            number -= 1
        else:
            number = version.restores
    # The register may have begun with a delta; what was there before versions were counted is in no file.
    return (
        [*reversed(deltas)]
        if number == 0 and deltas and versions[deltas[-1]].changed == versions[deltas[-1]].rights
        else []
    )


def kept_states(versions: Mapping[int, Version], archive: Archive, register: str) -> list[int]:
    """Numbers of the states that can be brought back."""
    return [
        number
        for number in sorted(versions)
        if (parts := pieces(versions, number)) and all(archive.holds(register, part) for part in parts)
    ]


def prune(store: RegistryStore, register: str) -> None:
    """Takes away the files that none of the last states needs."""
    versions = {version.number: version for version in store.versions(register)}
    wanted = {part for number in sorted(versions)[-KEPT:] for part in pieces(versions, number)}
    Archive(store.base).prune(register, frozenset(wanted))


def _before(versions: Mapping[int, Version], present: int) -> int:
    """The state before the one that is there; after a rollback, the one before that which it restored."""
    restored = versions[present].restores
    return (_before(versions, restored) if restored in versions else restored - 1) if restored else present - 1
