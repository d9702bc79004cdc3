"""A mark that is also a word."""

from domain.signal import Role, Signal
from matching.hit import Disguise, Hit
from matching.pair import Pair, TextField
from matching.rule import Rule

LEAST = 0.2  # of ordinariness, below which a name is as good as coined
# Share of it that counts: at the text's beginning brands stand; alone between gaps it may still be a brand.
IN_FRONT, ALONE, INSIDE = 0.3, 0.6, 1.0
# Nobody writes an ordinary word in disguise.
AS_A_WORD = {Disguise.PLAIN, Disguise.FORM, Disguise.TRADITIONAL}


def see(pair: Pair) -> Signal | None:
    """The mark is an ordinary word, or one of the trade, not in the brand's place, so the text may mean the word."""
    best = pair.best
    if best is None or pair.pictures or pair.hits(TextField.BRAND):
        return None
    field, hit = best
    if hit.writing.disguise not in AS_A_WORD:
        return None
    said = _said(pair, field, hit)
    if not said and hit.ordinary < LEAST:
        return None
    return Signal(
        name="ordinary_word",
        role=Role.QUALIFIER,
        strength=-1.0 if said else -hit.ordinary * _share(hit, getattr(pair.listing, field)),
        listing_value=hit.name,
        right_value=hit.name,
        detail=f"“{said}” is what sellers say of goods." if said else f"“{hit.name}” is an ordinary word.",
    )


def _said(pair: Pair, field: TextField, hit: Hit) -> str:
    """The mark as the text writes it, where words of the trade are all that it is made of; else ""."""
    spans = [
        (cue.start, cue.end)
        for some in pair.cues.by_kind.values()
        for cue in some
        if cue.field == field and cue.start < hit.end and hit.start < cue.end
    ]
    reached = hit.start
    for start, end in sorted(spans):
        if start <= reached < end:
            reached = end
    return getattr(pair.listing, field)[hit.start : hit.end] if reached >= hit.end else ""


def _share(hit: Hit, text: str) -> float:
    """How much of its ordinariness counts at that place."""
    if not any(char.isalnum() for char in text[: hit.start]):
        return IN_FRONT
    return ALONE if hit.sides == 2 else INSIDE


RULE = Rule("ordinary_word", Role.QUALIFIER, see, most=0.0)
