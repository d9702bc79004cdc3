"""A lead's place in a day's work, and why it has it."""

from dataclasses import dataclass
from datetime import datetime

from domain.fields import Json


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a lead stands in a day's list.

    Attributes:
        lead_id: which.
        place: 1 is first.
        chance: that it is a true lead, 0..1, as the scorer says.
        weight: how much a true one matters, from 1 (leads/harm.py).
        fresh: 0..1, what is left of its value beside those that stand above it: 1 if none of them shares its group,
            right or seller.
        explored: it was drawn from below the cut, so that what is never looked at is known too.
        propensity: the probability with which it came into the list, 0..1: 1 for those chosen by value. Whoever learns
            from decisions divides by it.
    """

    lead_id: str
    place: int
    chance: float
    weight: float
    fresh: float
    explored: bool = False
    propensity: float = 1.0


def turn_to(turn: Turn) -> Json:
    """A place as scripts and other systems read it."""
    return {
        "place": turn.place,
        "chance": turn.chance,
        "weight": round(turn.weight, 4),
        "fresh": round(turn.fresh, 4),
        "explored": turn.explored,
        "propensity": turn.propensity,
    }


@dataclass(frozen=True, slots=True)
class DayList:
    """A day's list as a whole.

    Attributes:
        run_id, at: the run that made it, and its clock (UTC).
        budget: leads that the reviewers can decide in a day.
        listed: leads in it; fewer than the budget where fewer await a decision.
        frame: leads below the cut, among which the explored ones were drawn.
        explored: how many were drawn.
        expected: true leads that it is expected to hold: the sum of its chances.
        ties: share of the first thousand of the queue whose order nothing but their number decides, 0..1.
    """

    run_id: str
    at: datetime
    budget: int
    listed: int
    frame: int
    explored: int
    expected: float
    ties: float
