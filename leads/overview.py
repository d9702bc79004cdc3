"""Figures for those who answer for the queue: what was found, what became of it, how long it took; none of persons."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from statistics import median

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from domain.decision import Verdict
from domain.lead import LeadState
from leads.precision import Share
from leads.tables import DecisionRow, QueueRow, ReversalRow
from leads.unqueued import Missed, missed

SHOWN = 10  # lines of a breakdown
EVERY = 100  # of one that shows all that there are
TIMED = 10_000  # newest decisions whose time is looked at
DECIDED = (LeadState.CONFIRMED, LeadState.DISMISSED, LeadState.UNSURE)
COLUMNS = {
    "right": QueueRow.right_id, "holder": QueueRow.holder, "source": QueueRow.source, "seller": QueueRow.seller,
    "district": QueueRow.district,
}  # fmt: skip
LISTS = {"class": QueueRow.classes, "signal": QueueRow.kinds}


@dataclass(frozen=True, slots=True)
class Line:
    """One value of a breakdown: how many of its decided leads were confirmed (unsure ones count as not decided)."""

    value: str
    precision: Share


@dataclass(frozen=True, slots=True)
class Day:
    """A day in the office's time zone: leads first found, and decisions that were not taken back."""

    day: date
    found: int
    decided: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What the page shows.

    Attributes:
        states: leads that were found since, by their state now.
        precision: of the leads found since that were decided one way or the other, those confirmed.
        days: from the first of the period to the last on which anything happened.
        median_wait: from first found to decision, of the newest decisions since; None without any.
        lines: by breakdown, the values with most decided leads.
        missed: leads that never came to the queue, of all holders.
    """

    states: Mapping[LeadState, int]
    precision: Share
    days: tuple[Day, ...]
    median_wait: timedelta | None
    lines: Mapping[str, tuple[Line, ...]]
    missed: Missed

    @property
    def found(self) -> int:
        """All leads found since."""
        return sum(self.states.values())

    @property
    def settled(self) -> Share:
        """Those of them that a person has decided."""
        return Share(sum(self.states[state] for state in DECIDED), self.found)


def overview(session: Session, since: datetime, holders: tuple[str, ...] | None, zone: tzinfo) -> Overview:
    """The figures of leads first found since then, and of decisions made since then."""
    wanted: list[ColumnElement[bool]] = [QueueRow.found >= since]
    if holders is not None:
        wanted.append(QueueRow.holder.in_(holders))
    counted = session.execute(select(QueueRow.state, func.count()).where(*wanted).group_by(QueueRow.state)).tuples()
    states = dict.fromkeys(LeadState, 0) | {LeadState(name): number for name, number in counted}
    times = _decided(session, since, holders)
    confirmed, dismissed = states[LeadState.CONFIRMED], states[LeadState.DISMISSED]
    return Overview(
        states=states,
        precision=Share(confirmed, confirmed + dismissed),
        days=_days(session, wanted, times, since.astimezone(zone)),
        median_wait=_middle([at - found for at, found in times[-TIMED:]]),
        lines=_lines(session, wanted),
        missed=missed(session, since),
    )


def by_signal(session: Session, since: datetime, holders: tuple[str, ...] | None) -> tuple[Line, ...]:
    """Precision of every signal, most often decided first; of leads first found since then."""
    wanted: list[ColumnElement[bool]] = [QueueRow.found >= since]
    if holders is not None:
        wanted.append(QueueRow.holder.in_(holders))
    return _most(session, LISTS["signal"], wanted, several=True, shown=EVERY)


def _middle(waits: list[timedelta]) -> timedelta | None:
    return timedelta(seconds=median(wait.total_seconds() for wait in waits)) if waits else None


def _decided(session: Session, since: datetime, holders: tuple[str, ...] | None) -> list[tuple[datetime, datetime]]:
    """When each decision since then was made, and when its lead was first found; oldest first."""
    back = select(ReversalRow.number).where(ReversalRow.decision_id == DecisionRow.decision_id).exists()
    query = select(DecisionRow.decided_at, QueueRow.found).join(QueueRow, QueueRow.lead_id == DecisionRow.lead_id)
    query = query.where(DecisionRow.decided_at >= since, ~back, DecisionRow.verdict.in_([*map(str, Verdict)]))
    if holders is not None:
        query = query.where(QueueRow.holder.in_(holders))
    return [(at, found) for at, found in session.execute(query.order_by(DecisionRow.decided_at))]


def _days(
    session: Session, wanted: Sequence[ColumnElement[bool]], times: list[tuple[datetime, datetime]], since: datetime
) -> tuple[Day, ...]:
    # A night has one clock, so that leads are grouped before they are fetched.
    query = select(QueueRow.found, func.count()).where(*wanted).group_by(QueueRow.found)
    found: Counter[date] = Counter()
    for at, number in session.execute(query):
        found[at.astimezone(since.tzinfo).date()] += number
    decided = Counter(at.astimezone(since.tzinfo).date() for at, _ in times)
    days = sorted({*found, *decided})
    if not days:
        return ()
    # Days before the first night are empty, and are shown so.
    first = since.date()
    whole = [first + timedelta(days=number) for number in range((days[-1] - first).days + 1)]
    return tuple(Day(day, found[day], decided[day]) for day in whole)


def _lines(session: Session, wanted: Sequence[ColumnElement[bool]]) -> dict[str, tuple[Line, ...]]:
    return {name: _most(session, column, wanted, several=name in LISTS) for name, column in (COLUMNS | LISTS).items()}


def _most(
    session: Session,
    column: InstrumentedAttribute[str],
    wanted: Sequence[ColumnElement[bool]],
    *,
    several: bool,
    shown: int = SHOWN,
) -> tuple[Line, ...]:
    states = [LeadState.CONFIRMED.value, LeadState.DISMISSED.value]
    query = select(column, QueueRow.state, func.count()).where(*wanted, QueueRow.state.in_(states))
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for value, state, number in session.execute(query.group_by(column, QueueRow.state)):
        for one in value.split("|") if several else (value,):
            if one:
                counts[one][state] += number
    most = sorted(counts.items(), key=lambda item: (-item[1].total(), item[0]))[:shown]
    return tuple(Line(value, Share(count[states[0]], count.total())) for value, count in most)
