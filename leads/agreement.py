"""How far two readers of the same leads agree beyond what chance would give."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from domain.decision import Verdict
from leads.precision import Share


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two readings of the same leads.

    Attributes:
        agreed: of all that both have read, those with the same verdict.
        kappa: Cohen's kappa (1960), three verdicts, unweighted; None where there is nothing to agree on by chance or
            otherwise: no lead, or all verdicts of both readers alike.
        interval: 95 %: that of the agreed share (Wilson), chance agreement taken as given; Cohen's own standard error
            is zero where all agree, however few they are. None where kappa is None.
    """

    agreed: Share
    kappa: float | None
    interval: tuple[float, float] | None


def agreement(pairs: Iterable[tuple[Verdict, Verdict]]) -> Agreement:
    """The agreement of pairs of verdicts, first and second reader's."""
    table = Counter(pairs)
    total = table.total()
    same = sum(number for (one, other), number in table.items() if one is other)
    agreed = Share(same, total)
    if not total:
        return Agreement(agreed, None, None)
    first, second = Counter[Verdict](), Counter[Verdict]()
    for (one, other), number in table.items():
        first[one] += number
        second[other] += number
    by_chance = sum(first[verdict] * second[verdict] for verdict in Verdict) / total**2
    if by_chance >= 1:
        return Agreement(agreed, None, None)
    kappa, low, high = ((share - by_chance) / (1 - by_chance) for share in (agreed.value, *agreed.interval))
    return Agreement(agreed, kappa, (max(-1.0, low), high))
