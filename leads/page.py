"""A page of the queue, and what stands beside a lead in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.lead import Lead
from leads.spot import Place


@dataclass(frozen=True, slots=True)
class Group:
    """Near-identical leads: their key, and how many there are in the states that were asked for."""

    key: str
    size: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the queue.

    Attributes:
        leads: best first.
        after: where the next one begins, None at the end.
        cut: it ends because it looked through as many leads as one page may, not because it is full.
        groups: by lead, the near-identical ones that it stands for.
    """

    leads: tuple[Lead, ...]
    after: Place | None
    cut: bool = False
    groups: Mapping[str, Group] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Ids of the leads before and behind one, "" where there is none."""

    before: str
    after: str
