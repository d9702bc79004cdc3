"""What a day's list is worth beside plain orders of the same queue, on simulated queues with copies and a storm.

The simulation is its own: rights and sellers fall off as Zipf's law says, one seller in five lists copies by the dozen,
one right is copied by hundreds of sellers at once, whole groups are true or not together, and chances are calibrated
(a lead of 0.7 is true seven times in ten). Scores show as points, so that many are equal.
"""

import argparse
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import mean
from time import perf_counter

from leads.ranking import Candidate, choose

LEADS = 20_000
BUDGETS = (100, 300, 1_000)


@dataclass(frozen=True)
class Town:
    """Leads that await a decision, and the groups that are true."""

    leads: tuple[Candidate, ...]
    true: frozenset[str]


def town(seed: int) -> Town:
    """A queue of `LEADS` leads."""
    dice = random.Random(seed)
    leads: list[Candidate] = []
    true: set[str] = set()
    while len(leads) < LEADS:
        storm = dice.random() < 0.02
        right = "storm" if storm else f"right {int(dice.paretovariate(0.9))}"
        seller = f"seller {int(dice.paretovariate(0.7)) if not storm else dice.randrange(400) + 10_000}"
        chance = round(0.95 if storm else min(0.99, dice.betavariate(1.2, 2.2)), 2)
        copies = 1 + (int(dice.expovariate(1 / 24)) if dice.random() < 0.2 else 0)
        group, weight = f"group {len(leads)}", 1 + dice.choice((2, 2, 2, 5, 7, 8, 9)) / 9
        if dice.random() < chance:
            true.add(group)
        for _ in range(copies):
            number = len(leads)
            leads.append(Candidate(f"lead {number}", chance, weight, group, right, seller, (chance * 100, number)))
    return Town(tuple(leads), frozenset(true))


def by_score(leads: Sequence[Candidate], budget: int) -> list[Candidate]:
    """The first of the queue."""
    return sorted(leads, key=lambda one: one.order, reverse=True)[:budget]


def by_score_folded(leads: Sequence[Candidate], budget: int) -> list[Candidate]:
    """The first of the queue, of near-identical ones the first."""
    kept = {one.group: one for one in sorted(leads, key=lambda one: one.order)}
    return by_score(tuple(kept.values()), budget)


def by_list(leads: Sequence[Candidate], budget: int) -> list[Candidate]:
    """The day's list."""
    known = {one.lead_id: one for one in leads}
    return [known[turn.lead_id] for turn in choose(leads, budget)]


ORDERS: dict[str, Callable[[Sequence[Candidate], int], list[Candidate]]] = {
    "score": by_score, "score, folded": by_score_folded, "day's list": by_list,
}  # fmt: skip


def measured(made: Town, chosen: Sequence[Candidate]) -> dict[str, float]:
    """What deciding these leads finds; a decision on one settles its group."""
    groups = {one.group: one for one in chosen if one.group in made.true}
    return {
        "true findings": len(groups),
        "by weight": sum(one.weight for one in groups.values()),
        "true leads settled": sum(one.group in groups for one in made.leads),
        "true sellers": len({one.seller for one in groups.values()}),
        "true rights": len({one.right for one in groups.values()}),
        "largest right": max(sum(one.right == right for one in chosen) for right in {one.right for one in chosen}),
    }


def main() -> None:
    """Prints a table, and JSON with `--json`."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    towns = [town(seed) for seed in range(asked.seeds)]
    found: list[dict[str, object]] = []
    for budget in BUDGETS:
        for name, order in ORDERS.items():
            began = perf_counter()
            lists = [order(made.leads, budget) for made in towns]
            seconds = (perf_counter() - began) / len(towns)
            figures = [measured(made, chosen) for made, chosen in zip(towns, lists, strict=True)]
            means = {key: round(mean(one[key] for one in figures), 1) for key in figures[0]}
            found.append({"budget": budget, "order": name, **means, "seconds": round(seconds, 3)})
    if asked.json:
        print(json.dumps(found, indent=1))
        return
    for row in found:
        print("  ".join(f"{key} {value}" for key, value in row.items()))


if __name__ == "__main__":
    main()
