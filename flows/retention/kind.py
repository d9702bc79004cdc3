"""What a kind of data is, how all of them are found, and how long each is kept."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from domain.catalogue import collect
from domain.preservation import Preservation, PreserveOf, in_force
from domain.problem import Problem
from flows.house import House
from leads.preservations import Life


class PeriodsError(ValueError):
    """The table of periods cannot be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What would go, or went, of a kind: how many, their bytes (0 where nobody can say), the time of the oldest.

    Attributes:
        count: files, listings or rows, as the kind's title says.
        size: bytes.
        oldest: UTC, None for nothing.
        problems: what was left as it lies, and why.
    """

    count: int = 0
    size: int = 0
    oldest: datetime | None = None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Ground:
    """What kinds work with.

    Attributes:
        house: whose data.
        periods: days by the name of the kind.
        now: UTC.
        by: who deletes: a name, or "the night".
    """

    house: House
    periods: Mapping[str, int]
    now: datetime
    by: str

    def before(self, kind: str) -> datetime:
        """What is older than that may go."""
        return self.now - timedelta(days=self.periods[kind])

    def rule(self, *kinds: str) -> str:
        """The rule as one sentence."""
        return ", ".join(f"{kind}: {self.periods[kind]} days" for kind in kinds)

    @cached_property
    def holds(self) -> list[Preservation]:
        """Legal holds that stand. The last line of their log is read first: later ones are seen when recorded."""
        _ = self.last_hold
        return in_force(self.house.preservations.log(), self.now.date(), self.last_hold)

    @cached_property
    def last_hold(self) -> int:
        """Number of the last line of their log that is heeded."""
        return self.house.preservations.last()

    @cached_property
    def held(self) -> frozenset[str]:
        """Keys of listings whose leads are held."""
        _, cases = self.house.dispatches.packed()
        return frozenset(self.house.preservations.listings(self.holds, cases, self.now))

    @cached_property
    def spared(self) -> frozenset[str]:
        """Sources with a seller that is held. Where rows do not say whose they are, all of such a source stay."""
        return frozenset(one.value.partition("/")[0] for one in self.holds if one.of is PreserveOf.SELLER)

    @cached_property
    def lives(self) -> dict[str, Life]:
        """By key of a listing with leads, why it is kept, or whose period is over."""
        when, _ = self.house.dispatches.packed()
        return self.house.preservations.lives(self.before("rejected"), self.before("confirmed"), when)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of data.

    Attributes:
        name: as the table of periods calls it.
        days: that it is kept where the table says nothing.
        title: what it is, in English and Chinese.
        find: what is older and may go; changes nothing.
        remove: takes it away; doing it twice is doing it once.
    """

    name: str
    days: int
    title: tuple[str, str]
    find: Callable[[Ground], Finding]
    remove: Callable[[Ground], Finding]


def kinds() -> dict[str, Kind]:
    """Every kind by name.

    Raises:
        domain.catalogue.DuplicateNameError: two have the same name.
    """
    from flows.retention import kinds as folder  # here, because its files import this one

    return collect(folder, Kind)


def periods_of(house: House) -> dict[str, int]:
    """Days by the name of the kind: those of the office's table, else our own.

    Raises:
        PeriodsError: it cannot be read, names no kind of ours, or a number that is none.
    """
    known = {name: kind.days for name, kind in kinds().items()}
    if "seen" in known:
        known["seen"] = house.settings.seen_days
    path = house.settings.retention
    if path is None:
        return known
    given = _table(path)
    for name, days in given.items():
        if name not in known:
            raise PeriodsError(f"{path}: there is no kind {name!r}; kinds are {', '.join(sorted(known))}")
        if not isinstance(days, int) or isinstance(days, bool) or not 1 <= days <= 36_500:
            raise PeriodsError(f"{path}: {name} wants a number of days, 1 to 36500")
    found = known | {name: int(str(days)) for name, days in given.items()}
    if found["captures"] > min(found["rejected"], found["confirmed"]):
        raise PeriodsError(
            f"{path}: captures of listings without a lead cannot outlive those of leads; lower `captures`"
        )
    return found


def _table(path: Path) -> dict[str, object]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8")).get("days", {})
    except (OSError, ValueError) as error:
        raise PeriodsError(f"the table of periods cannot be read: {path}: {error}") from error
    if not isinstance(table, dict):
        raise PeriodsError(f"{path}: write the periods under [days], such as captures = 180")
    return table


def utc(seconds: float) -> datetime:
    """A file's time."""
    return datetime.fromtimestamp(seconds, UTC)
