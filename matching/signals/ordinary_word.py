"""A mark that is also a word."""

from domain.signal import Role, Signal
from matching.distinctiveness import is_ordinary_word
from matching.pair import Pair, TextField
from matching.rule import Rule


def see(pair: Pair) -> Signal | None:
    """The mark is an ordinary word and is not used in the brand's place, so the text may mean the word."""
    best = pair.best
    if best is None or pair.pictures or pair.hits(TextField.BRAND):
        return None
    _, hit = best
    if not is_ordinary_word(hit.name):
        return None
    return Signal(
        name="ordinary_word",
        role=Role.QUALIFIER,
        strength=-0.5 if hit.sides == 2 else -1.0,
        listing_value=hit.name,
        right_value=hit.name,
        detail=f"“{hit.name}” is an ordinary word.",
    )


RULE = Rule("ordinary_word", Role.QUALIFIER, see, most=0.0)
