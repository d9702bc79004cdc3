"""The best few matches of a listing, not all of one name.

A short or well-known name may have dozens of owners. If all of them came first, whatever else a listing refers to would
not be seen; the first few of them stand for all.
"""

from bisect import insort
from collections import Counter

from domain.match import Match

DIGITS = 8  # of a score that is written: with six, one in ten of a million's first thousand tie by rounding
ROUNDING = 10.0**-DIGITS  # two ways of calculating one score differ by less
MOST_OF_A_NAME = 3  # rights that share a name; more of them only where places are left

Entry = tuple[float, str, str, Match]  # score turned round, right, name, match


class Few:
    """The best matches of a listing so far.

    Args:
        top: most of them.
        min_score: lowest score, 0..1.
    """

    def __init__(self, top: int, min_score: float) -> None:
        self._top = top
        self._min_score = min_score
        self._ranked: list[Entry] = []  # a right comes once: no two matches are compared
        self._named: Counter[str] = Counter()
        self._crowded = False  # whether any name has more than its share
        self._lowest: float | None = None  # score of the last of `top` that no name crowds

    @property
    def matches(self) -> list[Match]:
        """The best first: at most `MOST_OF_A_NAME` of a name, then others of it if there is room."""
        if not self._crowded:
            return [entry[3] for entry in self._ranked[: self._top]]
        first, further = self._apart()
        return [match for _, _, _, match in sorted((first + further)[: self._top])]

    def could_take(self, most: float) -> bool:
        """Whether a match of at most that score may be among them, or be as good as the last of them."""
        if self._lowest is None:
            return most + ROUNDING >= self._min_score
        return self._top > 0 and most + ROUNDING >= self._lowest

    def take(self, match: Match, name: str, most: float = 1.0) -> None:
        """Takes it if it is good enough.

        Args:
            match: of a right that was not taken before.
            name: folded letters of the name that the listing refers to; empty where it is none.
            most: that it can score.

        Raises:
            RuntimeError: it scores more than it can have at most.
        """
        if match.score > most + ROUNDING:
            names = ", ".join(signal.name for signal in match.signals)
            raise RuntimeError(f"one of the signals {names} speaks more strongly than the `most` of its rule says")
        if match.score >= self._min_score and match.score > 0:
            insort(self._ranked, (-match.score, match.right_id, name, match))
            if name:
                self._named[name] += 1
                self._crowded |= self._named[name] > MOST_OF_A_NAME
            if len(self._ranked) >= self._top:
                self._lowest = self._last() if self._crowded else -self._ranked[self._top - 1][0]

    def _last(self) -> float | None:
        """Score of the last of `top` that no name crowds; None where there are fewer."""
        first, _ = self._apart()
        return -first[self._top - 1][0] if len(first) >= self._top else None

    def _apart(self) -> tuple[list[Entry], list[Entry]]:
        """The first few of each name, and the others, both best first."""
        named: Counter[str] = Counter()
        first: list[Entry] = []
        further: list[Entry] = []
        for entry in self._ranked:
            name = entry[2]
            named[name] += 1
            (first if not name or named[name] <= MOST_OF_A_NAME else further).append(entry)
        return first, further
