"""Finding, or taking away, what is older than its period: by a verb, or once a week by a night."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from accounts.audit import Action, Entry
from domain.problem import Problem
from domain.report import RETAIN, StageReport
from flows import report_file, runs
from flows.house import House
from flows.retention.kind import Finding, Ground, Kind, kinds, periods_of
from flows.runs import Run

EVERY = timedelta(days=7)
STATE = "retained.json"  # in the data folder: when that was done last
LOCK = "retention"  # a name for `runs.one_at_a_time` that no source can have
NIGHT = "the night"


@dataclass(frozen=True, slots=True)
class Kept:
    """A kind with its days, and what would go of it, or went."""

    kind: Kind
    days: int
    finding: Finding


def retain(house: House, by: str, now: datetime, *, apply: bool) -> list[Kept]:
    """What would go of each kind, or went; another process that does it is waited for.

    Args:
        house: whose data.
        by: who asks for it.
        now: with a zone.
        apply: whether anything is deleted.

    Raises:
        flows.retention.kind.PeriodsError: the office's table cannot be used.
    """
    periods = periods_of(house)
    found = []
    with runs.one_at_a_time(house.base / "locks", LOCK, lambda: None):
        ground = Ground(house, periods, now, by)
        for kind in sorted(kinds().values(), key=lambda one: one.name):
            done = kind.remove(ground) if apply else kind.find(ground)
            found.append(Kept(kind, periods[kind.name], done))
        if apply:
            said = ", ".join(f"{one.kind.name} {one.finding.count}" for one in found if one.finding.count)
            house.accounts.audit.write(Entry(now, by, Action.RETAIN, "", said or "nothing"))
            report_file.write({"at": now.isoformat()}, house.base / STATE)
    return found


def weekly(house: House, run: Run) -> StageReport:
    """The stage: once a week. Without a table of periods of the office it only says what would go."""
    now, apply = datetime.now(UTC), house.settings.retention is not None
    if now - _last(house) < EVERY:
        return StageReport(RETAIN, "data", 0.0, (("waits", 1),))
    found = retain(house, NIGHT, now, apply=apply)
    if not apply:
        report_file.write({"at": now.isoformat()}, house.base / STATE)
    word = "deleted" if apply else "would_go"
    counts = [(f"{one.kind.name}_{word}", one.finding.count) for one in found]
    counts.append((f"bytes_{word}", sum(one.finding.size for one in found)))
    problems: list[Problem] = [problem for one in found for problem in one.finding.problems]
    return StageReport(RETAIN, "data", 0.0, tuple(counts), tuple(problems))


def _last(house: House) -> datetime:
    try:
        return datetime.fromisoformat(json.loads((house.base / STATE).read_text(encoding="utf-8"))["at"])
    except (OSError, KeyError, ValueError, TypeError):
        return datetime.min.replace(tzinfo=UTC)
