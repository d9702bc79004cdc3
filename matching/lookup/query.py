"""What a person asks of the registry, and what comes back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from domain.right import Right, RightKind, RightStatus
from domain.signal import Signal
from matching.pictures.decode import Picture

PAGE = 30  # rights of a page


@dataclass(frozen=True, slots=True)
class Query:
    """A question; whatever is given must hold, of several codes of one kind one.

    Attributes:
        text: a name as it is or disguised, a part of one, a text that may hold one, or the number of a right.
        picture: that may show a registered one.
        parts: whether a registered picture is looked for inside it too, which takes longer.
        holder: words of the holder's name or of one of its aliases.
        number: part of the right's id or registration number.
        nice: Nice classes.
        locarno, groups, vienna: beginnings of codes.
        kind, status: as they are registered.
        in_force_on: day on which the right must be in force.
        holders: whose rights may be found at all, by name as registered; None for everybody's.
        first: how many of the likest are left out.
        most: how many follow.
    """

    LONGEST_ID: ClassVar[int] = 255  # characters of a right's id

    text: str = ""
    picture: Picture | None = None
    parts: bool = True
    holder: str = ""
    number: str = ""
    nice: tuple[int, ...] = ()
    locarno: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    vienna: tuple[str, ...] = ()
    kind: RightKind | None = None
    status: RightStatus | None = None
    in_force_on: date | None = None
    holders: tuple[str, ...] | None = None
    first: int = 0
    most: int = PAGE


@dataclass(frozen=True, slots=True)
class Found:
    """A right that answers.

    Attributes:
        right: it.
        likeness: 0..1, how near it is to what was typed or shown; 1 where neither was.
        signals: how it answers, in sentences like those of leads.
    """

    right: Right
    likeness: float
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found.

    Attributes:
        found: a page of rights, likest first, equal ones by their number.
        total: of all that answer.
        counts: of all that answer, by `nice`, `locarno`, `kind` and `status`, how many have each.
    """

    found: Sequence[Found]
    total: int
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
