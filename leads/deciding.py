"""Writing decisions to the log, one or a group at once, and taking them back."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.decision import Decision, Reversal
from leads import rows
from leads.lifecycle import Evidence, material_changes, state_of
from leads.shelf import move
from leads.standing import latest_decisions
from leads.tables import DecisionRow, LeadRow, ReversalRow


class UnknownLeadError(LookupError):
    """No lead has that id."""


class StaleEvidenceError(RuntimeError):
    """The lead changed after the person looked at it."""


class ConflictError(RuntimeError):
    """Somebody else decided the lead after the person looked at it."""


class NothingToReverseError(LookupError):
    """The decision is not there, was taken back already, or another one has followed it."""


def record(session: Session, decisions: Iterable[Decision], expected: Mapping[str, str] | None) -> Sequence[Decision]:
    """Writes decisions: all or none. The same decision id twice is one decision. Gives the new ones.

    Args:
        session: writes.
        decisions: one a lead.
        expected: by lead, the id of the decision that the person saw standing, "" for none; None asks nothing.

    Raises:
        UnknownLeadError, StaleEvidenceError, ConflictError: see there.
    """
    given = {decision.lead_id: decision for decision in decisions}
    leads = _leads(session, given)
    for name in given:
        if name not in leads:
            raise UnknownLeadError(f"there is no lead {name}; `markhound leads list` shows those there are")
    ids = [decision.decision_id for decision in given.values()]
    known = set(session.scalars(select(DecisionRow.decision_id).where(DecisionRow.decision_id.in_(ids))))
    new = [decision for decision in given.values() if decision.decision_id not in known]
    standing = latest_decisions(session, [decision.lead_id for decision in new]) if expected is not None else {}
    for decision in new:
        row = leads[decision.lead_id]
        if decision.evidence != row.evidence:
            raise StaleEvidenceError("this lead changed since it was shown; look at it again, then decide")
        if expected is not None:
            last = standing.get(decision.lead_id)
            if (last.decision_id if last else "") != expected.get(decision.lead_id, ""):
                raise ConflictError("somebody else decided this lead meanwhile; look at it again, then decide")
        session.add(rows.decision_row(decision, row.evidence_body))
        row.state = state_of(decision, ()).value
        row.changes = "[]"
        row.lapsed = ""
    move(session, (leads[decision.lead_id] for decision in new))
    return new


def take_back(session: Session, reversals: Sequence[Reversal]) -> tuple[str, ...]:
    """Takes decisions back, all or none; the ids of their leads, which are again what they were before.

    Raises:
        NothingToReverseError: one of them does not stand.
    """
    wanted = {reversal.decision_id: reversal for reversal in reversals}
    found = session.scalars(select(DecisionRow).where(DecisionRow.decision_id.in_(wanted))).all()
    leads = _leads(session, {row.lead_id for row in found})
    standing = {row.decision_id for row in latest_decisions(session, leads).values()}
    if not wanted or standing & wanted.keys() != wanted.keys():
        raise NothingToReverseError("this decision does not stand any more: it was taken back, or another one followed")
    for name in sorted(wanted):
        one = wanted[name]
        session.add(
            ReversalRow(decision_id=name, reversed_by=one.reversed_by, reversed_at=one.reversed_at, why=one.why)
        )
    session.flush()
    before = latest_decisions(session, leads)
    for row in leads.values():
        _settle(row, before.get(row.lead_id))
    move(session, leads.values())
    return tuple(sorted(leads))


def _settle(row: LeadRow, decision: DecisionRow | None) -> None:
    """The state that follows from the decision that stands now."""
    changes: tuple[str, ...] = ()
    if decision is not None:
        now = Evidence.from_json(row.evidence_body)
        changes = material_changes(Evidence.from_json(decision.evidence_body), now)
    row.changes = rows.changes_text(changes)
    row.state = state_of(rows.decision(decision) if decision else None, changes, row.lapsed, row.held).value


def _leads(session: Session, names: Iterable[str]) -> dict[str, LeadRow]:
    # In the order of ids, so that two groups that are decided at once cannot lock each other out.
    query = select(LeadRow).where(LeadRow.lead_id.in_(list(names))).order_by(LeadRow.lead_id).with_for_update()
    return {row.lead_id: row for row in session.scalars(query)}
