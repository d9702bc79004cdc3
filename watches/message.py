"""A message that is to be delivered, and what became of it at each of its targets."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.identity import digest


class Kind(StrEnum):
    """What a message is: news for a holder, or an alert for the office."""

    DIGEST = "digest"
    STALE = "stale"
    DEAD = "dead"
    ALERT = "alert"
    TEST = "test"


class Outcome(StrEnum):
    """What became of a delivery. `MADE` and `FAILED` are pending; a dead one is given up until somebody says again."""

    MADE = "made"
    FAILED = "failed"
    DELIVERED = "delivered"
    DEAD = "dead"


PENDING = (Outcome.MADE, Outcome.FAILED)


@dataclass(frozen=True, slots=True)
class Message:
    """What is delivered; it never changes, so that a second try is the same message.

    Attributes:
        message_id: 32 hex digits, of its content: the same news of the same watch is the same message.
        watch_id: the watch, or `watch_list.OFFICE`.
        kind: what it is.
        language: "en" or "zh".
        body: the digest's or the alert's JSON.
        made_at: with a zone.
    """

    message_id: str
    watch_id: str
    kind: Kind
    language: str
    body: str
    made_at: datetime

    def delivery_id(self, target: str) -> str:
        """What a receiver knows a second delivery by: the same for each try at the same target, 32 hex digits."""
        return digest("delivery", self.message_id, target)[:32]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A line of the log: where a message stands at one target.

    Attributes:
        message_id, target: which.
        outcome: since `at`.
        at: with a zone.
        rounds: how many runs have tried since it was made or revived.
        detail: what the other side said, one sentence.
        next_at: not to be tried before that; None for at once.
    """

    message_id: str
    target: str
    outcome: Outcome
    at: datetime
    rounds: int = 0
    detail: str = ""
    next_at: datetime | None = None
