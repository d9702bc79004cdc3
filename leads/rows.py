"""Rows to domain objects and back."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from domain.decision import Decision, Reason, Reversal, Verdict
from domain.fields import MalformedError
from domain.lead import Lead, LeadState
from domain.listing import Listing
from domain.listing_json import listing_from
from domain.match_json import signal_from, signal_to
from domain.right_json import right_from
from domain.signal import Role, Signal
from leads.tables import DecisionRow, LeadRow, ReversalRow


def signals_text(seen: tuple[Signal, ...]) -> str:
    """Signals as stored: the contract's form with the role beside it."""
    return json.dumps([signal_to(signal) | {"role": signal.role.value} for signal in seen], ensure_ascii=False)


def signals(text: str) -> tuple[Signal, ...]:
    """The reverse of `signals_text`."""
    return tuple(signal_from(fields, {fields["name"]: Role(fields["role"])}) for fields in json.loads(text))


def changes(text: str) -> tuple[str, ...]:
    """The reverse of `changes_text`."""
    return tuple(json.loads(text))


def changes_text(told: tuple[str, ...]) -> str:
    """Changes as stored."""
    return json.dumps(told, ensure_ascii=False)


def lead(row: LeadRow | Row[Any], last_seen: datetime, base: Path, gone_since: datetime | None = None) -> Lead:
    """A lead without its decision, from its row or all of its columns; stored picture paths are relative to `base`."""
    return Lead(
        lead_id=row.lead_id,
        listing=listing(row.listing_body, base),
        right=right_from(json.loads(row.right_body), base),
        signals=signals(row.signals),
        score=row.score,
        scorer=row.scorer,
        run_id=row.run_id,
        first_found=row.first_found,
        last_found=row.last_found,
        last_seen=last_seen,
        evidence=row.evidence,
        state=LeadState(row.state),
        changes=changes(row.changes),
        lapsed=row.lapsed,
        gone_since=gone_since,
        registry_version=row.registry_version,
        rematch=row.rematch,
        held=tuple(name for name in row.held.split("|") if name),
    )


def listing(body: str, base: Path) -> Listing:
    """A listing as stored; an old row's price or time that today's rules refuse becomes an attribute."""
    try:
        return listing_from(json.loads(body), base)
    except MalformedError:
        fields = json.loads(body)
        odd = {name: str(fields.pop(name)) for name in ("price", "seen_at") if name in fields}
        return listing_from(fields | {"attributes": odd | fields.get("attributes", {})}, base)


def decision(row: DecisionRow) -> Decision:
    """A line of the log."""
    return Decision(
        decision_id=row.decision_id,
        lead_id=row.lead_id,
        verdict=Verdict(row.verdict),
        reason=Reason(row.reason),
        note=row.note,
        reviewer=row.reviewer,
        decided_at=row.decided_at,
        evidence=row.evidence,
        batch=row.batch,
    )


def reversal(row: ReversalRow) -> Reversal:
    """A line of the log that takes another one back."""
    return Reversal(row.decision_id, row.reversed_by, row.reversed_at, row.why)


def decision_row(value: Decision, evidence_body: str) -> DecisionRow:
    """A line of the log, with the evidence that it rests on."""
    return DecisionRow(
        decision_id=value.decision_id,
        lead_id=value.lead_id,
        verdict=value.verdict.value,
        reason=value.reason.value,
        note=value.note,
        reviewer=value.reviewer,
        decided_at=value.decided_at,
        evidence=value.evidence,
        evidence_body=evidence_body,
        batch=value.batch,
    )
