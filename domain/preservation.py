"""A legal hold: what must not be deleted, for whom, why, until when; and the release of one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class PreserveOf(StrEnum):
    """What is preserved: one lead, all of a seller ("source/seller", as filters have it), all leads of a right, or
    those of a case that left as a pack."""

    LEAD = "lead"
    SELLER = "seller"
    RIGHT = "right"
    CASE = "case"


class PreserveStep(StrEnum):
    """A line of the log."""

    PLACED = "placed"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Preservation:
    """A line of the log, which is never changed.

    Attributes:
        number: its place in the log, from 1; 0 before it is written.
        hold_id: 32 hex digits, the same for a hold and its release.
        step: placed or released.
        of, value: what is preserved.
        by: name of the person.
        at: UTC.
        why: in their words; for a court's order its number.
        until: last day on which it holds, None for until it is released.
    """

    number: int
    hold_id: str
    step: PreserveStep
    of: PreserveOf
    value: str
    by: str
    at: datetime
    why: str
    until: date | None = None


def in_force(log: Iterable[Preservation], on: date, upto: int | None = None) -> list[Preservation]:
    """The holds that stand, in the order in which they were placed.

    Args:
        log: every line, oldest first.
        on: the day.
        upto: only lines with at most this number; None for all.
    """
    standing: dict[str, Preservation] = {}
    for line in log:
        if upto is not None and line.number > upto:
            break
        if line.step is PreserveStep.PLACED:
            standing[line.hold_id] = line
        else:
            standing.pop(line.hold_id, None)
    return [one for one in standing.values() if one.until is None or on <= one.until]
