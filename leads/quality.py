"""How good decisions are: readers held against each other and against known answers; figures of persons by name."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.check import CheckKind
from domain.decision import Verdict
from leads.agreement import Agreement, agreement
from leads.overview import Line, by_signal
from leads.precision import Share
from leads.tables import AnswerRow, CheckRow, DecisionRow, LeadRow, QueueRow, ReversalRow
from leads.unqueued import Missed, missed

SHOWN = 50  # open disagreements


@dataclass(frozen=True, slots=True)
class Reviewer:
    """One person's figures.

    Attributes:
        name: who.
        precision: of the leads that they decided one way or the other, those confirmed: what the queue brought them.
        upheld: of their decisions that a second person answered blind, those with the same verdict.
        golden: of known answers asked of them, those that they gave.
    """

    name: str
    precision: Share
    upheld: Share
    golden: Share


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A lead on which a second reader said something else, while the first decision stands."""

    lead_id: str
    title: str
    first: Verdict
    second: Verdict
    second_reader: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Quality:
    """What the page shows.

    Attributes:
        overall: first against second readers.
        pairs: two names, in their order, with their agreement; verdicts of the first name come first.
        reviewers: by name.
        signals: of leads on which a signal speaks, those confirmed.
        missed: leads that never came to the queue.
        waiting: checks that nobody has answered yet, by kind; of known answers, how many there are.
        disagreements: newest first, at most `SHOWN`.
    """

    overall: Agreement
    pairs: tuple[tuple[str, str, Agreement], ...]
    reviewers: tuple[Reviewer, ...]
    signals: tuple[Line, ...]
    missed: Missed
    waiting: Mapping[CheckKind, int]
    disagreements: tuple[Disagreement, ...]


@dataclass(frozen=True, slots=True)
class _Reading:
    """A blind answer beside what it is held against."""

    kind: CheckKind
    first: Verdict
    second: Verdict
    first_reader: str
    second_reader: str


def quality(session: Session, since: datetime, holders: tuple[str, ...] | None) -> Quality:
    """The figures of answers given and decisions made since then, on leads of those holders or of all."""
    readings = _readings(session, since, holders)
    seconds = [one for one in readings if one.kind is CheckKind.SECOND]
    return Quality(
        overall=agreement((one.first, one.second) for one in seconds),
        pairs=_pairs(seconds),
        reviewers=_reviewers(readings, _decided(session, since, holders)),
        signals=by_signal(session, since, holders),
        missed=missed(session, since),
        waiting=_waiting(session, holders),
        disagreements=_disagreements(session, since, holders),
    )


def _readings(session: Session, since: datetime, holders: tuple[str, ...] | None) -> list[_Reading]:
    query = (
        select(CheckRow.kind, CheckRow.verdict, AnswerRow.verdict, CheckRow.reviewer, AnswerRow.reviewer)
        .join(AnswerRow, AnswerRow.check_id == CheckRow.check_id)
        .where(AnswerRow.answered_at >= since, AnswerRow.verdict != "", CheckRow.verdict != "")
        .where(~select(ReversalRow.number).where(ReversalRow.decision_id == CheckRow.decision_id).exists())
    )
    if holders is not None:
        query = query.where(CheckRow.holder.in_(holders))
    return [
        _Reading(CheckKind(kind), Verdict(first), Verdict(second), one, other)
        for kind, first, second, one, other in session.execute(query)
    ]


def _pairs(seconds: Iterable[_Reading]) -> tuple[tuple[str, str, Agreement], ...]:
    found: defaultdict[tuple[str, str], list[tuple[Verdict, Verdict]]] = defaultdict(list)
    for one in seconds:
        verdicts = {one.first_reader: one.first, one.second_reader: one.second}
        left, right = sorted(verdicts)
        found[left, right].append((verdicts[left], verdicts[right]))
    return tuple((*names, agreement(found[names])) for names in sorted(found))


def _decided(session: Session, since: datetime, holders: tuple[str, ...] | None) -> dict[str, dict[str, int]]:
    """Decisions that were not taken back, by person and verdict."""
    back = select(ReversalRow.number).where(ReversalRow.decision_id == DecisionRow.decision_id).exists()
    query = select(DecisionRow.reviewer, DecisionRow.verdict, func.count()).where(
        DecisionRow.decided_at >= since, ~back
    )
    if holders is not None:
        query = query.join(QueueRow, QueueRow.lead_id == DecisionRow.lead_id).where(QueueRow.holder.in_(holders))
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for name, verdict, number in session.execute(query.group_by(DecisionRow.reviewer, DecisionRow.verdict)):
        found[name][verdict] = number
    return found


def _reviewers(readings: Iterable[_Reading], decided: Mapping[str, Mapping[str, int]]) -> tuple[Reviewer, ...]:
    upheld: defaultdict[str, list[bool]] = defaultdict(list)
    golden: defaultdict[str, list[bool]] = defaultdict(list)
    for one in readings:
        if one.kind is CheckKind.SECOND:
            upheld[one.first_reader].append(one.first is one.second)
        else:
            golden[one.second_reader].append(one.first is one.second)
    found = []
    for name in sorted({*decided, *upheld, *golden}):
        yes, no = (decided.get(name, {}).get(one.value, 0) for one in (Verdict.INFRINGING, Verdict.NOT_INFRINGING))
        shares = (Share(sum(same), len(same)) for same in (upheld[name], golden[name]))
        found.append(Reviewer(name, Share(yes, yes + no), *shares))
    return tuple(found)


def _waiting(session: Session, holders: tuple[str, ...] | None) -> dict[CheckKind, int]:
    query = select(CheckRow.kind, func.count()).where(CheckRow.wanted).group_by(CheckRow.kind)
    if holders is not None:
        query = query.where(CheckRow.holder.in_(holders))
    return dict.fromkeys(CheckKind, 0) | {CheckKind(kind): number for kind, number in session.execute(query)}


def _disagreements(session: Session, since: datetime, holders: tuple[str, ...] | None) -> tuple[Disagreement, ...]:
    """Those that nobody has settled: by taking the first decision back, or by deciding again."""
    first, later = DecisionRow, DecisionRow.__table__.alias()
    followed = select(later.c.number).where(later.c.lead_id == first.lead_id, later.c.number > first.number).exists()
    back = select(ReversalRow.number).where(ReversalRow.decision_id == first.decision_id).exists()
    query = (
        select(
            CheckRow.subject,
            LeadRow.listing_body,
            first.verdict,
            AnswerRow.verdict,
            AnswerRow.reviewer,
            AnswerRow.answered_at,
        )
        .join(AnswerRow, AnswerRow.check_id == CheckRow.check_id)
        .join(first, first.decision_id == CheckRow.decision_id)
        .join(LeadRow, LeadRow.lead_id == CheckRow.subject)
        .where(AnswerRow.answered_at >= since, AnswerRow.verdict != "", AnswerRow.verdict != first.verdict)
        .where(CheckRow.kind == CheckKind.SECOND.value, ~followed, ~back)
    )
    if holders is not None:
        query = query.where(CheckRow.holder.in_(holders))
    found = session.execute(query.order_by(AnswerRow.answered_at.desc()).limit(SHOWN))
    return tuple(
        Disagreement(lead, json.loads(body)["title"], Verdict(one), Verdict(other), reader, at)
        for lead, body, one, other, reader, at in found
    )
