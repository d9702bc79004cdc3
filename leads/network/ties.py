"""The reasons of a group as they are kept and shown: the strongest of each pair, the nearest of each seller."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from domain.network import FactKind, Tie
from leads.network.weights import ONE, added, most_holders, rarity

NEAREST = 8  # other sellers that each is shown tied to; of thirty who share one number that is enough to see it
REASONS = 6  # of a pair


@dataclass(frozen=True, slots=True)
class Held:
    """A shared fact by name.

    Attributes:
        kind, shown: of the fact.
        holders: seller and the address of a listing that says it, of those that are looked at.
        count: sellers of the whole market that hold it.
    """

    kind: FactKind
    shown: str
    holders: Mapping[str, str]
    count: int


def ties(members: Collection[str], shared: Sequence[Held], market: int) -> tuple[Tie, ...]:
    """Why the members of a group are joined, strongest pair first.

    Args:
        members: sellers.
        shared: facts, some of them theirs.
        market: sellers of the whole market.
    """
    pairs: dict[tuple[str, str], list[Tie]] = defaultdict(list)
    among, most = set(members), most_holders(market)
    for fact in shared:
        if fact.count > most and fact.kind is not FactKind.RIGHT:
            continue
        weight = ONE[fact.kind] * rarity(min(fact.count, most), market)
        for one, other in combinations(sorted(among & fact.holders.keys()), 2):
            urls = fact.holders[one], fact.holders[other]
            pairs[one, other].append(Tie(one, other, fact.kind, fact.shown, fact.count, weight, *urls))
    found = [(_strength(reasons), _kept(reasons)) for reasons in pairs.values() if _more_than_a_right(reasons)]
    found.sort(key=lambda one: (-one[0], one[1][0].one, one[1][0].other))
    shown: dict[str, int] = defaultdict(int)
    kept: list[Tie] = []
    for _, reasons in found:
        one, other = reasons[0].one, reasons[0].other
        if shown[one] < NEAREST or shown[other] < NEAREST:
            shown[one] += 1
            shown[other] += 1
            kept += reasons
    return tuple(kept)


def _strength(reasons: Sequence[Tie]) -> float:
    return added([(tie.kind, tie.strength) for tie in reasons])


def _more_than_a_right(reasons: Sequence[Tie]) -> bool:
    return any(tie.kind is not FactKind.RIGHT for tie in reasons)


def _kept(reasons: Sequence[Tie]) -> list[Tie]:
    """The strongest reasons of a pair; the bands of a template are one reason."""
    band = max((tie for tie in reasons if tie.kind is FactKind.TEMPLATE), key=lambda tie: tie.strength, default=None)
    kept = [tie for tie in reasons if tie.kind is not FactKind.TEMPLATE] + ([band] if band else [])
    kept.sort(key=lambda tie: (-tie.strength, tie.kind.value, tie.shown))
    return [replace(tie, strength=round(tie.strength, 3)) for tie in kept[:REASONS]]
