"""The mark in the listing's title."""

from domain.signal import Role, Signal
from matching.mention import mention
from matching.pair import Pair, TextField
from matching.rule import Rule


def see(pair: Pair) -> Signal | None:
    """The listing's title refers to the mark or one of its other names, plainly or disguised."""
    return mention(pair, TextField.TITLE)


RULE = Rule("mark_in_title", Role.MAIN, see, lambda outline: outline.strength(TextField.TITLE), TextField.TITLE)
