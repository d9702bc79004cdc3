"""A confirmed lead handed to a team, and what became of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class ReferralState(StrEnum):
    """Where a referral stands at its recipient."""

    SENT = "sent"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    INVESTIGATING = "investigating"
    ACTION_TAKEN = "action_taken"
    DISMISSED = "dismissed"
    RETURNED = "returned"
    APPEALED = "appealed"


@dataclass(frozen=True, slots=True)
class Referral:
    """What left, to whom.

    Attributes:
        referral_id: unique.
        lead_ids: what it covers.
        recipient: the team.
        export_digest: SHA-256 of the file that left.
        sent_by, sent_at: who and when (UTC).
        due_on: day by which an answer is expected.
    """

    referral_id: str
    lead_ids: tuple[str, ...]
    recipient: str
    export_digest: str
    sent_by: str
    sent_at: datetime
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One step that a recipient reported: its state, when (UTC), and a note."""

    referral_id: str
    state: ReferralState
    reported_at: datetime
    note: str = ""
