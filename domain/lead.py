"""A suspected infringement that awaits, or has had, a person's decision."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.decision import Decision
from domain.listing import Listing
from domain.right import Right
from domain.signal import Signal


class LeadState(StrEnum):
    """Derived from the decision log and the evidence, never set by hand.

    `CHANGED` is a decided lead whose evidence has changed materially since. `LAPSED` would await a person, open or
    changed, but its right has left the registry or is not in force; it comes back with the right. `HELD` would await
    one too, but a hold keeps it out of the queue (domain/hold.py); it comes back when the hold is released.
    """

    OPEN = "open"
    CHANGED = "changed"
    LAPSED = "lapsed"
    HELD = "held"
    UNSURE = "unsure"
    CONFIRMED = "confirmed"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Lead:
    """A listing, a right, and why they are shown together.

    Attributes:
        lead_id: content-derived from source, listing id and right id.
        listing: as it was when the lead was last found, so that its signals fit it.
        right: as it stood in the registry when the lead was last found, or later while it awaited a person.
        signals: what speaks for and against, strongest first.
        score: 0..1.
        scorer: name and version.
        run_id: the run that read the listing when it was last found; its folder holds the captures.
        first_found, last_found: UTC.
        last_seen: UTC, the run that last found the listing for any right; later than `last_found` where the listing
            no longer gives this lead.
        evidence: digest of what a decision would rest on (leads/lifecycle.py).
        state: derived.
        changes: what changed materially since the last decision, one sentence each.
        decision: the latest one.
        gone_since: UTC, the first run that no longer found the listing; None where it is still there.
        registry_version: version of the register that `right` was taken from, "trademarks@12".
        rematch: the run that first found it by holding listings of earlier nights against a new or changed right; ""
            where a night did.
        lapsed: why a lead that would await a person does not: its right cannot be infringed; one sentence, else "".
        held: ids of the holds that keep it out of the queue.
    """

    lead_id: str
    listing: Listing
    right: Right
    signals: tuple[Signal, ...]
    score: float
    scorer: str
    run_id: str
    first_found: datetime
    last_found: datetime
    last_seen: datetime
    evidence: str
    state: LeadState
    changes: tuple[str, ...] = ()
    decision: Decision | None = None
    lapsed: str = ""
    gone_since: datetime | None = None
    registry_version: str = ""
    rematch: str = ""
    held: tuple[str, ...] = ()
