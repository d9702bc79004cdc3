"""Referrals as JSON, for the API and for scripts."""

from datetime import date

from domain.fields import Json
from domain.referral import Course, Step
from leads.passage import overdue


def referral_json(course: Course, today: date) -> Json:
    """A referral as it stands on that day."""
    referral = course.referral
    return {
        "referral_id": referral.referral_id,
        "state": course.state.value,
        "since": course.last.on.isoformat(),
        "due_on": course.due_on.isoformat() if course.due_on else None,
        "overdue_days": overdue(course, today),
        "team": referral.recipient.team,
        "district": referral.recipient.district,
        "right_id": referral.right_id,
        "holder": referral.holder,
        "lead_ids": list(referral.lead_ids),
        "sent_by": referral.sent_by,
        "sent_at": referral.sent_at.isoformat(),
        "pack": referral.pack,
        "note": referral.note,
    }


def step_json(step: Step) -> Json:
    """A line of its log."""
    return {
        "step_id": step.step_id,
        "state": step.state.value,
        "on": step.on.isoformat(),
        "by": step.by,
        "at": step.at.isoformat(),
        "note": step.note,
        "via": step.via.value,
        "due_on": step.due_on.isoformat() if step.due_on else None,
    }
