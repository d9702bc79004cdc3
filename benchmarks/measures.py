"""Recall, false alarms and thresholds: arithmetic only."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.corpus import Case

RATE = 0.001  # false alarms a clean title
FIRST = 5
ENOUGH = 1_000  # clean titles without which one in a thousand means nothing


@dataclass(frozen=True, slots=True)
class Found:
    """One match of a title: which right, how high, and what the output says about it."""

    right_id: str
    score: float
    written: str = ""
    name: str = ""
    start: int = -1
    end: int = -1
    why: str = ""


Matches = Mapping[str, Sequence[Found]]  # by listing, best first


def threshold(scores: Sequence[float], rate: float = RATE) -> float:
    """The lowest score that at most that share of clean titles reach, equal counting as reached.

    Args:
        scores: the best one of every clean title, 0 where nothing was found.
        rate: 0..1.
    """
    allowed = math.floor(rate * len(scores) + 1e-9)
    ordered = sorted(scores, reverse=True)
    highest = ordered[allowed] if allowed < len(ordered) else 0.0
    return math.nextafter(max(highest, 0.0), math.inf)


def rank(case: Case, matches: Matches) -> int | None:
    """Where the right mark stands among the matches, from 0."""
    found = matches.get(case.listing_id, ())
    return next((n for n, match in enumerate(found) if match.right_id in case.gold), None)


@dataclass(frozen=True, slots=True)
class Recall:
    """Of some titles: how many, the right mark among the first five, and above the threshold."""

    titles: int
    first: int
    above: int
    placed: int = 0

    @property
    def first_share(self) -> float:
        """Recall in the first five, 0..1."""
        return self.first / self.titles if self.titles else math.nan

    @property
    def above_share(self) -> float:
        """Recall at the permitted rate of false alarms, 0..1."""
        return self.above / self.titles if self.titles else math.nan

    @property
    def placed_share(self) -> float:
        """Of those in the first five, the share whose span touches what was disguised, 0..1."""
        return self.placed / self.first if self.first else math.nan


def recall(cases: Iterable[Case], matches: Matches, least: float) -> Recall:
    """Recall over some titles, at a threshold."""
    titles = first = above = placed = 0
    for case in cases:
        titles += 1
        at = rank(case, matches)
        if at is None or at >= FIRST:
            continue
        match = matches[case.listing_id][at]
        first += 1
        above += match.score >= least
        placed += match.start < case.start + len(case.written) and match.end > case.start
    return Recall(titles, first, above, placed)


def best(cases: Iterable[Case], matches: Matches) -> list[float]:
    """The best score of each title, 0 where nothing was found."""
    return [max((match.score for match in matches.get(case.listing_id, ())), default=0.0) for case in cases]


def equal_at_top(cases: Iterable[Case], matches: Matches) -> tuple[float, float]:
    """Two shares: titles whose two best matches score the same, and titles with the commonest best score."""
    tied = 0
    tops: Counter[float] = Counter()
    for case in cases:
        scores = sorted((match.score for match in matches.get(case.listing_id, ())), reverse=True)
        tops.update(scores[:1])
        tied += len(scores) > 1 and scores[0] == scores[1]
    total = max(sum(tops.values()), 1)
    return tied / total, max(tops.values(), default=0) / total
