"""The registry in the database: rows in, rights out."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Engine, func, select

from database import reading
from domain.right import Right
from domain.right_json import right_from, right_to
from registry.tables import RegisterRow, RightRow, VersionRow

STREAM = 5_000  # rights fetched by one round trip


@dataclass(frozen=True, slots=True)
class Register:
    """A register as it was last imported.

    Attributes:
        name: unique.
        file: name of the file.
        digest: SHA-256 of that file, hex.
        rights: how many.
        imported_at: UTC.
        skipped: lines that were left out.
        pictures: one SHA-256 over all pictures that it names, hex, "" where it names none.
        version: number of its last version, 0 where it was imported before versions were counted.
    """

    name: str
    file: str
    digest: str
    rights: int
    imported_at: datetime
    skipped: int = 0
    pictures: str = ""
    version: int = 0


class VersionKind(StrEnum):
    """What made a version of a register."""

    WHOLE = "whole"
    DELTA = "delta"
    ROLLBACK = "rollback"


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a register.

    Attributes:
        register: its name.
        number: from 1.
        kind: what made it.
        file, digest, pictures, skipped: as of `Register`, of the file that it was made from.
        rights: how many the register had then.
        changed: how many were new or other than before.
        filled: how many rights of the last whole file had each of the fields that the gates watch.
        restores: number of the version that a rollback brought back, else 0.
        withdrawn: whether a rollback went behind it.
        imported_at: UTC.
    """

    register: str
    number: int
    kind: VersionKind
    file: str
    digest: str
    pictures: str
    skipped: int
    rights: int
    changed: int
    filled: Mapping[str, int]
    restores: int
    withdrawn: bool
    imported_at: datetime


class RegistryStore:
    """Rights of one database.

    Args:
        engine: migrated to the newest schema.
        base: folder that stored picture paths are relative to.
    """

    def __init__(self, engine: Engine, base: Path) -> None:
        self.engine = engine
        self.base = base.absolute()

    def rights(self, limit: int = 0, text: str = "") -> Iterator[Right]:
        """Rights by id, streamed.

        Args:
            limit: most that are given, 0 for all.
            text: only those whose mark or holder contains it, whatever its case.
        """
        query = select(RightRow.body).order_by(RightRow.right_id).execution_options(yield_per=STREAM)
        if text:
            query = query.where(
                RightRow.mark_text.icontains(text, autoescape=True) | RightRow.holder.icontains(text, autoescape=True)
            )
        if limit:
            query = query.limit(limit)
        with reading(self.engine) as session:
            for body in session.scalars(query):
                yield right_from(json.loads(body), self.base)

    def get(self, right_ids: Sequence[str]) -> Mapping[str, Right]:
        """Those rights that exist, by id."""
        query = select(RightRow.right_id, RightRow.body).where(RightRow.right_id.in_(right_ids))
        with reading(self.engine) as session:
            return {name: right_from(json.loads(body), self.base) for name, body in session.execute(query)}

    def registers(self) -> tuple[Register, ...]:
        """What has been imported, by name."""
        with reading(self.engine) as session:
            return tuple(map(_register, session.scalars(select(RegisterRow).order_by(RegisterRow.name))))

    def register(self, name: str) -> Register | None:
        """The register of that name, None where there is none."""
        with reading(self.engine) as session:
            row = session.get(RegisterRow, name)
            return None if row is None else _register(row)

    def standing(self, right_ids: Sequence[str]) -> Mapping[str, tuple[str, str]]:
        """Register and status of those of these rights that are there."""
        query = select(RightRow.right_id, RightRow.register, RightRow.status).where(RightRow.right_id.in_(right_ids))
        with reading(self.engine) as session:
            return {name: (register, status) for name, register, status in session.execute(query)}

    def named_versions(self, right_ids: Sequence[str]) -> Mapping[str, str]:
        """The version of the register that holds each of these rights now: "trademarks@12"."""
        query = select(RightRow.right_id, RightRow.register, RegisterRow.version)
        query = query.join(RegisterRow, RegisterRow.name == RightRow.register).where(RightRow.right_id.in_(right_ids))
        with reading(self.engine) as session:
            return {name: f"{register}@{version}" for name, register, version in session.execute(query)}

    def versions(self, register: str = "") -> tuple[Version, ...]:
        """Versions by register and number, of one register or of all."""
        query = select(VersionRow).order_by(VersionRow.register, VersionRow.number)
        if register:
            query = query.where(VersionRow.register == register)
        with reading(self.engine) as session:
            return tuple(map(version_of, session.scalars(query)))

    def stats(self) -> dict[str, dict[str, int]]:
        """Counts of rights by kind, by status and by register."""
        columns = {"kind": RightRow.kind, "status": RightRow.status, "register": RightRow.register}
        with reading(self.engine) as session:
            return {
                name: dict(session.execute(select(column, func.count()).group_by(column)).tuples().all())
                for name, column in columns.items()
            }

    def body(self, right: Right) -> str:
        """A right as it is stored, on one line."""
        return json.dumps(right_to(right, self.base), ensure_ascii=False)


def row_of(body: str, register: str, as_of: str) -> dict[str, object]:
    """The row of a stored right, for a bulk insert."""
    fields = json.loads(body)
    row = {name: fields[name] for name in ("right_id", "kind", "mark_text", "holder", "status")}
    expires_on = fields["expires_on"]
    return row | {
        "register": register,
        "as_of": as_of,
        "expires_on": date.fromisoformat(expires_on) if expires_on else None,
        "body": body,
    }


def version_of(row: VersionRow) -> Version:
    """A version, from its row."""
    return Version(
        register=row.register,
        number=row.number,
        kind=VersionKind(row.kind),
        file=row.file,
        digest=row.digest,
        pictures=row.pictures,
        skipped=row.skipped,
        rights=row.rights,
        changed=row.changed,
        filled=json.loads(row.filled),
        restores=row.restores,
        withdrawn=row.withdrawn,
        imported_at=row.imported_at,
    )


def _register(row: RegisterRow) -> Register:
    return Register(row.name, row.file, row.digest, row.rights, row.imported_at, row.skipped, row.pictures, row.version)
