"""The three signals that a name in a text can give differ only in their field; here is what they share."""

from domain.signal import Role, Signal, Span
from matching.distinctiveness import distinctiveness
from matching.hit import Disguise, Hit
from matching.pair import Pair, TextField

# Nobody writes a name in these ways by accident.
DELIBERATE = {Disguise.LOOKALIKE, Disguise.INVISIBLE, Disguise.SPACED, Disguise.SPLIT, Disguise.LEET}
NEAR_SHARE = 0.75  # a name with one letter changed is mostly another word
EMBEDDED_SHARE = 0.75  # a Chinese name of two characters inside a longer run may be parts of two words


def mention(pair: Pair, field: TextField) -> Signal | None:
    """The signal of the strongest hit in a field."""
    found = pair.hits(field)
    if not found:
        return None
    text = getattr(pair.listing, field.value)
    hit = max(found, key=lambda hit: (strength(hit, len(text)), -hit.start))
    written = text[hit.start : hit.end]
    return Signal(
        name=f"mark_in_{field.value}",
        role=Role.MAIN,
        strength=strength(hit, len(text)),
        listing_value=written,
        right_value=hit.name,
        detail=f"The {field.value} refers to “{hit.name}” ({hit.disguise.value}).",
        span=Span(hit.start, hit.end),
    )


def strength(hit: Hit, length: int) -> float:
    """How strongly a hit speaks, 0..1: likeness, distinctiveness, standing alone, and how early it comes.

    Args:
        hit: where.
        length: characters of the whole text.
    """
    value = hit.likeness * distinctiveness(hit.name)
    if hit.disguise is Disguise.NEAR:
        value *= NEAR_SHARE
    elif hit.disguise in DELIBERATE:
        value = min(1.0, value * 1.05)
    if not hit.alone and distinctiveness(hit.name) < 1:
        value *= EMBEDDED_SHARE
    # Brands stand in front: up to 5 % for the place, which also keeps equal hits apart.
    return value * (1 - 0.05 * hit.start / max(length, 1))
