"""How far the loop is closed in a period: recorded, referred, handled, days to close, by team and district."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo
from statistics import median
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from domain.closed_loop import Late, Loop, LoopDay, LoopLine
from domain.decision import Verdict
from domain.lead import LeadState
from domain.referral import ReferralState
from leads.passage import HANDLED
from leads.precision import Share
from leads.referral_tables import ReferralLeadRow, ReferralRow, RelistingRow
from leads.tables import DecisionRow, QueueRow, ReversalRow

SHOWN = 12  # lines of a breakdown
LATE = 100
_HANDLED = [state.value for state in HANDLED]


@dataclass(slots=True)
class _Count:
    """What is counted of one team or district."""

    recorded: int = 0
    sent: int = 0
    leads: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    days: list[int] = field(default_factory=list)
    open: int = 0
    overdue: int = 0
    sent_ever: int = 0
    handled_ever: int = 0


def loop(session: Session, days: tuple[date, date], holders: tuple[str, ...] | None, zone: tzinfo) -> Loop:
    """The figures of a period.

    Args:
        session: reads.
        days: its first and last day, inclusive.
        holders: those whose leads count; None means all.
        zone: in which a day begins.
    """
    first, last = days
    since, until = (datetime.combine(day, time(), zone) for day in (first, last + timedelta(days=1)))
    scope = [ReferralRow.holder.in_(holders)] if holders is not None else []
    total, teams, districts = _counted(session, days, scope)
    wanted = [QueueRow.found >= since, QueueRow.found < until, *_of(QueueRow.holder, holders)]
    by_day: Counter[date] = Counter()
    for district, at, number in session.execute(
        select(QueueRow.district, QueueRow.found, func.count())
        .where(*wanted)
        .group_by(QueueRow.district, QueueRow.found)
    ):
        total.recorded += number
        districts[district].recorded += number
        by_day[at.astimezone(zone).date()] += number
    decided, confirmed = _decisions(session, since, until, holders)
    return Loop(
        first=first,
        last=last,
        decided=decided,
        confirmed=confirmed,
        relisted=_relisted(session, since, until, scope),
        total=_line("", total, districted=True),
        teams=_lines(teams, districted=False),
        districts=_lines(districts, districted=True),
        days=_days(session, days, scope, by_day),
        late=_late(session, last, scope),
    )


def outcome_of(session: Session, since: datetime, holders: tuple[str, ...] | None) -> tuple[Share, Share]:
    """Of the confirmed leads first found since then, those referred; and of these, those with a result."""
    wanted = [QueueRow.found >= since, QueueRow.state == LeadState.CONFIRMED.value, *_of(QueueRow.holder, holders)]
    confirmed = session.scalar(select(func.count()).select_from(QueueRow).where(*wanted)) or 0
    sent = select(func.count(func.distinct(QueueRow.lead_id))).select_from(QueueRow)
    sent = sent.join(ReferralLeadRow, ReferralLeadRow.lead_id == QueueRow.lead_id).where(*wanted)
    referred = session.scalar(sent) or 0
    handled = sent.join(ReferralRow, ReferralRow.referral_id == ReferralLeadRow.referral_id)
    with_result = session.scalar(handled.where(ReferralRow.state.in_(_HANDLED))) or 0
    return Share(referred, confirmed), Share(with_result, referred)


def _counted(
    session: Session, days: tuple[date, date], scope: Sequence[ColumnElement[bool]]
) -> tuple[_Count, defaultdict[str, _Count], defaultdict[str, _Count]]:
    """The referrals that were sent by the end of the period: of all, by team, by district."""
    first, last = days
    total = _Count()
    teams: defaultdict[str, _Count] = defaultdict(_Count)
    districts: defaultdict[str, _Count] = defaultdict(_Count)
    for row in session.execute(_standing(first, last, scope)):
        for count in (total, teams[row.team], districts[row.district]):
            for name in ("sent", "leads", "open", "overdue", "sent_ever", "handled_ever"):
                setattr(count, name, getattr(count, name) + getattr(row, name))
    one = ReferralRow
    ended = select(one.team, one.district, one.state, one.sent_on, one.ended_on)
    for team, district, state, sent_on, ended_on in session.execute(
        ended.where(one.ended_on.between(first, last), one.sent_on <= last, *scope)
    ):
        for count in (total, teams[team], districts[district]):
            count.ended[state] += 1
            if state in _HANDLED:
                count.days.append((ended_on - sent_on).days)
    return total, teams, districts


def _standing(first: date, last: date, scope: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """Sums by team and district, made where the rows are: there may be a hundred thousand."""
    row = ReferralRow
    ended = and_(row.ended_on.is_not(None), row.ended_on <= last)
    owed = and_(~ended, row.due_on < last, row.state != ReferralState.APPEALED.value)
    sums = {
        "sent": case((row.sent_on >= first, 1), else_=0),
        "leads": case((row.sent_on >= first, row.leads), else_=0),
        "open": case((ended, 0), else_=1),
        "overdue": case((owed, 1), else_=0),
        "sent_ever": case((and_(ended, row.state == ReferralState.RETURNED.value), 0), else_=1),
        "handled_ever": case((and_(ended, row.state.in_(_HANDLED)), 1), else_=0),
    }
    columns = [func.sum(value).label(name) for name, value in sums.items()]
    return select(row.team, row.district, *columns).where(row.sent_on <= last, *scope).group_by(row.team, row.district)


def _line(name: str, count: _Count, *, districted: bool) -> LoopLine:
    return LoopLine(
        name=name,
        recorded=count.recorded if districted else None,
        sent=count.sent,
        leads=count.leads,
        action_taken=count.ended[ReferralState.ACTION_TAKEN.value],
        dismissed=count.ended[ReferralState.DISMISSED.value],
        returned=count.ended[ReferralState.RETURNED.value],
        days=float(median(count.days)) if count.days else None,
        open=count.open,
        overdue=count.overdue,
        sent_ever=count.sent_ever,
        handled_ever=count.handled_ever,
    )


def _lines(counts: dict[str, _Count], *, districted: bool) -> tuple[LoopLine, ...]:
    def order(item: tuple[str, _Count]) -> tuple[int, int, int, str]:
        name, count = item
        return -count.sent, -count.open, -count.recorded, name

    return tuple(_line(name, count, districted=districted) for name, count in sorted(counts.items(), key=order)[:SHOWN])


def _decisions(session: Session, since: datetime, until: datetime, holders: tuple[str, ...] | None) -> tuple[int, int]:
    back = select(ReversalRow.number).where(ReversalRow.decision_id == DecisionRow.decision_id).exists()
    query = select(DecisionRow.verdict, func.count()).join(QueueRow, QueueRow.lead_id == DecisionRow.lead_id)
    query = query.where(DecisionRow.decided_at >= since, DecisionRow.decided_at < until, ~back)
    query = query.where(*_of(QueueRow.holder, holders)).group_by(DecisionRow.verdict)
    counted = dict(session.execute(query).tuples().all())
    return sum(counted.values()), counted.get(Verdict.INFRINGING.value, 0)


def _relisted(session: Session, since: datetime, until: datetime, scope: Sequence[ColumnElement[bool]]) -> int:
    query = select(func.count(func.distinct(RelistingRow.lead_id))).select_from(RelistingRow).join(ReferralRow)
    asked = (RelistingRow.found_at >= since, RelistingRow.found_at < until, ReferralRow.acted_at.is_not(None))
    return session.scalar(query.where(*asked, *scope)) or 0


def _days(
    session: Session, days: tuple[date, date], scope: Sequence[ColumnElement[bool]], recorded: Counter[date]
) -> tuple[LoopDay, ...]:
    first, last = days

    def by(
        column: InstrumentedAttribute[date] | InstrumentedAttribute[date | None], *more: ColumnElement[bool]
    ) -> Counter[date]:
        query = select(column, func.count()).where(column.between(first, last), *more, *scope).group_by(column)
        return Counter({day: number for day, number in session.execute(query) if day is not None})

    sent, handled = by(ReferralRow.sent_on), by(ReferralRow.ended_on, ReferralRow.state.in_(_HANDLED))
    whole: Iterable[date] = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return tuple(LoopDay(day, recorded[day], sent[day], handled[day]) for day in whole)


def _late(session: Session, last: date, scope: Sequence[ColumnElement[bool]]) -> tuple[Late, ...]:
    """Those that were overdue on that day, by the day that stands now, as they are counted."""
    row = ReferralRow
    query = select(row.referral_id, row.team, row.district, row.state, row.due_on).where(row.sent_on <= last, *scope)
    unanswered = or_(row.ended_on.is_(None), row.ended_on > last)
    query = query.where(unanswered, row.state != ReferralState.APPEALED.value, row.due_on < last)
    found = session.execute(query.order_by(row.due_on, row.referral_id).limit(LATE))
    return tuple(
        Late(name, team, district, state, due, (last - due).days)
        for name, team, district, state, due in found
        if due is not None
    )


def _of(column: InstrumentedAttribute[str], holders: tuple[str, ...] | None) -> list[ColumnElement[bool]]:
    return [column.in_(holders)] if holders is not None else []
