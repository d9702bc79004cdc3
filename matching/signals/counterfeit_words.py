"""The vocabulary of the counterfeit trade."""

import re

from domain.signal import Role, Signal
from matching.pair import Pair
from matching.rule import Rule

# Graded by how seldom honest shops write them.
WORDS = {
    1.0: r"高仿|精仿|超a|复刻|顶级a货|a货|莆田|原单|尾单|纯原|外贸尾货|\breplica\b|\bsuper fake\b|\bmirror quality\b",
    0.6: r"1[:：]1|1比1|同厂|工厂直出|海外版|\bdupe\b|\bknock ?off\b|\binspired by\b",
    0.3: r"同款|平替|风格|\bstyle\b",
}
PATTERNS = [(strength, re.compile(pattern, re.IGNORECASE)) for strength, pattern in WORDS.items()]


def see(pair: Pair) -> Signal | None:
    """The text uses words of the counterfeit trade, such as 高仿, 原单 or “replica”."""
    for strength, pattern in PATTERNS:
        found = pattern.search(pair.listing.title) or pattern.search(pair.listing.description[:2000])
        if found:
            return Signal(
                name="counterfeit_words",
                role=Role.QUALIFIER,
                strength=strength,
                listing_value=found[0],
                right_value="",
                detail=f"“{found[0]}” is said of copies.",
            )
    return None


RULE = Rule("counterfeit_words", Role.QUALIFIER, see)
