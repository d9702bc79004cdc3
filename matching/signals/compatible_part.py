"""Goods that fit the mark's goods."""

from domain.signal import Role, Signal, Span
from matching.beside import Beside
from matching.cue import Cue
from matching.pair import Pair
from matching.rule import Rule
from matching.tables.cues import Kind

SAID, NAMED = -1.0, -0.4  # "适用于 Velmora" and "Velmora 手机壳": the latter may be a Velmora
REACH = 16  # characters behind the mark within which an accessory is taken to be one for it
BREAKS = frozenset(",，。;；|!！+＋\n")  # 耳机+数据线 is a set


def see(pair: Pair) -> Signal | None:
    """The words around the mark say that the goods fit the holder's goods (a part, a refill, an accessory)."""
    place = pair.place
    if place is None:
        return None
    if Kind.FIT in place.kinds:
        return _signal(pair, place, SAID, Span(*place.span(place.word(Kind.FIT))))
    if Kind.CLAIM in place.kinds or Kind.FIT in pair.cues.kinds:  # "Velmora case for Quistrel" is Velmora's
        return None
    named = _accessory(pair, place)
    if named is None:
        return None
    return _signal(pair, place, NAMED * named.grade, Span(named.start, named.end))


def _signal(pair: Pair, place: Beside, strength: float, span: Span) -> Signal:
    assert pair.best is not None
    words = getattr(pair.listing, place.field)[span.start : span.end]
    return Signal(
        name="compatible_part",
        role=Role.QUALIFIER,
        strength=strength,
        listing_value=words,
        right_value=pair.best[1].name,
        detail=f"“{words}” beside the mark says that the goods fit the holder's goods.",
        span=span,
    )


def _accessory(pair: Pair, place: Beside) -> Cue | None:
    """An accessory that is named soon behind the mark."""
    text: str = getattr(pair.listing, place.field)
    for cue in pair.cues.of(Kind.ACCESSORY):
        near = cue.field == place.field and place.end <= cue.start <= place.end + REACH
        if near and not BREAKS.intersection(text[place.end : cue.start]):
            return cue
    return None


RULE = Rule("compatible_part", Role.QUALIFIER, see, most=0.0, needs=frozenset({Kind.FIT, Kind.ACCESSORY}))
