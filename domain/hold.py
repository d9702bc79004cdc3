"""Leads that are kept out of the queue for a reason that a person can read, look into and take back."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


def folded(word: str) -> str:
    """A written form as it is counted and compared: case, width and blanks do not make another one."""
    return " ".join(unicodedata.normalize("NFKC", word).casefold().split())


class HoldKind(StrEnum):
    """`FLOOD`: many more hits than usual, until somebody has looked. `NEVER`: somebody said "never this again"."""

    FLOOD = "flood"
    NEVER = "never"


class HoldOf(StrEnum):
    """What is held of a right's hits.

    `WORD` as written in the listing, `PICTURE` of the listing (its SHA-256), `VIEW` a picture of the right (as its
    register names it), `SELLER` ("source/seller"), `RIGHT` all of them.
    """

    WORD = "word"
    PICTURE = "picture"
    VIEW = "view"
    SELLER = "seller"
    RIGHT = "right"


class HoldState(StrEnum):
    """`WAITING` for somebody to look, `KEPT` because somebody said so, `RELEASED`: its leads are in the queue."""

    WAITING = "waiting"
    KEPT = "kept"
    RELEASED = "released"


class Step(StrEnum):
    """What happened to a hold; `EXPIRED` is the one that nobody did."""

    OPENED = "opened"
    KEPT = "kept"
    RELEASED = "released"
    REOPENED = "reopened"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Hold:
    """One hold.

    Attributes:
        hold_id: 32 hex digits, from what is held.
        kind: why.
        right_id: of whose hits.
        of, value: which of them; `value` is "" for all of a right's.
        by, at, why: who made it, when (UTC), in what words; by "" where the night did.
        state: whether it is in force.
        until: last day on which it holds; None for no end.
        source: of a flood, where.
        hits, listings, limit: of a flood: hits and listings of the night that made it, and the number that hits would
            have had to pass to be one.
    """

    hold_id: str
    kind: HoldKind
    right_id: str
    of: HoldOf
    value: str
    by: str
    at: datetime
    why: str = ""
    state: HoldState = HoldState.WAITING
    until: date | None = None
    source: str = ""
    hits: int = 0
    listings: int = 0
    limit: int = 0

    @property
    def in_force(self) -> bool:
        """Whether it keeps leads out of the queue."""
        return self.state is not HoldState.RELEASED


@dataclass(frozen=True, slots=True)
class HoldStep:
    """A line of a hold's log. `at` is UTC."""

    hold_id: str
    step: Step
    by: str
    at: datetime
    why: str = ""
    until: date | None = None
