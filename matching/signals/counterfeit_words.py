"""The vocabulary of the counterfeit trade."""

import re
from functools import lru_cache

from domain.listing import Listing
from domain.signal import Role, Signal
from matching.outline import Floats, Outline
from matching.pair import Pair
from matching.rule import Rule
from matching.text.stream import LONGEST_TEXT

REMEMBERED = 600  # listings: a batch of them, and hostile ones are long
# Graded by how seldom honest shops write them.
WORDS = {
    1.0: r"高仿|精仿|超a|复刻|顶级a货|a货|莆田|原单|尾单|纯原|外贸尾货|\breplica\b|\bsuper fake\b|\bmirror quality\b",
    0.6: r"1[:：]1|1比1|同厂|工厂直出|海外版|\bdupe\b|\bknock ?off\b|\binspired by\b",
    0.3: r"同款|平替|风格|\bstyle\b",
}
PATTERNS = [(strength, re.compile(pattern, re.IGNORECASE)) for strength, pattern in WORDS.items()]


def see(pair: Pair) -> Signal | None:
    """The text uses words of the counterfeit trade, such as 高仿, 原单 or “replica”."""
    strength, words = _spoken(pair.listing)
    if not words:
        return None
    return Signal(
        name="counterfeit_words",
        role=Role.QUALIFIER,
        strength=strength,
        listing_value=words,
        right_value="",
        detail=f"“{words}” is said of copies.",
    )


def most(outline: Outline) -> Floats:
    """It looks at the listing only, so how strongly it speaks is known beforehand."""
    return outline.of_listings([_spoken(listing)[0] for listing in outline.listings])


def _spoken(listing: Listing) -> tuple[float, str]:
    return _words(listing.title[:LONGEST_TEXT], listing.description[:2000])


@lru_cache(maxsize=REMEMBERED)
def _words(title: str, description: str) -> tuple[float, str]:
    """The strongest words and how strong they are; 0 without any."""
    for strength, pattern in PATTERNS:
        found = pattern.search(title) or pattern.search(description)
        if found:
            return strength, found[0]
    return 0.0, ""


RULE = Rule("counterfeit_words", Role.QUALIFIER, see, most)
