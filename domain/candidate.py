"""A (listing, right) pair that is worth scoring."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Candidate:
    """Named by ids; `found_by` says which index proposed it ("text", "picture")."""

    listing_id: str
    right_id: str
    found_by: str
