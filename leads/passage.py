"""Which state of a referral follows which, and what a log of them says: pure rules, no storage."""

from collections.abc import Sequence
from datetime import date

from domain.referral import Course, ReferralState, Step

_S = ReferralState

# A team that reports only the end skips what lies between. Work under way may be reported again, with a new note.
# What was returned is sent anew, as another referral: it is another team's then.
FOLLOWS: dict[ReferralState, tuple[ReferralState, ...]] = {
    _S.SENT: (_S.RECEIVED, _S.ACCEPTED, _S.INVESTIGATING, _S.ACTION_TAKEN, _S.DISMISSED, _S.RETURNED),
    _S.RECEIVED: (_S.ACCEPTED, _S.INVESTIGATING, _S.ACTION_TAKEN, _S.DISMISSED, _S.RETURNED),
    _S.ACCEPTED: (_S.INVESTIGATING, _S.ACTION_TAKEN, _S.DISMISSED, _S.RETURNED),
    _S.INVESTIGATING: (_S.INVESTIGATING, _S.ACTION_TAKEN, _S.DISMISSED, _S.RETURNED),
    _S.ACTION_TAKEN: (_S.APPEALED,),
    _S.DISMISSED: (_S.APPEALED,),
    _S.RETURNED: (),
    _S.APPEALED: (_S.INVESTIGATING, _S.ACTION_TAKEN, _S.DISMISSED),
}
AWAITED = (_S.SENT, _S.RECEIVED, _S.ACCEPTED, _S.INVESTIGATING)
"""States in which the team owes an answer; an appeal has days of its own, which are not the team's."""

HANDLED = (_S.ACTION_TAKEN, _S.DISMISSED)
"""States with a result."""

ENDED = (*HANDLED, _S.RETURNED)
"""States in which nothing is owed any more."""

BAD_DATE, CONTRADICTION = "bad-date", "contradiction"


def refusal(course: Course, step: Step, today: date) -> tuple[str, str] | None:
    """Why a step cannot follow, as a stable code and a sentence that says what to do; None where it can.

    Args:
        course: as it stands.
        step: what is reported.
        today: in the office's time zone.
    """
    last = course.last
    if step.state not in FOLLOWS[last.state]:
        may = ", ".join(state.value for state in FOLLOWS[last.state]) or "nothing: send the leads anew"
        message = f"{course.referral.referral_id} is {last.state.value} since {last.on}; after that may come {may}"
        return CONTRADICTION, f"{message}, not {step.state.value}"
    if step.on > today:
        return BAD_DATE, f"{step.on} has not come yet (today is {today}); write the day on which it happened"
    if step.on < last.on:
        message = f"{step.on} lies before {last.on}, the day on which {course.referral.referral_id} was"
        return BAD_DATE, f"{message} {last.state.value}; write the day on which it happened, steps in their order"
    if step.due_on is not None and step.due_on < step.on:
        return BAD_DATE, f"the answer cannot be due on {step.due_on}, before {step.on}"
    return None


def overdue(course: Course, today: date) -> int:
    """How many days an answer is overdue, 0 if it is not."""
    if course.state not in AWAITED or course.due_on is None:
        return 0
    return max(0, (today - course.due_on).days)


def ended_on(steps: Sequence[Step]) -> date | None:
    """The day of the result or return that stands; None while one is owed, or appealed against."""
    return steps[-1].on if steps[-1].state in ENDED else None


def acted_on(steps: Sequence[Step]) -> date | None:
    """The day of the action that stands, an appeal against it pending or not; None where there is none."""
    for step in reversed(steps):
        if step.state in ENDED:
            return step.on if step.state is _S.ACTION_TAKEN else None
    return None
