"""What a signal's file holds, and how all of them are found."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.catalogue import collect
from domain.signal import Role, Signal
from matching.pair import Pair


@dataclass(frozen=True, slots=True)
class Rule:
    """One signal.

    Attributes:
        name: as in the output.
        role: main or qualifier.
        see: looks at a pair and says what it saw, None if nothing. Its docstring is what a reviewer reads.
    """

    name: str
    role: Role
    see: Callable[[Pair], Signal | None]

    @property
    def sentence(self) -> str:
        """What it means, in one sentence."""
        return " ".join((self.see.__doc__ or "").split())


def rules() -> dict[str, Rule]:
    """Every rule by name, mains first.

    Raises:
        domain.catalogue.DuplicateNameError: two have the same name.
    """
    from matching import signals  # here, because its files import this one

    found = collect(signals, Rule)
    return dict(sorted(found.items(), key=lambda item: (item[1].role is not Role.MAIN, item[0])))
