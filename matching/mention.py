"""The three signals that a name in a text can give differ only in their field; here is what they share."""

from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from domain.signal import Role, Signal, Span
from matching.hit import Hit
from matching.normalize import fold_char
from matching.outline import FIELDS
from matching.pair import Pair, TextField
from matching.text.places import Places
from matching.text.stream import LONGEST_TEXT

WHOLE_BRAND = 0.97  # a brand field that holds the name and nothing else can mean nothing else
PLACE = 0.01  # the chance knows already that brands stand in front; so much, at most, keeps equal ones apart
HALF_WAY = 40  # characters
# What tells rights of one name apart. Little, so that it never outweighs how surely the name stands there at all.
SPELLING = 0.02  # for the spelling: "Velmora" speaks for the right VELMORA less than for the right Velmora
ALIAS = 0.01  # an alias is somebody's word for the mark, the mark's text is what is protected
FURTHER = 0.5  # of the chance of a second name of the same right elsewhere in the field ("CHANDO/自然堂")

# Made once: enums write themselves slowly, and this is done some million times a night.
NAMES = {field: f"mark_in_{field.value}" for field in TextField}
REFERS = {field: f"The {field.value} refers to " for field in TextField}


def mention(pair: Pair, field: TextField) -> Signal | None:
    """The signal of the strongest hit in a field."""
    found = pair.hits(field)
    if not found:
        return None
    text: str = getattr(pair.listing, field)[:LONGEST_TEXT]
    mark = pair.right.mark_text
    hit, value = found[0], strength(found[0], field, text, mark)
    said = hit.writing.said
    if len(found) > 1:
        ranked = sorted(((strength(one, field, text, mark), -one.start, one) for one in found), key=itemgetter(0, 1))
        value, _, hit = ranked.pop()
        said = hit.writing.said
        further = next(((chance, one) for chance, _, one in reversed(ranked) if _apart(one, hit)), None)
        if further:
            value = 1 - (1 - value) * (1 - FURTHER * further[0])
            said += f" and to {further[1].writing.said}"
    place = Span(hit.start, hit.end)
    return Signal(NAMES[field], Role.MAIN, value, text[hit.start : hit.end], hit.name, f"{REFERS[field]}{said}.", place)


def strength(hit: Hit, field: TextField, text: str, mark: str) -> float:
    """How strongly a hit speaks, 0..1: its chance, how early it comes, how exactly it is the right's own text."""
    value = hit.chance
    if field is TextField.BRAND and _blank(text[: hit.start]) and _blank(text[hit.end :]):
        value = max(value, WHOLE_BRAND * hit.likeness)
    value *= 1 - PLACE * hit.start / (hit.start + HALF_WAY)
    value *= 1 - SPELLING * (1 - hit.writing.spelling)
    return value if hit.name == mark else value * (1 - ALIAS)


def _apart(one: Hit, other: Hit) -> bool:
    """Whether these are two names at two places."""
    return one.name != other.name and (one.end <= other.start or other.end <= one.start)


def most_strengths(places: Places, fields: NDArray[np.int64]) -> NDArray[np.float64]:
    """`strength` of places that nobody looked at yet, never less than it will be.

    Args:
        places: in some texts.
        fields: int64[texts], of each text the number of the field that it is.
    """
    brand = fields[places.text] == FIELDS.index(TextField.BRAND)
    value = np.where(brand, np.maximum(places.chance, WHOLE_BRAND), places.chance)
    most: NDArray[np.float64] = value * (1 - PLACE * places.start / (places.start + HALF_WAY))
    return most


def _blank(text: str) -> bool:
    """Whether it holds no letter; looks no further than the first one, as a brand may be megabytes of them."""
    return all(fold_char(char) in ("", " ", ".") for char in text)
