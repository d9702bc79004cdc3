"""What the pages ask of whoever makes packs: another part of the house, which they do not know."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from leads.store import Sieve


@dataclass(frozen=True, slots=True)
class Order:
    """A wish for packs.

    Attributes:
        sieve: of confirmed leads; a pack for each right and seller among them.
        scope: the same as it stands in an address.
        profile: for whom.
        recipient: to whom, "" if not said.
        by: name of the person.
    """

    sieve: Sieve
    scope: str
    profile: str
    recipient: str
    by: str


@dataclass(frozen=True, slots=True)
class Job:
    """An order under way, or one that failed: steps done and in all of the pack in hand; `error` says why it ended."""

    order: Order
    done: int
    total: int
    error: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A pack that is there: file name, what it holds, who made it, for whom, and the digest of its manifest."""

    name: str
    case_id: str
    leads: int
    profile: str
    recipient: str
    by: str
    made_at: datetime
    digest: str


class Packer(Protocol):
    """Makes packs one order after another, while pages are answered."""

    @property
    def profiles(self) -> tuple[str, ...]:
        """Audiences to choose from."""
        ...

    def start(self, order: Order) -> None:
        """Takes an order."""
        ...

    def jobs(self) -> tuple[Job, ...]:
        """Orders that wait, run or have failed, oldest first."""
        ...

    def made(self) -> tuple[Made, ...]:
        """Packs that are there, newest first."""
        ...

    def path(self, name: str) -> Path | None:
        """Where such a pack lies; None for any other name."""
        ...
