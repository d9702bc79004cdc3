"""How two queues differ: what one would show that the other does not, and what people have said of that already. Pure.

A queue is a score for each lead, the highest first, equal ones by their ids. Reviewers get as far as their budget.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from domain.decision import Verdict
from leads.precision import Share

Queue = Mapping[str, float]
Verdicts = Mapping[str, Verdict]


@dataclass(frozen=True, slots=True)
class Move:
    """A lead in both queues.

    Attributes:
        lead_id: which.
        before, after: its score, None where the queue does not have it.
        verdict: what a person decided, None where nobody did.
    """

    lead_id: str
    before: float | None
    after: float | None
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two queues.

    Attributes:
        leads: how many.
        decided: of its leads that were decided one way or the other, those confirmed.
        at_budget: the same of those that reviewers get to.
    """

    leads: int
    decided: Share
    at_budget: Share


@dataclass(frozen=True, slots=True)
class Difference:
    """From one queue to another.

    Attributes:
        budget: how many leads reviewers get to.
        gained, lost: leads of one queue only; the best first.
        risen, fallen: leads that reviewers get to in one queue only, be they gained, lost or moved; the best first.
        moved: how many they get to in both, at another place.
        before, after: the queues.
    """

    budget: int
    gained: tuple[Move, ...]
    lost: tuple[Move, ...]
    risen: tuple[Move, ...]
    fallen: tuple[Move, ...]
    moved: int
    before: Side
    after: Side

    @property
    def is_empty(self) -> bool:
        """Whether reviewers would see the same leads in the same order, and the queues hold the same."""
        return not (self.gained or self.lost or self.risen or self.fallen or self.moved)


def difference(before: Queue, after: Queue, verdicts: Verdicts, budget: int) -> Difference:
    """From `before` to `after`.

    Args:
        before, after: scores by lead, 0..1.
        verdicts: of those leads that were decided.
        budget: how many leads reviewers get to, at least one.
    """
    old, new = _ordered(before), _ordered(after)
    first_old, first_new = old[:budget], new[:budget]
    shown_old, shown_new = set(first_old), set(first_new)
    old_place = {lead: place for place, lead in enumerate(first_old)}

    def moves(leads: Iterable[str]) -> tuple[Move, ...]:
        return tuple(Move(lead, before.get(lead), after.get(lead), verdicts.get(lead)) for lead in leads)

    return Difference(
        budget=budget,
        gained=moves(lead for lead in new if lead not in before),
        lost=moves(lead for lead in old if lead not in after),
        risen=moves(lead for lead in first_new if lead not in shown_old),
        fallen=moves(lead for lead in first_old if lead not in shown_new),
        moved=sum(1 for place, lead in enumerate(first_new) if old_place.get(lead, place) != place),
        before=Side(len(old), _share(old, verdicts), _share(first_old, verdicts)),
        after=Side(len(new), _share(new, verdicts), _share(first_new, verdicts)),
    )


def told(moves: Iterable[Move]) -> Counter[str]:
    """How many of some leads were confirmed, rejected, left unsure ("unsure") or not decided ("undecided")."""
    return Counter("undecided" if move.verdict is None else move.verdict.value for move in moves)


def _ordered(queue: Queue) -> Sequence[str]:
    return sorted(queue, key=lambda lead: (-queue[lead], lead))


def _share(leads: Iterable[str], verdicts: Verdicts) -> Share:
    counts = Counter(verdicts.get(lead) for lead in leads)
    yes, no = counts[Verdict.INFRINGING], counts[Verdict.NOT_INFRINGING]
    return Share(yes, yes + no)
