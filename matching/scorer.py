"""What weighs signals: a scorer, one of several that may stand beside each other, each under its own name."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from domain.signal import Signal
from matching.outline import Floats


class Scorer(Protocol):
    """Turns signals into a score. Old scores stay with the name of the scorer that gave them."""

    @property
    def name(self) -> str:
        """Name and version, as matches and leads carry it; other weights have another name."""

    def score(self, signals: Sequence[Signal]) -> float:
        """0..1; 0 where no main signal is among them."""

    def ceiling(
        self, mains: Mapping[str, Floats | float], qualifiers: Mapping[str, Floats | float], pairs: int
    ) -> Floats:
        """The highest score that pairs can have whose signals are at most so strong, float64[pairs].

        Args:
            mains, qualifiers: by the signal's name, how strongly it can speak at most, 0..1; it may also be silent.
            pairs: how many.
        """

    def contributions(self, signals: Sequence[Signal]) -> tuple[float, ...]:
        """What each signal adds to the log-odds, in the order of the signals; negative ones speak against."""

    def weight(self, name: str) -> float:
        """How much that signal counts at most, for people; each scorer has its own unit."""
