"""What teams owe this morning, for the report of the night."""

from datetime import date

from domain.problem import Problem
from domain.report import REMIND, StageReport
from flows.house import House
from leads.passage import overdue as days_late
from leads.referrals import Wanted

SHOWN = 100  # as StageReport promises; the count has them all


def overdue(house: House, today: date) -> StageReport:
    """Every referral whose answer was due before today, the longest overdue first."""
    wanted = Wanted(late_on=today)
    problems = []
    for course in house.leads.referrals.find(wanted, SHOWN):
        to, late = course.referral.recipient, days_late(course, today)
        where = " ".join(filter(None, (to.team, to.district)))
        message = f"{where} owes an answer since {course.due_on}, {late} day(s) now; it stands at {course.state.value}"
        problems.append(Problem(course.referral.referral_id, 0, message, "overdue"))
    counts = (("overdue", house.leads.referrals.count(wanted)),)
    return StageReport(REMIND, "referrals", 0.0, counts, tuple(problems))
