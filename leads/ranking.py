"""A day's work out of all that awaits a decision: the leads whose decisions are worth most together, and a few drawn.

What a list is worth is a sum of three views of it: its near-identical groups, its rights, its sellers. Within each
group (right, seller) the most valuable lead counts wholly, the next by `KEPT` of that, the one after by its square, and
so on. Such a sum never falls when a lead is added and gives each lead less the more are there (it is monotone and
submodular), so that taking the best one after the other reaches at least 1 - 1/e = 63 % of the best list that there is
(Nemhauser, Wolsey, Fisher 1978); and a longer list begins as the shorter one does.

A lead's own value is its chance times its weight. Near-identical leads fade at once, because one decision settles a
group; a seller or a right fades slowly, because a right that many sellers copy at once is what an office looks for. The
shares and fadings were set on simulated queues (docs/decisions/0024-a-budget-and-holds.md).
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappushpop, nsmallest

from domain.turn import Turn

VIEWS = ("group", "right", "seller")
SHARE = {"group": 0.8, "right": 0.1, "seller": 0.1}  # of a lead's value that each view gives; together 1
KEPT = {"group": 0.1, "right": 0.97, "seller": 0.9}  # of the value that the next lead of the same one adds
FADED = 1e-9  # of its value: what adds less adds nothing that could be told from 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A lead that awaits a decision.

    Attributes:
        lead_id: which.
        chance: that it is a true one, 0..1.
        weight: how much a true one matters, from 1.
        group, right, seller: what it shares with others; "" for nothing.
        order: what decides between equal gains, higher first: its rank, then its number.
    """

    lead_id: str
    chance: float
    weight: float = 1.0
    group: str = ""
    right: str = ""
    seller: str = ""
    order: tuple[float, int] = (0.0, 0)

    @property
    def value(self) -> float:
        """Expected weight of a true lead."""
        return self.chance * self.weight


def chance(score: float, scorer: str) -> float:
    """The probability that a lead of that score is a true one; a scorer that is calibrated says it itself.

    Args:
        score: 0..1.
        scorer: name and version; the table's scores are no probabilities, but they are in order, and taken as they are.
    """
    return min(max(score, 0.0), 1.0)


def choose(candidates: Iterable[Candidate], budget: int) -> tuple[Turn, ...]:
    """The leads to decide first, best first: each adds most to those before it. At most `budget`.

    The same candidates give the same list, whatever order they come in; a larger budget begins with the smaller one's.
    """
    chosen = _Chosen()
    turns: list[Turn] = []
    # A gain only falls while the list grows, so an old one is a bound, and most are never computed again.
    heap = [_Bound(-one.value, tuple(-part for part in one.order), one.lead_id, one, 0) for one in candidates]
    heapify(heap)
    while heap and len(turns) < budget:
        top = heappop(heap)
        while top.seen != len(turns):
            gain = chosen.gain(top.candidate)
            fresh = _Bound(-gain, top.order, top.lead_id, top.candidate, len(turns))
            top = heappushpop(heap, fresh) if heap else fresh
        one = top.candidate
        chosen.add(one)
        left = -top.bound / one.value if one.value > 0 else 1.0
        turns.append(Turn(one.lead_id, len(turns) + 1, one.chance, one.weight, min(max(left, 0.0), 1.0)))
    return tuple(turns)


def worth(candidates: Iterable[Candidate]) -> float:
    """What a list is worth; the order of it does not matter."""
    chosen = _Chosen()
    total = 0.0
    for one in candidates:
        total += chosen.gain(one)
        chosen.add(one)
    return total


def explored_of(budget: int, share: float) -> int:
    """How many of a budget are drawn instead of chosen: that share, rounded down, so that it never grows past it."""
    return int(budget * share + 1e-9)


def explore(below: Iterable[str], number: int, draw: Callable[[str], int]) -> tuple[tuple[str, ...], int]:
    """Draws leads from below the cut, each as likely as any other; gives them, and how many there were.

    `number / how many` is the probability with which each came in. Who is drawn out of a set stays drawn out of a
    smaller one that still holds it, so that a larger budget drops nobody.

    Args:
        below: ids of the leads that were not chosen.
        number: how many are wanted.
        draw: a number for an id, as good as chance and always the same (leads/draw.py).
    """
    frame = _Counting(below)
    drawn = nsmallest(number, frame, key=lambda name: (draw(name), name))
    return tuple(drawn), frame.seen


def laid_out(chosen: Sequence[Turn], drawn: Sequence[Turn], first: Sequence[Turn] = ()) -> tuple[Turn, ...]:
    """One list: the drawn ones stand evenly among the chosen ones, so that nobody can tell them by their place.

    Reviewers who know that the last twenty are a draw would decide them as such. Those of `first` stand above all.
    """
    total = len(chosen) + len(drawn)
    every = total / len(drawn) if drawn else 0.0
    at = {min(int((number + 0.5) * every), total - 1) for number in range(len(drawn))}
    best, others = iter(chosen), iter(drawn)
    turns = [next(others) if place in at else next(best) for place in range(total)]
    return tuple(_moved(turn, number) for number, turn in enumerate((*first, *turns), 1))


def tied(keys: Iterable[tuple[float, str]]) -> float:
    """Share of leads whose order nothing that means anything decides: another one, of another group, has their rank.

    Args:
        keys: rank and group of the first leads of the queue.
    """
    groups: dict[float, set[str]] = {}
    ranks: list[float] = []
    for rank, group in keys:
        groups.setdefault(rank, set()).add(group)
        ranks.append(rank)
    return sum(len(groups[rank]) > 1 for rank in ranks) / len(ranks) if ranks else 0.0


@dataclass(order=True, slots=True)
class _Bound:
    """A candidate with (the negative of) what it added when the list had `seen` leads: no more than that now."""

    bound: float
    order: tuple[float, ...]
    lead_id: str
    candidate: Candidate = field(compare=False)
    seen: int = field(compare=False)


class _Chosen:
    """The values of the leads that are in the list, by what they share; the negatives, rising."""

    def __init__(self) -> None:
        self._of: dict[tuple[str, str], list[float]] = {}

    def gain(self, one: Candidate) -> float:
        """What the list would be worth more with this lead."""
        return sum(
            SHARE[view] * _added(self._of.get((view, key), ()), one.value, KEPT[view]) for view, key in _keys(one)
        )

    def add(self, one: Candidate) -> None:
        """Puts it in."""
        for view, key in _keys(one):
            if key:
                values = self._of.setdefault((view, key), [])
                values.insert(bisect_left(values, -one.value), -one.value)


def _keys(one: Candidate) -> Iterator[tuple[str, str]]:
    shared: Mapping[str, str] = {"group": one.group, "right": one.right, "seller": one.seller}
    yield from shared.items()


def _added(values: Sequence[float], value: float, kept: float) -> float:
    """What a value adds to a falling sequence (given as negatives) whose n-th counts by `kept ** n`."""
    place = bisect_left(values, -value)
    if kept**place < FADED:
        return 0.0
    # Those below it move down by one.
    moved = sum(-below * kept**number for number, below in enumerate(values[place:], place))
    return value * kept**place - moved * (1 - kept)


def _moved(turn: Turn, place: int) -> Turn:
    return Turn(turn.lead_id, place, turn.chance, turn.weight, turn.fresh, turn.explored, turn.propensity)


class _Counting:
    """Goes through names once and counts them."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = names
        self.seen = 0

    def __iter__(self) -> Iterator[str]:
        for name in self._names:
            self.seen += 1
            yield name
