"""What a signal's file holds, and how all of them are found."""

from collections.abc import Callable
from dataclasses import dataclass

from domain.catalogue import collect
from domain.match import Match
from domain.signal import Role, Signal
from matching.outline import Floats, Outline
from matching.pair import Pair, Touch
from matching.tables.cues import Kind

See = Callable[[Pair], Signal | None]
Most = float | Callable[[Outline], Floats]
Compare = Callable[[Match, Match], Signal | None]


def silent(pair: Pair) -> None:
    """Nothing."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One signal.

    Attributes:
        name: as in the output.
        role: main or qualifier.
        see: looks at a pair and says what it saw, None if nothing. Its docstring is what a reviewer reads.
        most: how strongly it speaks at most where no picture touches the pair. Without it everything is looked at, as
            any pair could gain that much; the less it says, the less is looked at. Too little makes matches go
            missing, so the match refuses a signal that speaks more strongly.
        of: where the listing has to touch the right for the rule to say anything; with None it looks at every pair.
        needs: kinds of words (matching/tables/cues.py) of which the listing must hold one, anywhere or beside the mark,
            for the rule to say anything; with None it is asked whatever the listing says.
        compare: looks at a match and at the best one of the same listing, when all are weighed; it may only speak
            against. Its docstring is the sentence then, and `see` is `silent`.
    """

    name: str
    role: Role
    see: See
    most: Most = 1.0
    of: Touch | None = None
    needs: frozenset[Kind] | None = None
    compare: Compare | None = None

    @property
    def sentence(self) -> str:
        """What it means, in one sentence."""
        return " ".join(((self.compare or self.see).__doc__ or "").split())


def rules() -> dict[str, Rule]:
    """Every rule by name, mains first.

    Raises:
        domain.catalogue.DuplicateNameError: two have the same name.
    """
    from matching import signals  # here, because its files import this one

    found = collect(signals, Rule)
    return dict(sorted(found.items(), key=lambda item: (item[1].role is not Role.MAIN, item[0])))
