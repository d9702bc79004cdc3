"""What the matches of one listing say of each other, once each is weighed by itself."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from domain.match import Match
from domain.signal import mains_first
from matching.few import DIGITS
from matching.rule import Compare, rules
from matching.scorer import Scorer


def compared(matches: Sequence[Match], scorer: Scorer, min_score: float) -> list[Match]:
    """The matches of a listing, each of them but the best with what speaks for the best instead.

    What is said here only speaks against, so no match that was left out could have come among them.

    Args:
        matches: best first.
        scorer: that weighed them.
        min_score: lowest score that is given, 0..1.
    """
    if len(matches) < 2:
        return list(matches)
    best, *others = matches
    weighed = [best, *(_beside(best, match, scorer) for match in others)]
    return sorted((one for one in weighed if one.score >= min_score), key=lambda one: (-one.score, one.right_id))


def _beside(best: Match, match: Match, scorer: Scorer) -> Match:
    told = [signal for compare in _comparing() if (signal := compare(match, best))]
    if not told:
        return match
    signals = sorted([*match.signals, *told], key=mains_first)
    return replace(match, score=round(scorer.score(signals), DIGITS), signals=tuple(signals))


@cache
def _comparing() -> tuple[Compare, ...]:
    return tuple(rule.compare for rule in rules().values() if rule.compare is not None)
