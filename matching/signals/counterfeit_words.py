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
# Graded by how seldom honest shops write them; Latin ones are whole words.
WORDS = {
    1.0: "高仿|精仿|超a|复刻|顶级a货|a货|莆田|原单|尾单|纯原|外贸尾货|replica|super fake|mirror quality",
    0.6: "1:1|1：1|1比1|同厂|工厂直出|海外版|dupe|knockoff|knock off|inspired by",
    0.3: "同款|平替|风格|style",
}
LISTED = {strength: words.split("|") for strength, words in WORDS.items()}


def _pattern(words: list[str]) -> re.Pattern[str]:
    latin = [word for word in words if word.isascii() and word[0].isalpha()]
    rest = [word for word in words if word not in latin]
    return re.compile("|".join([*rest, *(rf"\b{word}\b" for word in latin)]), re.IGNORECASE)


PATTERNS = {strength: _pattern(words) for strength, words in LISTED.items()}


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
    low = f"{title}\n{description}".lower()
    for strength, words in LISTED.items():
        if any(word in low for word in words):  # which is seldom, and told in a fifth of the time
            found = PATTERNS[strength].search(title) or PATTERNS[strength].search(description)
            if found:
                return strength, found[0]
    return 0.0, ""


RULE = Rule("counterfeit_words", Role.QUALIFIER, see, most)
