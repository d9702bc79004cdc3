"""Confirmed leads handed to a team, and what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from domain.identity import digest


class ReferralState(StrEnum):
    """Where a referral stands at its recipient. Which follows which stands in leads/passage.py."""

    SENT = "sent"
    RECEIVED = "received"
    ACCEPTED = "accepted"
    INVESTIGATING = "investigating"
    ACTION_TAKEN = "action_taken"
    DISMISSED = "dismissed"
    RETURNED = "returned"
    APPEALED = "appealed"


class Via(StrEnum):
    """How a step came here."""

    HAND = "hand"
    FILE = "file"
    API = "api"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is to act: the team, and the district that it answers for, "" where it has none."""

    team: str
    district: str = ""


@dataclass(frozen=True, slots=True)
class Referral:
    """What left, to whom. Nothing in it ever changes; what became of it are its steps.

    Attributes:
        referral_id: unique, and short enough to be typed (`referral_id`).
        right_id, holder: the one right that all of its leads refer to.
        lead_ids: what it covers, confirmed when it was sent.
        recipient: the team.
        sent_by, sent_at: who and when (UTC).
        pack: what the case pack that left with it is known by: SHA-256 of its manifest; "" where none did.
        note: in the sender's words.
    """

    referral_id: str
    right_id: str
    holder: str
    lead_ids: tuple[str, ...]
    recipient: Recipient
    sent_by: str
    sent_at: datetime
    pack: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a referral's append-only log.

    Attributes:
        step_id: unique, 32 hex digits; of a line of a file it comes from what the line says, so that the same file
            twice is the same steps once.
        referral_id, state: what is now where.
        on: the day on which it happened at the recipient, in the office's time zone.
        by, at: who wrote it down here, and when (UTC).
        note: in their words.
        via: how it came.
        due_on: day by which an answer is expected from here on; None leaves the day as it was.
    """

    step_id: str
    referral_id: str
    state: ReferralState
    on: date
    by: str
    at: datetime
    note: str = ""
    via: Via = Via.HAND
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class StepBack:
    """A step taken back: a line of its own, beside the step, which stays in the log."""

    step_id: str
    by: str
    at: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Course:
    """A referral with the steps that stand, oldest first; the first is that it was sent."""

    referral: Referral
    steps: tuple[Step, ...]

    @property
    def last(self) -> Step:
        """The step that says where it stands."""
        return self.steps[-1]

    @property
    def state(self) -> ReferralState:
        """Where it stands."""
        return self.last.state

    @property
    def due_on(self) -> date | None:
        """Day by which an answer is expected, as last said."""
        return next((step.due_on for step in reversed(self.steps) if step.due_on is not None), None)


@dataclass(frozen=True, slots=True)
class Relisting:
    """A lead that came up after an action on another one, or on itself.

    Attributes:
        lead_id: what came up.
        earlier: the lead that was acted upon; the same where that very listing was seen again.
        referral_id: by which it was.
        kinds: what both share: "listing", "seller", "picture", "text".
        found_at: UTC.
    """

    lead_id: str
    earlier: str
    referral_id: str
    kinds: tuple[str, ...]
    found_at: datetime


@dataclass(frozen=True, slots=True)
class Acted:
    """A lead on which a team has acted, by which referral, and where its listing's first picture lies ("" without)."""

    lead_id: str
    referral_id: str
    picture: str


def referral_id(day: date, recipient: Recipient, lead_ids: Sequence[str]) -> str:
    """The id of leads that are sent to a team on a day: sending them twice is sending them once."""
    name = digest("referral", day.isoformat(), recipient.team, recipient.district, *sorted(lead_ids))
    return f"R{day:%Y%m%d}-{name[:8].upper()}"


def outcome_id(referral: str, state: ReferralState, on: date, note: str) -> str:
    """The id of a step that a file reports."""
    return digest("outcome", referral, state.value, on.isoformat(), note)[:32]
