"""The registry in the database: rows in, rights out."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from database import reading
from domain.right import Right
from domain.right_json import right_from, right_to
from registry.tables import RegisterRow, RightRow

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
    """

    name: str
    file: str
    digest: str
    rights: int
    imported_at: datetime
    skipped: int = 0
    pictures: str = ""


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

    def elsewhere(self, right_ids: Sequence[str], register: str) -> Mapping[str, str]:
        """Those of these rights that another register holds, with its name."""
        query = select(RightRow.right_id, RightRow.register)
        query = query.where(RightRow.right_id.in_(right_ids), RightRow.register != register)
        with reading(self.engine) as session:
            return dict(session.execute(query).tuples().all())

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


def row_of(body: str, register: str) -> dict[str, object]:
    """The row of a stored right, for a bulk insert."""
    fields = json.loads(body)
    row = {name: fields[name] for name in ("right_id", "kind", "mark_text", "holder", "status")}
    expires_on = fields["expires_on"]
    return row | {
        "register": register,
        "expires_on": date.fromisoformat(expires_on) if expires_on else None,
        "body": body,
    }


def _register(row: RegisterRow) -> Register:
    return Register(row.name, row.file, row.digest, row.rights, row.imported_at, row.skipped, row.pictures)


def clear(session: Session, register: str) -> None:
    """Takes all rights of a register out, within the caller's transaction."""
    session.execute(delete(RightRow).where(RightRow.register == register))
