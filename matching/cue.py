"""One word by which a listing says what it does."""

from typing import NamedTuple

from matching.tables.cues import Kind


class Cue(NamedTuple):
    """One word in a listing.

    Attributes:
        kind: what it speaks of.
        grade: 0..1, how clearly.
        words: as the listing writes them.
        field: "title", "description", "seller", "category" or "attributes".
        start, end: half-open range in that field's text.
        denied: whether a denial stands right before it ("非高仿").
    """

    kind: Kind
    grade: float
    words: str
    field: str
    start: int
    end: int
    denied: bool
