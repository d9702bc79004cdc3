"""Registered pictures that fire on far more listings than the others: a blank one, a shop's banner, a badge.

One design is copied by many sellers at once, and that is what is looked for, so that many listings alone are no
reason: it must be a great share of all that were seen, and far above what the other pictures that fire have.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from statistics import median

from domain.match import Match
from matching.score import score

PICTURES = ("picture_copy", "picture_part")
LEAST = 50  # listings; below that, people look
SHARE = 0.02  # of the listings of a run: ten times the share of real leads
TIMES = 20  # what the middle one of the pictures that fire has
DIGITS = 6

Key = tuple[str, str]  # right_id, the right's picture


def fired(matches: Iterable[Match]) -> Counter[Key]:
    """How many matches each registered picture speaks in."""
    return Counter(
        (match.right_id, signal.right_value) for match in matches for signal in match.signals if signal.name in PICTURES
    )


def crowded(counts: Mapping[Key, int], listings: int) -> frozenset[Key]:
    """Those that are put aside."""
    if not counts:
        return frozenset()
    limit = max(LEAST, SHARE * listings, TIMES * median(counts.values()))
    return frozenset(key for key, count in counts.items() if count > limit)


def without(match: Match, aside: frozenset[Key]) -> Match | None:
    """The match without what these pictures say; None where nothing is left."""
    kept = tuple(s for s in match.signals if s.name not in PICTURES or (match.right_id, s.right_value) not in aside)
    if kept == match.signals:
        return match
    value = round(score(kept), DIGITS)
    return replace(match, signals=kept, score=value) if value > 0 else None
