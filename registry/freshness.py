"""How old what a register says is, and whether it should have heard from its office by now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import func, select

from database import reading
from registry.store import RegistryStore, Version, VersionKind
from registry.tables import RightRow

EVERY_OTHER = "*"
NEVER, NOT_UPDATED, OLD_RECORDS = "never", "not-updated", "old-records"


@dataclass(frozen=True, slots=True)
class Freshness:
    """A register's age.

    Attributes:
        register: its name.
        file: that its last good version was made from, "" where there was none.
        version: its number, 0 where there was none.
        changed_at: when that came in, UTC; None where there was none. A file that brings nothing new makes no version.
        newest_record: ISO day or time of the newest of its rights, "" where they say nothing.
        expected_days: days within which it should change, 0 for never.
        age_days: days since `changed_at`.
        record_days: days since `newest_record`, None where that says nothing.
        stale: "" or why: `never`, `not-updated`, `old-records`.
    """

    register: str
    file: str
    version: int
    changed_at: datetime | None
    newest_record: str
    expected_days: int
    age_days: int
    record_days: int | None
    stale: str

    @property
    def since(self) -> str:
        """What it last was: another staleness has another one."""
        return f"{self.version} {self.changed_at.isoformat() if self.changed_at else ''} {self.stale}"


def expected_days(text: str) -> Mapping[str, int]:
    """Days by register out of "trademarks=2;designs=40;35": the bare number is for every other one.

    Raises:
        ValueError: it says anything else; the message says how it should be.
    """
    found = {EVERY_OTHER: 0}
    for piece in filter(None, map(str.strip, text.split(";"))):
        name, _, days = piece.rpartition("=")
        if not (days.isascii() and days.isdecimal() and len(days) <= 4):
            raise ValueError(f"{piece[:40]!r} must be days, or a register and days, such as 35 or trademarks=2")
        found[name.strip() or EVERY_OTHER] = int(days)
    return found


def freshness(
    store: RegistryStore, expected: Mapping[str, int], awaited: Iterable[str], now: datetime
) -> tuple[Freshness, ...]:
    """The age of each register, by name.

    Args:
        store: the registry.
        expected: as of `expected_days`.
        awaited: names of registers that should be there.
        now: with a zone.
    """
    last = _last_good(store.versions())
    newest = _newest_records(store, now)
    names = {register.name: register for register in store.registers()}
    found = []
    for name in sorted({*names, *awaited}):
        days = expected.get(name, expected.get(EVERY_OTHER, 0))
        register, version = names.get(name), last.get(name)
        if register is None:
            found.append(Freshness(name, "", 0, None, "", days, 0, None, NEVER))
            continue
        changed_at = version.imported_at if version else register.imported_at
        file, number = (version.file, version.number) if version else (register.file, register.version)
        record = newest.get(name, "")
        age, record_days = (now - changed_at).days, _days(record, now.date())
        stale = _stale(days, age, record_days)
        found.append(Freshness(name, file, number, changed_at, record, days, age, record_days, stale))
    return tuple(found)


def _stale(expected: int, age: int, record_days: int | None) -> str:
    if not expected:
        return ""
    if age > expected:
        return NOT_UPDATED
    # A file that was just due may hold records of the interval before it.
    return OLD_RECORDS if record_days is not None and record_days > 2 * expected else ""


def _last_good(versions: Iterable[Version]) -> Mapping[str, Version]:
    """The last version of each register that an office sent and nobody took back."""
    return {one.register: one for one in versions if one.kind is not VersionKind.ROLLBACK and not one.withdrawn}


def _newest_records(store: RegistryStore, now: datetime) -> Mapping[str, str]:
    # A record of the day after tomorrow is a slip, and would hide for years that no other came.
    latest = f"{now.astimezone(UTC).date().isoformat()}U"  # after every time of that day, as "T" is before "U"
    query = select(RightRow.register, func.max(RightRow.as_of)).where(RightRow.as_of <= latest)
    with reading(store.engine) as session:
        return dict(session.execute(query.group_by(RightRow.register)).tuples().all())


def _days(record: str, today: date) -> int | None:
    try:
        return max((today - date.fromisoformat(record[:10])).days, 0)
    except ValueError:
        return None
