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
        batch: shared by the decisions that were made as one on a group of leads, else "".
    """

    decision_id: str
    lead_id: str
    verdict: Verdict
    reason: Reason
    note: str
    reviewer: str
    decided_at: datetime
    evidence: str
    batch: str = ""


@dataclass(frozen=True, slots=True)
class Reversal:
    """A decision taken back: a line of its own, beside the decision, which stays in the log.

    Attributes:
        decision_id: what was taken back.
        reversed_by: name of the person.
        reversed_at: UTC.
        why: in the person's words, "" for an undo within minutes.
    """

    decision_id: str
    reversed_by: str
    reversed_at: datetime
    why: str = ""
