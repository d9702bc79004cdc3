"""Registered pictures that fire on far more listings than the others: a blank one, a shop's banner, a badge.

One design is copied by many sellers at once, and that is what is looked for, so that many listings alone are no
reason. Two things are: it must be a great share of all that were seen, and nothing else may speak for that right there.
A shop full of counterfeits names the mark that it shows; a banner's right is named nowhere.

The limits: 850 real photos and logos as references met 900 photos that show none of them. 14 fired at all, 12 of them
once, the most frequent three times, which is 0.33 % of listings. Made-up banners and badges fired on all of the
listings that carry them, and so did placeholders and bare frames. Both limits are six times what chance did.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from domain.match import Match
from domain.signal import Role
from matching.few import DIGITS
from matching.scorer import Scorer

PICTURES = ("picture_copy", "picture_part")
LEAST = 50  # listings; below that, people look. Chance makes eight of the 2,500 listings of which this is the share
SHARE = 0.02  # of the listings of a run; also ten times the share of real leads of all rights together

Key = tuple[str, str]  # right_id, the right's picture


def fired(matches: Iterable[Match]) -> Counter[Key]:
    """How many matches each registered picture raises by itself: those in which no name speaks for the right."""
    return Counter(
        (match.right_id, signal.right_value)
        for match in matches
        if not any(signal.role is Role.MAIN and signal.name not in PICTURES for signal in match.signals)
        for signal in match.signals
        if signal.name in PICTURES
    )


def crowded(counts: Mapping[Key, int], listings: int, share: float = SHARE) -> frozenset[Key]:
    """Those that are put aside.

    Args:
        counts: from `fired`.
        listings: that were looked at.
        share: of them from which a picture is put aside; with 1 none is.
    """
    limit = max(LEAST, share * listings)
    return frozenset(key for key, count in counts.items() if count > limit)


def told(key: Key, count: int, listings: int) -> str:
    """What is said of one that is put aside."""
    right, view = key
    return (
        f"{right}: its picture {view} alone fires on {count:,} of {listings:,} listings; if it is a blank, a banner or "
        "a badge, take it out of the right's `images`; if these listings do show it, raise MARKHOUND_QUARANTINE_SHARE"
    )


def without(match: Match, aside: frozenset[Key], scorer: Scorer) -> Match | None:
    """The match without what these pictures say; None where nothing is left."""
    kept = tuple(s for s in match.signals if s.name not in PICTURES or (match.right_id, s.right_value) not in aside)
    if kept == match.signals:
        return match
    value = round(scorer.score(kept), DIGITS)
    return replace(match, signals=kept, score=value, scorer=scorer.name) if value > 0 else None
