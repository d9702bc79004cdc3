"""Which referrals are wanted, and how the database is asked for them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select

from domain.referral import ReferralState
from leads.passage import AWAITED
from leads.referral_tables import ReferralRow


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which referrals; a field left empty does not filter.

    Attributes:
        states: any of these.
        team, district: exactly so.
        late_on: those overdue on that day.
        holders: those whose referrals the person may see at all; None means all.
    """

    states: tuple[ReferralState, ...] = ()
    team: str = ""
    district: str = ""
    late_on: date | None = None
    holders: tuple[str, ...] | None = None


def asked(query: Select[Any], wanted: Wanted) -> Select[Any]:
    """The query with the filter."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.states:
        conditions.append(ReferralRow.state.in_([state.value for state in wanted.states]))
    if wanted.team:
        conditions.append(ReferralRow.team == wanted.team)
    if wanted.district:
        conditions.append(ReferralRow.district == wanted.district)
    if wanted.late_on is not None:
        conditions += [ReferralRow.state.in_([state.value for state in AWAITED]), ReferralRow.due_on < wanted.late_on]
    if wanted.holders is not None:
        conditions.append(ReferralRow.holder.in_(wanted.holders))
    return query.where(*conditions)
