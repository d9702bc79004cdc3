"""Rows of referrals to domain objects and back."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.referral import Course, Recipient, Referral, ReferralState, Step, Via
from leads.referral_tables import ReferralLeadRow, ReferralRow, StepBackRow, StepRow


def courses_of(session: Session, rows: Iterable[ReferralRow]) -> dict[str, Course]:
    """Those referrals with the steps that stand, by id."""
    by_id = {row.referral_id: row for row in rows}
    back = select(StepBackRow.number).where(StepBackRow.step_id == StepRow.step_id).exists()
    standing = select(StepRow).where(StepRow.referral_id.in_(by_id), ~back).order_by(StepRow.number)
    steps: defaultdict[str, list[Step]] = defaultdict(list)
    for row in session.scalars(standing):
        steps[row.referral_id].append(step_of(row))
    leads: defaultdict[str, list[str]] = defaultdict(list)
    covered = select(ReferralLeadRow).where(ReferralLeadRow.referral_id.in_(by_id)).order_by(ReferralLeadRow.lead_id)
    for one in session.scalars(covered):
        leads[one.referral_id].append(one.lead_id)
    return {name: Course(_referral(row, leads[name]), tuple(steps[name])) for name, row in by_id.items()}


def referral_row(referral: Referral, on: date, due_on: date | None) -> ReferralRow:
    """A referral as it is sent on that day."""
    return ReferralRow(
        referral_id=referral.referral_id,
        right_id=referral.right_id,
        holder=referral.holder,
        team=referral.recipient.team,
        district=referral.recipient.district,
        sent_by=referral.sent_by,
        sent_at=referral.sent_at,
        sent_on=on,
        leads=len(set(referral.lead_ids)),
        pack=referral.pack,
        note=referral.note,
        state=ReferralState.SENT.value,
        due_on=due_on,
        ended_on=None,
        acted_at=None,
    )


def step_row(step: Step) -> StepRow:
    """A line of the log."""
    return StepRow(
        step_id=step.step_id,
        referral_id=step.referral_id,
        state=step.state.value,
        on=step.on,
        by=step.by,
        at=step.at,
        note=step.note,
        via=step.via.value,
        due_on=step.due_on,
    )


def step_of(row: StepRow) -> Step:
    """The reverse of `step_row`."""
    return Step(
        step_id=row.step_id,
        referral_id=row.referral_id,
        state=ReferralState(row.state),
        on=row.on,
        by=row.by,
        at=row.at,
        note=row.note,
        via=Via(row.via),
        due_on=row.due_on,
    )


def _referral(row: ReferralRow, leads: list[str]) -> Referral:
    return Referral(
        referral_id=row.referral_id,
        right_id=row.right_id,
        holder=row.holder,
        lead_ids=tuple(leads),
        recipient=Recipient(row.team, row.district),
        sent_by=row.sent_by,
        sent_at=row.sent_at,
        pack=row.pack,
        note=row.note,
    )
