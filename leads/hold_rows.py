"""Holds to rows and back."""

from sqlalchemy.orm import Session

from domain.hold import Hold, HoldKind, HoldOf, HoldState, HoldStep, Step
from leads.hold_tables import HoldRow, HoldStepRow

IN_FORCE = (HoldState.WAITING.value, HoldState.KEPT.value)


def make(session: Session, hold: Hold) -> None:
    """Adds a hold and the first line of its log."""
    session.add(
        HoldRow(
            hold_id=hold.hold_id,
            kind=hold.kind.value,
            right_id=hold.right_id,
            of=hold.of.value,
            value=hold.value,
            by=hold.by,
            at=hold.at,
            why=hold.why,
            state=hold.state.value,
            until=hold.until,
            source=hold.source,
            hits=hold.hits,
            listings=hold.listings,
            limit=hold.limit,
        )
    )
    session.flush()
    session.add(step_row(HoldStep(hold.hold_id, Step.OPENED, hold.by, hold.at, hold.why, hold.until)))


def step_row(step: HoldStep) -> HoldStepRow:
    """A line of the log."""
    return HoldStepRow(
        hold_id=step.hold_id, step=step.step.value, by=step.by, at=step.at, why=step.why, until=step.until
    )


def hold(row: HoldRow) -> Hold:
    """A hold as stored."""
    return Hold(
        hold_id=row.hold_id,
        kind=HoldKind(row.kind),
        right_id=row.right_id,
        of=HoldOf(row.of),
        value=row.value,
        by=row.by,
        at=row.at,
        why=row.why,
        state=HoldState(row.state),
        until=row.until,
        source=row.source,
        hits=row.hits,
        listings=row.listings,
        limit=row.limit,
    )
