"""What becomes of leads that await a person when their rights change: they lapse, and come back."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Engine, select

from database import reading, writing
from domain.lead import LeadState
from domain.right import Right
from domain.right_json import right_to
from leads import rows
from leads.lifecycle import AWAITING, lapse, state_of
from leads.shelf import move
from leads.standing import latest_decisions
from leads.tables import LeadRow

BATCH = 500  # rights or leads handled by one statement
AWAITS = LeadRow.state.in_([state.value for state in AWAITING])


@dataclass(frozen=True, slots=True)
class RightsReviewed:
    """What a review of rights did: leads that lapsed, and lapsed ones that await a person again."""

    lapsed: int = 0
    reopened: int = 0

    def __add__(self, other: "RightsReviewed") -> "RightsReviewed":
        return RightsReviewed(self.lapsed + other.lapsed, self.reopened + other.reopened)


@dataclass(frozen=True, slots=True)
class _Standing:
    """A right as it stands: its stored form, "" where it is not in the registry; why it has lapsed; of what version."""

    body: str
    lapsed: str
    version: str


def awaiting_rights(engine: Engine) -> Iterator[list[str]]:
    """Ids of the rights of all leads that are open, changed or lapsed, each once, in batches."""
    last = ""
    query = select(LeadRow.right_id).where(AWAITS).distinct().order_by(LeadRow.right_id).limit(BATCH)
    while True:
        with reading(engine) as session:
            batch = list(session.scalars(query.where(LeadRow.right_id > last)))
        if not batch:
            return
        yield batch
        last = batch[-1]


def review(
    engine: Engine, base: Path, rights: Mapping[str, Right | None], on: date, versions: Mapping[str, str]
) -> RightsReviewed:
    """As `leads.store.LeadStore.review_rights`."""
    standing = {name: _standing(right, on, base, versions.get(name, "")) for name, right in rights.items()}
    names = sorted(standing)
    total = RightsReviewed()
    for start in range(0, len(names), BATCH):
        differing = _differing(engine, standing, names[start : start + BATCH])
        for first in range(0, len(differing), BATCH):
            total += _update(engine, standing, differing[first : first + BATCH])
    return total


def _standing(right: Right | None, on: date, base: Path, version: str) -> _Standing:
    body = "" if right is None else json.dumps(right_to(right, base), ensure_ascii=False)
    return _Standing(body, lapse(right, on), version)


def _differing(engine: Engine, standing: Mapping[str, _Standing], names: list[str]) -> list[str]:
    """Leads that are not as their rights stand; on most nights none, so nothing is locked for them."""
    columns = select(LeadRow.lead_id, LeadRow.right_id, LeadRow.right_body, LeadRow.lapsed)
    query = columns.where(LeadRow.right_id.in_(names), AWAITS).execution_options(yield_per=BATCH)
    with reading(engine) as session:
        found = session.execute(query).tuples()
        return sorted(
            lead_id
            for lead_id, right_id, body, lapsed in found
            if lapsed != standing[right_id].lapsed or body != (standing[right_id].body or body)
        )


def _update(engine: Engine, standing: Mapping[str, _Standing], lead_ids: list[str]) -> RightsReviewed:
    query = select(LeadRow).where(LeadRow.lead_id.in_(lead_ids), AWAITS).order_by(LeadRow.lead_id).with_for_update()
    lapsed = reopened = 0
    with writing(engine) as session:
        leads = list(session.scalars(query))
        decisions = latest_decisions(session, [row.lead_id for row in leads])
        for row in leads:
            right = standing[row.right_id]
            was = row.state
            row.lapsed = right.lapsed
            if right.body and right.body != row.right_body:
                row.right_body, row.registry_version = right.body, right.version
            decision = decisions.get(row.lead_id)
            changes = tuple(json.loads(row.changes))
            row.state = state_of(rows.decision(decision) if decision else None, changes, row.lapsed, row.held).value
            lapsed += row.state == LeadState.LAPSED.value != was
            reopened += was == LeadState.LAPSED.value != row.state
        move(session, leads)
    return RightsReviewed(lapsed, reopened)
