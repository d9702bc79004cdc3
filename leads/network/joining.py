"""Groups of sellers out of what they share, so that no single courier, photo or agent chains two of them.

Pairs that independent reasons join are taken strongest first. From four sellers on, two parts become one only if they
still share enough without their strongest common fact: a fact whose loss would part them is a bridge. Sellers who share
only what a group shares come in last.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from domain.network import FactKind
from leads.network.weights import BESIDE, JOINS, MERGES, ONE, OWN, RESTS, added, most_holders, rarity

ROUNDS = 3  # of growing and merging; a group that still grows then grows on the next night
SMALL = 3  # sellers; so few need no more than their ties

Parts = list[tuple[FactKind, float]]


@dataclass(frozen=True, slots=True)
class Shared:
    """A fact that several sellers hold.

    Attributes:
        kind: of the fact.
        holders: those among the sellers that are looked at, in order.
        count: sellers of the whole market that hold it.
    """

    kind: FactKind
    holders: tuple[int, ...]
    count: int


def groups(shared: Sequence[Shared], seeds: Iterable[int], market: int) -> list[frozenset[int]]:
    """Groups of at least two sellers with a seed among them, none in two groups; largest first.

    Args:
        shared: facts; those that more than `most_holders` hold say nothing, rights aside.
        seeds: sellers with leads.
        market: sellers of the whole market.
    """
    most = most_holders(market)
    told = [fact for fact in shared if 2 <= fact.count <= most and fact.kind is not FactKind.RIGHT]
    rights = [fact for fact in shared if fact.kind is FactKind.RIGHT]
    strengths = {pair: added(parts) for pair, parts in reasons(told, rights, market).items()}
    parted = _Parted(told, market)
    strong = sorted((-strength, pair) for pair, strength in strengths.items() if strength >= JOINS)
    for _ in range(2):  # a pair that was refused while its parts were small may be taken once they have grown
        for _, (one, other) in strong:
            parted.join(one, other)
    found = [part for part in parted.parts() if len(part) > 1]
    seeds = set(seeds)
    whole = (frozenset(one) for one in _grown(found, told) if one & seeds)
    return sorted(whole, key=lambda one: (-len(one), sorted(one)))


def reasons(shared: Iterable[Shared], rights: Iterable[Shared], market: int) -> dict[tuple[int, int], Parts]:
    """Why each pair is tied that shares more than a right: kinds and weights."""
    parts: dict[tuple[int, int], Parts] = defaultdict(list)
    for fact in shared:
        weight = ONE[fact.kind] * rarity(fact.count, market)
        for pair in combinations(fact.holders, 2):
            parts[pair].append((fact.kind, weight))
    refers: dict[int, dict[int, float]] = defaultdict(dict)
    for number, right in enumerate(rights):
        for holder in right.holders:
            refers[holder][number] = ONE[FactKind.RIGHT] * rarity(min(right.count, most_holders(market)), market)
    for (one, other), among in parts.items():
        both = refers[one].keys() & refers[other].keys()
        among += [(FactKind.RIGHT, refers[one][number]) for number in both]
    return dict(parts)


class _Parted:
    """Sellers in parts that become fewer; of each part, how many of its sellers hold each fact."""

    def __init__(self, shared: Sequence[Shared], market: int) -> None:
        self._shared, self._market = shared, market
        self._home: dict[int, int] = {}
        self._sellers: dict[int, set[int]] = {}
        self._held: dict[int, Counter[int]] = {}
        for number, fact in enumerate(shared):
            for holder in fact.holders:
                self._home.setdefault(holder, holder)
                self._sellers.setdefault(holder, {holder})
                self._held.setdefault(holder, Counter())[number] += 1

    def parts(self) -> list[set[int]]:
        """What there is now."""
        return [self._sellers[name] for name in sorted(self._sellers)]

    def join(self, one: int, other: int) -> None:
        """Makes the parts of two sellers one, unless a single fact would hold them together."""
        a, b = self._home[one], self._home[other]
        if a == b or (len(self._sellers[a]) + len(self._sellers[b]) > SMALL and not self._may(a, b)):
            return
        if len(self._sellers[a]) < len(self._sellers[b]):
            a, b = b, a
        for seller in self._sellers[b]:
            self._home[seller] = a
        self._sellers[a] |= self._sellers.pop(b)
        self._held[a] += self._held.pop(b)

    def _may(self, a: int, b: int) -> bool:
        fewer, more = sorted((self._held[a], self._held[b]), key=len)
        few, many = (len(self._sellers[part]) for part in ((a, b) if fewer is self._held[a] else (b, a)))
        parts: Parts = []
        for number, count in fewer.items():
            if number in more:
                fact = self._shared[number]
                # What one or two of many holders are in says little of these two parts; what all of both hold, much.
                here = max(min(1.0, 2 * (count + more[number]) / fact.count), min(count / few, more[number] / many))
                parts.append((fact.kind, ONE[fact.kind] * rarity(fact.count, self._market) * here))
        return _stands(parts, RESTS)


def _stands(parts: Parts, least: float) -> bool:
    """Whether enough is left without the strongest reason."""
    if not parts:
        return False
    strongest = max(parts, key=lambda part: part[1])
    return added([part for part in parts if part is not strongest]) >= least


def _grown(found: list[set[int]], shared: Sequence[Shared]) -> list[set[int]]:
    """Groups with those sellers who share only what the group shares, and groups that share it made one."""
    for _ in range(ROUNDS):
        joins = _wanted(found, shared)
        for seller, number in joins.items():
            found[number].add(seller)
        merged = _merged(found, shared)
        if not joins and len(merged) == len(found):
            break
        found = merged
    return found


def _wanted(found: Sequence[set[int]], shared: Iterable[Shared]) -> dict[int, int]:
    """Sellers of no group, and the group that each shares enough with."""
    home = {seller: number for number, one in enumerate(found) for seller in one}
    parts: dict[tuple[int, int], Parts] = defaultdict(list)
    for fact in shared:
        inside = Counter(home[holder] for holder in fact.holders if holder in home)
        for number, among in inside.items():
            own = among / (fact.count - 1)
            if own >= OWN:
                for seller in fact.holders:
                    if seller not in home:
                        parts[seller, number].append((fact.kind, ONE[fact.kind] * own))
    best: dict[int, tuple[float, int]] = {}
    for (seller, number), given in parts.items():
        if (strength := added(given)) >= BESIDE:
            best[seller] = max(best.get(seller, (0.0, -1)), (strength, -number))
    return {seller: -number for seller, (_, number) in best.items()}


def _merged(found: list[set[int]], shared: Iterable[Shared]) -> list[set[int]]:
    home = {seller: number for number, one in enumerate(found) for seller in one}
    parts: dict[tuple[int, int], Parts] = defaultdict(list)
    for fact in shared:
        inside = Counter(home[holder] for holder in fact.holders if holder in home)
        for one, other in combinations(sorted(inside), 2):
            own = (inside[one] + inside[other]) / fact.count
            if own >= OWN and inside[one] + inside[other] > 2:  # what one member of each shows may be a courier's
                parts[one, other].append((fact.kind, ONE[fact.kind] * own))
    above = list(range(len(found)))
    for (one, other), given in sorted(parts.items(), key=lambda item: -added(item[1])):
        first, second = sorted((_root(above, one), _root(above, other)))
        if first != second and added(given) >= MERGES and _stands(given, RESTS):
            above[second] = first
            found[first] |= found[second]
    return [one for number, one in enumerate(found) if above[number] == number]


def _root(above: Sequence[int], number: int) -> int:
    while above[number] != number:
        number = above[number]
    return number
