"""What the pages ask of whoever opens the registry: another part of the house, which they do not know."""

from collections.abc import Sequence
from typing import Protocol

from matching.lookup.lookup import Lookup
from registry.history import PastState


class Version(Protocol):
    """A version of the registry, opened: it stays whole and the same as long as anybody holds it."""

    @property
    def registers(self) -> tuple[str, ...]:
        """What it was made of: "trademarks@12"."""
        ...

    @property
    def lookup(self) -> Lookup:
        """It, to be searched."""
        ...


class Finder(Protocol):
    """Opens the registry."""

    def current(self) -> Version | None:
        """The version in force; None where nothing was ever made of any."""
        ...

    def history(self, right_id: str) -> Sequence[PastState]:
        """What the versions that are kept said of a right, newest first, where they said something else."""
        ...
