"""A question put to a reviewer to find out how good decisions are, and the answer to it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.decision import Reason, Verdict


class CheckKind(StrEnum):
    """What is asked: a decided lead once more, a lead whose answer is known, or a listing that gave no lead."""

    SECOND = "second"
    GOLDEN = "golden"
    UNQUEUED = "unqueued"


@dataclass(frozen=True, slots=True)
class Check:
    """One question. Whoever answers it sees neither `kind` nor `verdict` nor `reviewer`.

    Attributes:
        check_id: 32 hex digits, from what is asked.
        kind: why it is asked.
        subject: the lead, or the key of the listing.
        verdict: the first decision or the known answer; None for a listing without a lead.
        evidence: digest of what that verdict rests on; the question is void where the lead has another one by now.
        reviewer: who gave that verdict and is therefore not asked.
        made_at: UTC.
    """

    check_id: str
    kind: CheckKind
    subject: str
    verdict: Verdict | None
    evidence: str
    reviewer: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody said to a check, in the words of a decision; it decides nothing. `answered_at` is UTC."""

    check_id: str
    reviewer: str
    verdict: Verdict
    reason: Reason
    note: str
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class Shares:
    """How much is checked, each 0..1.

    Attributes:
        second: of decided leads, those that a second person answers blind.
        unqueued: of listings that gave no lead, those kept for a look.
        mixed_in: of a person's decisions, those that a check follows, where one is due.
    """

    second: float = 0.0
    unqueued: float = 0.0
    mixed_in: float = 0.0
