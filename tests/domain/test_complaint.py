"""The state that a complainant is told."""

from dataclasses import replace
from datetime import date

import factories
import pytest

from domain.complaint import Channel, Complaint, From, LeadStands, state_of
from domain.lead import LeadState

NEW = Complaint("1" * 32, "R", From.CITIZEN, (), "x", (), "", Channel.PAGE, "Lin", factories.NOW, date(2026, 12, 1))
DONE = replace(NEW, done_at=factories.NOW)
OPEN, DISMISSED, CONFIRMED = (LeadStands(LeadState(name)) for name in ("open", "dismissed", "confirmed"))
REFERRED = LeadStands(LeadState.CONFIRMED, referred=True)
ENDED = LeadStands(LeadState.CONFIRMED, referred=True, ended=True)
BEFORE = LeadStands(LeadState.DISMISSED, waits=True)


@pytest.mark.parametrize(
    ("complaint", "leads", "state"),
    [
        (NEW, [], "received"),
        (replace(NEW, captured_at=factories.NOW), [], "captured"),
        (DONE, [], "looked_at"),
        (DONE, [OPEN, DISMISSED], "looked_at"),
        (DONE, [CONFIRMED], "looked_at"),
        (DONE, [REFERRED, OPEN], "referred"),
        (DONE, [ENDED, OPEN], "referred"),
        (DONE, [ENDED, DISMISSED], "closed"),
        (DONE, [DISMISSED], "closed"),
        (DONE, [BEFORE], "looked_at"),
        (replace(DONE, closed_at=factories.NOW), [REFERRED], "closed"),
    ],
)
def test_it_is_closed_when_all_is_over_and_never_before(
    complaint: Complaint, leads: list[LeadStands], state: str
) -> None:
    assert state_of(complaint, leads).value == state
