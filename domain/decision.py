"""A person's verdict on a lead."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """What the person decided."""

    INFRINGING = "infringing"
    NOT_INFRINGING = "not_infringing"
    UNSURE = "unsure"


class Reason(StrEnum):
    """Why, in the office's own categories."""

    UNSTATED = "unstated"
    COUNTERFEIT = "counterfeit"
    CONFUSING_USE = "confusing_use"
    COPIED_PICTURE = "copied_picture"
    AUTHORISED = "authorised"
    RESALE = "resale"
    DESCRIPTIVE = "descriptive"
    OTHER_CLASS = "other_class"
    COMPATIBLE_PART = "compatible_part"
    OWN_NAME = "own_name"
    NOT_THE_MARK = "not_the_mark"
    DUPLICATE = "duplicate"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the append-only decision log; a later one supersedes, none is changed.

    Attributes:
        decision_id: unique, given by whoever records it, so that recording twice is recording once.
        lead_id: what was decided.
        verdict, reason, note: what and why; the note is free text.
        reviewer: name of the person.
        decided_at: UTC.
        evidence: digest of the evidence that the person saw.
    """

    decision_id: str
    lead_id: str
    verdict: Verdict
    reason: Reason
    note: str
    reviewer: str
    decided_at: datetime
    evidence: str
