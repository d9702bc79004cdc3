"""The three signals that a name in a text can give differ only in their field; here is what they share."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from domain.signal import Role, Signal, Span
from matching.hit import Disguise, Hit
from matching.normalize import fold_char
from matching.outline import FIELDS
from matching.pair import Pair, TextField
from matching.text.places import Places
from matching.text.stream import LONGEST_TEXT

WHOLE_BRAND = 0.97  # a brand field that holds the name and nothing else can mean nothing else
PLACE = 0.05  # brands stand in front: so much for the place, which also keeps equal hits apart

# Made once: enums write themselves slowly, and this is done some million times a night.
NAMES = {field: f"mark_in_{field.value}" for field in TextField}
REFERS = {field: f"The {field.value} refers to “" for field in TextField}
HOW = {disguise: disguise.value for disguise in Disguise}


def mention(pair: Pair, field: TextField) -> Signal | None:
    """The signal of the strongest hit in a field."""
    found = pair.hits(field)
    if not found:
        return None
    text: str = getattr(pair.listing, field)[:LONGEST_TEXT]
    hit, value = found[0], strength(found[0], field, text)
    for other in found[1:]:
        if (strength(other, field, text), -other.start) > (value, -hit.start):
            hit, value = other, strength(other, field, text)
    return Signal(
        NAMES[field],
        Role.MAIN,
        value,
        text[hit.start : hit.end],
        hit.name,
        f"{REFERS[field]}{hit.name}” ({HOW[hit.writing.disguise]}).",
        Span(hit.start, hit.end),
    )


def strength(hit: Hit, field: TextField, text: str) -> float:
    """How strongly a hit speaks, 0..1: its chance, and how early it comes."""
    value = hit.chance
    if field is TextField.BRAND and _blank(text[: hit.start]) and _blank(text[hit.end :]):
        value = max(value, WHOLE_BRAND * hit.likeness)
    return value * (1 - PLACE * hit.start / max(len(text), 1))


def most_strengths(places: Places, texts: Sequence[str], fields: NDArray[np.int64]) -> NDArray[np.float64]:
    """`strength` of places that nobody looked at yet, never less than it will be.

    Args:
        places: in the texts.
        texts: each of one field of a listing.
        fields: int64[texts], number of the field of each.
    """
    length = np.array([min(max(len(text), 1), LONGEST_TEXT) for text in texts], np.int64)[places.text]
    brand = fields[places.text] == FIELDS.index(TextField.BRAND)
    value = np.where(brand, np.maximum(places.chance, WHOLE_BRAND), places.chance)
    most: NDArray[np.float64] = value * (1 - PLACE * places.start / length)
    return most


def _blank(text: str) -> bool:
    """Whether it holds no letter; looks no further than the first one, as a brand may be megabytes of them."""
    return all(fold_char(char) in ("", " ", ".") for char in text)
