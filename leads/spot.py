"""Places in the queue."""

from dataclasses import dataclass

Place = tuple[float, int]


@dataclass(frozen=True, slots=True)
class Spot:
    """A lead's place in the queue."""

    lead_id: str
    rank: float
    lead_no: int
    group_key: str

    @property
    def place(self) -> Place:
        """What pages go on from."""
        return self.rank, self.lead_no


@dataclass(frozen=True, slots=True)
class Spots:
    """A page of places; `after` is where the next one begins, None at the end; `cut` if it looked long enough."""

    spots: tuple[Spot, ...]
    after: Place | None
    cut: bool = False
