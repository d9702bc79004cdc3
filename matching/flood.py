"""Rights, words and pictures that fire many times more than they usually do, each held against its own past.

A right that suddenly fires on hundreds of listings is a word that has become ordinary, a picture that a shop shows
everywhere, a new page that names every brand, or what the office exists for: one right copied by many sellers at once.
No count tells these apart, so a person looks, once, at a sample; nothing is lost meanwhile.

What is usual is the median of past nights and their median absolute deviation, which a few floods among them do not
move. Few nights say little about their mean: what they leave possible is bounded from above as the mean of a Poisson
count is, which a negative binomial's heavier tail is met for by the factor. `matching/quarantine.py` finds by their
share alone those pictures that no past is needed for.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import median

from domain.hold import folded
from domain.match import Match
from domain.signal import Role, Signal
from matching.quarantine import LEAST, PICTURES

NIGHTS = 28  # of the past that count
ENOUGH = 7  # nights from which on their own spread is believed
TIMES = 5  # "many times" what is usual
SPREADS = 6  # robust standard deviations above the median, where nights are enough
NEVER_SEEN = 4 * LEAST  # hits of what never fired before: a right that is new has no past to be held against
MAD = 1.4826  # median absolute deviation to standard deviation, of a normal distribution
NARROW = 0.8  # share of a right's hits from which on one word or picture is what floods, and not the right


class Of(StrEnum):
    """What is counted of a right: all its hits, those of a word as it was written, those of one of its pictures."""

    RIGHT = "right"
    WORD = "word"
    VIEW = "view"


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What is counted; `value` is the word, folded, or the picture as the right names it, "" for all of a right's."""

    of: Of
    right_id: str
    value: str = ""


def of_signal(right_id: str, signal: Signal) -> Key:
    """What a main signal is a hit of."""
    if signal.name in PICTURES:
        return Key(Of.VIEW, right_id, signal.right_value)
    # What was read in a picture has the picture's name on this side.
    written = signal.right_value if signal.region is not None else signal.listing_value
    return Key(Of.WORD, right_id, folded(written))


def counted(matches: Iterable[Match]) -> Counter[Key]:
    """How many matches each right, word and picture has."""
    counts: Counter[Key] = Counter()
    for match in matches:
        mains = {of_signal(match.right_id, signal) for signal in match.signals if signal.role is Role.MAIN}
        counts.update(mains | {Key(Of.RIGHT, match.right_id)})
    return counts


def limit(past: Sequence[int], allowed: int = 0) -> int:
    """Hits of one night up to which nobody is asked.

    Args:
        past: hits of the nights before, of the same source, 0 where it did not fire; their order does not matter.
        allowed: the most that somebody looked at and released; twice that is let through.
    """
    if not any(past):
        usual = float(NEVER_SEEN)
    elif len(past) >= ENOUGH:
        middle = median(past)
        spread = max(MAD * median(abs(number - middle) for number in past), math.sqrt(middle))
        usual = max(TIMES * middle, middle + SPREADS * spread)
    else:
        total = sum(past)
        usual = TIMES * (total + 3 * math.sqrt(total + 1) + 3) / len(past)
    return math.floor(max(usual, LEAST, 2 * allowed))


def flooded(counts: Mapping[Key, int], limits: Mapping[Key, int]) -> frozenset[Key]:
    """Those that are over their limit: of a right the narrowest that explains it, so that its other hits go on.

    Args:
        counts: of this night, from `counted`.
        limits: of those that may be over theirs; what is not among them has no past and is let through.
    """
    over = {key for key, allowed in limits.items() if counts.get(key, 0) > allowed}
    explained = {
        key.right_id
        for key in over
        if key.of is not Of.RIGHT and counts[key] >= NARROW * counts.get(Key(Of.RIGHT, key.right_id), 0)
    }
    return frozenset(key for key in over if key.of is not Of.RIGHT or key.right_id not in explained)


def covering(match: Match, keys: Iterable[Key]) -> frozenset[Key]:
    """Those of the keys that together explain all that speaks for the right in a match; none where anything is left.

    A listing that shows a copied logo is not held back because a word on it has become common.
    """
    known = frozenset(keys)
    if (whole := Key(Of.RIGHT, match.right_id)) in known:
        return frozenset({whole})
    mains = {of_signal(match.right_id, signal) for signal in match.signals if signal.role is Role.MAIN}
    return frozenset(mains) if mains and mains <= known else frozenset()


def told(key: Key, count: int, allowed: int) -> str:
    """What is said of one that floods."""
    what = {
        Of.RIGHT: f"{key.right_id} fires",
        Of.WORD: f"{key.right_id}: the word “{key.value[:60]}” fires",
        Of.VIEW: f"{key.right_id}: its picture {key.value[:120]} fires",
    }[key.of]
    return f"{what} on {count:,} listings, where up to {allowed:,} would be usual"
