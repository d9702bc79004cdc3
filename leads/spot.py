"""Places in the queue."""

from dataclasses import dataclass

Place = tuple[float, int]


@dataclass(frozen=True, slots=True)
class Spot:
    """A lead's place in the queue; in a day's list by `turn`, the negative of its place there."""

    lead_id: str
    rank: float
    lead_no: int
    group_key: str
    turn: float | None = None

    @property
    def place(self) -> Place:
        """What pages go on from."""
        return (self.rank if self.turn is None else self.turn), self.lead_no


@dataclass(frozen=True, slots=True)
class Spots:
    """A page of places; `after` is where the next one begins, None at the end; `cut` if it looked long enough."""

    spots: tuple[Spot, ...]
    after: Place | None
    cut: bool = False
