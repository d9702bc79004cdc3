"""What recording a referral or its steps refuses, and what it did."""

from collections.abc import Sequence
from dataclasses import dataclass


class NotReferableError(ValueError):
    """These leads cannot be sent; the message says why."""


class UnknownReferralError(LookupError):
    """No referral, or no step, has that id."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A step that cannot follow: its number among those given, a stable code, a sentence."""

    number: int
    code: str
    message: str


class RefusedStepsError(ValueError):
    """Some of the steps cannot follow, so none was written."""

    def __init__(self, refused: Sequence[Refused]) -> None:
        super().__init__("; ".join(one.message for one in refused[:3]))
        self.refused = tuple(refused)


@dataclass(frozen=True, slots=True)
class Recorded:
    """What recording did: steps that are new, and those that were there already."""

    new: int
    known: int
