"""Taking a team's file in: all of what it reports, or nothing; the same file twice is the same steps once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from domain.lead import Lead
from domain.outcome import OpenReferral, OutcomeLine
from domain.problem import Problem
from domain.referral import Course, ReferralState, Step, Via, outcome_id
from leads.passage import AWAITED
from leads.referrals import Referrals, RefusedStepsError, Wanted
from leads.sheet import MOST_LINES
from leads.store import LeadStore

UNDER_WAY = (*AWAITED, ReferralState.APPEALED)
BATCH = 500


@dataclass(frozen=True, slots=True)
class Taken:
    """What a file did: steps that are new, and those that were there already."""

    new: int
    known: int


class RefusedOutcomesError(ValueError):
    """The file was not taken in; every line that is at fault, and why."""

    def __init__(self, problems: Sequence[Problem], lines: int) -> None:
        super().__init__(f"{len(problems)} line(s) are at fault, so nothing of the file was taken in")
        self.problems = tuple(problems)
        self.lines = lines


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who brings a file in, when (UTC), and the office's day."""

    name: str
    at: datetime
    today: date


def take(
    referrals: Referrals, lines: Iterable[OutcomeLine | Problem], where: str, by: Reporter, *, dry: bool = False
) -> Taken:
    """Takes in what the lines of a file report.

    Args:
        referrals: where to.
        lines: as leads/outcome_file.py reads them.
        where: the file's name, for problems.
        by: who brings it.
        dry: says what would come of it, and writes nothing.

    Raises:
        RefusedOutcomesError: lines are at fault, so nothing was written.
    """
    found = list(lines)
    problems = [one for one in found if isinstance(one, Problem)]
    good = [one for one in found if isinstance(one, OutcomeLine)]
    steps = [_step(one, by) for one in good]
    try:
        # Also where lines could not be read: who mends a file wants to hear of all that is wrong with it.
        done = referrals.record(steps, by.today, dry=dry or bool(problems))
    except RefusedStepsError as error:
        problems += [Problem(where, good[one.number].line, one.message, one.code) for one in error.refused]
    if problems:
        raise RefusedOutcomesError(sorted(problems, key=lambda one: one.line), len(found))
    return Taken(done.new, done.known)


def _step(line: OutcomeLine, by: Reporter) -> Step:
    return Step(
        step_id=outcome_id(line.referral_id, line.state, line.on, line.note),
        referral_id=line.referral_id,
        state=line.state,
        on=line.on,
        by=by.name,
        at=by.at,
        note=line.note,
        via=Via.FILE,
    )


def open_lines(store: LeadStore, wanted: Wanted) -> tuple[OpenReferral, ...]:
    """What a team's file tells of its referrals that are not over."""
    courses = store.referrals.find(replace(wanted, states=UNDER_WAY), MOST_LINES - 1)
    firsts = [course.referral.lead_ids[0] for course in courses]
    leads: dict[str, Lead] = {}
    for start in range(0, len(firsts), BATCH):
        leads |= {lead.lead_id: lead for lead in store.leads(firsts[start : start + BATCH])}
    return tuple(_told(course, leads[first]) for course, first in zip(courses, firsts, strict=True))


def _told(course: Course, lead: Lead) -> OpenReferral:
    referral, seller = course.referral, lead.listing.seller
    return OpenReferral(
        referral_id=referral.referral_id,
        right=next(iter(lead.right.names), referral.right_id),
        seller=seller.name or seller.seller_id,
        leads=len(referral.lead_ids),
        team=referral.recipient.team,
        sent_on=course.steps[0].on,
        due_on=course.due_on,
        state=course.state,
    )
