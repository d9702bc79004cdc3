"""A name that is hidden."""

from itertools import pairwise

from domain.signal import Role, Signal, Span
from matching.hit import Disguise, Hit
from matching.normalize import is_han
from matching.outline import Floats, Outline
from matching.pair import Pair
from matching.plain import plain
from matching.rule import Rule

# How seldom somebody writes so by accident. Half-width and capitals are nobody's disguise; sounds, shapes and single
# letters may also be another word or a slip.
STRENGTHS = {
    Disguise.MASK: 1.0,
    Disguise.LOOKALIKE: 1.0,
    Disguise.INVISIBLE: 0.9,
    Disguise.TAKEN_APART: 1.0,
    Disguise.SPLIT: 0.8,
    Disguise.LEET: 0.7,
    Disguise.SHAPE: 0.7,
    Disguise.SOUND: 0.6,
    Disguise.SPACED: 0.4,
    Disguise.NEAR: 0.35,
    Disguise.PINYIN: 0.25,
    Disguise.ORDER: 0.1,
}
# Between the words of a name in honest texts: SK-II, L'Oréal, and what shops set around one of its words: 【…】.
USUAL_SIGNS = frozenset(" -_/.,'`´′’‘·•&+|、，:：®™()（）[]【】「」『』《》〈〉〔〕［］｛｝{}\"“”")
LEAST = 0.03  # below which it says nothing
LONG = 6  # letters of a Latin name, from which one changed letter is hardly another word
SHORT_SHARE = 0.4  # what counts of shorter ones


def see(pair: Pair) -> Signal | None:
    """The name is written in a way that hides it, which nobody does by accident."""
    if pair.best is None:
        return None
    field, hit = pair.best
    strength = STRENGTHS.get(hit.writing.disguise)
    if strength is None:
        return None
    written = getattr(pair.listing, field)[hit.start : hit.end]
    strength *= _share(hit, written) * hit.chance
    if pair.instead:  # as long as another registered name stands there openly, nothing is hidden
        strength *= 1 - hit.other_chance
    if strength < LEAST:
        return None
    return Signal(
        name="disguise",
        role=Role.QUALIFIER,
        strength=strength,
        listing_value=written,
        right_value=hit.name,
        detail=f"“{written}” hides “{hit.name}” ({hit.writing.disguise.value}).",
        span=Span(hit.start, hit.end),
    )


def most(outline: Outline) -> Floats:
    """No more than the chance that a name stands there which may be hidden."""
    return outline.hidden


def _share(hit: Hit, written: str) -> float:
    """How much counts of it: signs between words hide nothing, and a short name may be another word."""
    disguise = hit.writing.disguise
    written = plain(written)
    if disguise in (Disguise.SPLIT, Disguise.SPACED):
        signs = {char for char in written if not char.isalnum()}
        letters = sum(map(str.isalnum, written))
        gaps = sum(not a.isalnum() and b.isalnum() for a, b in pairwise(written))
        if signs <= USUAL_SIGNS and gaps < max(2, letters - 1):  # unless every letter stands alone
            return 0.0
    if disguise in (Disguise.NEAR, Disguise.LEET) and not is_han(hit.name[0]) and len(hit.name) < LONG:
        return SHORT_SHARE
    return 1.0


RULE = Rule("disguise", Role.QUALIFIER, see, most)
