"""The three signals that a name in a text can give differ only in their field; here is what they share."""

from domain.signal import Role, Signal, Span
from matching.hit import Hit
from matching.normalize import fold_char
from matching.pair import Pair, TextField
from matching.text.stream import LONGEST_TEXT

WHOLE_BRAND = 0.97  # a brand field that holds the name and nothing else can mean nothing else


def mention(pair: Pair, field: TextField) -> Signal | None:
    """The signal of the strongest hit in a field."""
    found = pair.hits(field)
    if not found:
        return None
    text = getattr(pair.listing, field.value)[:LONGEST_TEXT]
    hit, value = max(((hit, strength(hit, field, text)) for hit in found), key=lambda pair: (pair[1], -pair[0].start))
    written = text[hit.start : hit.end]
    return Signal(
        name=f"mark_in_{field.value}",
        role=Role.MAIN,
        strength=value,
        listing_value=written,
        right_value=hit.name,
        detail=f"The {field.value} refers to “{hit.name}” ({hit.disguise.value}).",
        span=Span(hit.start, hit.end),
    )


def strength(hit: Hit, field: TextField, text: str) -> float:
    """How strongly a hit speaks, 0..1: its chance, and how early it comes."""
    value = hit.chance
    if field is TextField.BRAND and _blank(text[: hit.start]) and _blank(text[hit.end :]):
        value = max(value, WHOLE_BRAND * hit.likeness)
    # Brands stand in front: up to 5 % for the place, which also keeps equal hits apart.
    return value * (1 - 0.05 * hit.start / max(len(text), 1))


def _blank(text: str) -> bool:
    """Whether it holds no letter; looks no further than the first one, as a brand may be megabytes of them."""
    return all(fold_char(char) in ("", " ", ".") for char in text)
