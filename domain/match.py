"""What matching says of one (listing, right) pair: a line of the matches JSONL contract."""

from dataclasses import dataclass

from domain.signal import Signal


@dataclass(frozen=True, slots=True)
class Match:
    """A scored pair.

    Attributes:
        listing_id, right_id: the pair.
        score: 0..1, comparable across listings scored by the same scorer.
        scorer: name and version of the scorer, for example "table-1".
        signals: everything that was weighed, strongest first.
    """

    listing_id: str
    right_id: str
    score: float
    scorer: str
    signals: tuple[Signal, ...]
