"""A name of one letter or character."""

from domain.signal import Role, Signal
from matching.normalize import fold_letters
from matching.pair import Pair, TextField
from matching.rule import Rule

LONGEST = 3  # characters; a single letter may have signs beside it


def see(pair: Pair) -> Signal | None:
    """The name is a single letter or character and stands in no brand field, so the text hardly means the mark."""
    best = pair.best
    if best is None or pair.pictures or pair.read or pair.hits(TextField.BRAND):
        return None
    _, hit = best
    if len(hit.name) > LONGEST or len(fold_letters(hit.name)) > 1:
        return None
    return Signal("short_name", Role.QUALIFIER, -1.0, hit.name, hit.name, f"“{hit.name}” is a single character.")


RULE = Rule("short_name", Role.QUALIFIER, see, most=0.0)
