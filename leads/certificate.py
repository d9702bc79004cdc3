"""What can be vouched for: how often the queue was right, and what it left out, each from a sample drawn by chance."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.check import CheckKind
from domain.decision import Verdict
from domain.lead import LeadState
from leads.hold_tables import DayListRow, TurnRow
from leads.precision import Share
from leads.tables import AnswerRow, CheckRow, LeadRow, QueueRow, ReversalRow
from leads.unqueued import Missed, missed

ENOUGH = 30  # answers below which no share is said: its interval would be wider than a third


@dataclass(frozen=True, slots=True)
class Precision:
    """How often the leads of one scorer were right.

    Attributes:
        scorer: name and version, as the leads have it now.
        judged: of decided leads that a second person judged without seeing the first verdict, those that this person
            called infringing. Drawn by chance among all decisions; leads from below the cut are left out.
        upheld: of those of them that were confirmed first, the ones that the second person called infringing too.
        unsure: answers that were neither.
    """

    scorer: str
    judged: Share
    upheld: Share
    unsure: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a morning's report vouches for.

    Attributes:
        since: answers given and decisions made from then on count.
        precision: by scorer, the one with most answers first.
        missed: leads that never came to the queue (leads/unqueued.py).
        below: of leads drawn from below the cut and decided one way or the other, those confirmed.
        frame: leads that stood below the cut of the newest list.
    """

    since: datetime
    precision: tuple[Precision, ...]
    missed: Missed
    below: Share
    frame: int

    @property
    def left_below(self) -> tuple[float, float, float]:
        """How many true leads stand below the cut: an estimate with its 95 % interval. Within a list all were drawn
        with the same probability, so that weighing by it gives the share itself."""
        low, high = self.below.interval
        return self.below.value * self.frame, low * self.frame, high * self.frame


def certificate(session: Session, since: datetime) -> Certificate:
    """The figures of answers and decisions since then."""
    newest = session.scalar(select(DayListRow.frame).order_by(DayListRow.at.desc(), DayListRow.run_id.desc()).limit(1))
    return Certificate(since, _precision(session, since), missed(session, since), _below(session, since), newest or 0)


def _precision(session: Session, since: datetime) -> tuple[Precision, ...]:
    explored = select(TurnRow.lead_id).where(TurnRow.lead_id == CheckRow.subject, TurnRow.explored).exists()
    back = select(ReversalRow.number).where(ReversalRow.decision_id == CheckRow.decision_id).exists()
    query = (
        select(LeadRow.scorer, CheckRow.verdict, AnswerRow.verdict, back)
        .join(AnswerRow, AnswerRow.check_id == CheckRow.check_id)
        .join(LeadRow, LeadRow.lead_id == CheckRow.subject)
        .where(CheckRow.kind == CheckKind.SECOND.value, AnswerRow.verdict != "", AnswerRow.answered_at >= since)
        .where(~explored)
    )
    said: defaultdict[str, list[tuple[str, str, bool]]] = defaultdict(list)
    for scorer, first, second, reversed_ in session.execute(query):
        said[scorer].append((first, second, reversed_))
    found = [_of_scorer(scorer, answers) for scorer, answers in said.items()]
    return tuple(sorted(found, key=lambda one: (-one.judged.of, one.scorer)))


def _of_scorer(scorer: str, answers: list[tuple[str, str, bool]]) -> Precision:
    yes, no = Verdict.INFRINGING.value, Verdict.NOT_INFRINGING.value
    judged = [second for _, second, _ in answers if second in (yes, no)]
    again = [second for was, second, gone in answers if was == yes and second in (yes, no) and not gone]
    first, upheld = (Share(said.count(yes), len(said)) for said in (judged, again))
    return Precision(scorer, first, upheld, len(answers) - len(judged))


def _below(session: Session, since: datetime) -> Share:
    states = (LeadState.CONFIRMED.value, LeadState.DISMISSED.value)
    drawn = select(TurnRow.lead_id).join(DayListRow, DayListRow.run_id == TurnRow.run_id)
    drawn = drawn.where(TurnRow.explored, DayListRow.at >= since)
    query = select(QueueRow.state, func.count()).where(QueueRow.lead_id.in_(drawn), QueueRow.state.in_(states))
    counts = dict(session.execute(query.group_by(QueueRow.state)).tuples().all())
    return Share(counts.get(states[0], 0), sum(counts.values()))
