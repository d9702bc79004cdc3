"""Compares what was found with the truth: precision, recall, and where both go wrong."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from demo import truth


@dataclass(frozen=True, slots=True)
class Found:
    """A lead as the scan left it; `score` is 0..1."""

    source: str
    listing_id: str
    right_id: str
    score: float


@dataclass(frozen=True, slots=True)
class KindResult:
    """One kind of the truth: how many listings it has, and for how many the right concerned was found."""

    kind: str
    planted: int
    found: int

    @property
    def share(self) -> float:
        """Found of planted: recall for infringing kinds, false alarms for lawful ones."""
        return self.found / self.planted if self.planted else 0.0


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a scan is worth on the demo market.

    Attributes:
        planted: infringing pairs in the truth.
        found: pairs found, each counted once.
        true: found pairs that are labelled infringing with that very right.
        lawful: found pairs that are labelled lawful.
        elsewhere: found pairs that the truth does not know: clean listings, or another right than the one concerned.
        precision: true of found, 0 where nothing was found.
        recall: true of planted.
        top: (n, precision among the n best by score) for 20 and 50, or among all where fewer were found.
        infringing: per infringing kind, in order of name.
        alarms: per lawful kind, in order of name.
    """

    planted: int
    found: int
    true: int
    lawful: int
    elsewhere: int
    precision: float
    recall: float
    top: tuple[tuple[int, float], ...]
    infringing: tuple[KindResult, ...]
    alarms: tuple[KindResult, ...]

    def rows(self) -> tuple[tuple[str, str, int, int, float], ...]:
        """Lines for a table: group, name, planted, found, share.

        Groups: "all" (recall and precision), "top", "infringing", "lawful". For precision and top, `planted` is how
        many were looked at and `found` how many of them are true.
        """
        tops = (("top", f"precision at {n}", min(n, self.found), round(p * min(n, self.found)), p) for n, p in self.top)
        return (
            ("all", "recall", self.planted, self.true, self.recall),
            ("all", "precision", self.found, self.true, self.precision),
            *tops,
            *(("infringing", r.kind, r.planted, r.found, r.share) for r in self.infringing),
            *(("lawful", r.kind, r.planted, r.found, r.share) for r in self.alarms),
        )


_Pair = tuple[str, str, str]


def evaluate(truth_path: Path, found: Iterable[Found]) -> Evaluation:
    """Measures a scan.

    Args:
        truth_path: the town's truth.jsonl.
        found: its leads in any order; of a pair that comes twice the better score counts.
    """
    facts = list(truth.read(truth_path))
    kinds = {label: _kinds(facts, label) for label in ("infringing", "lawful")}
    ranked = _ranked(found)
    true = [pair in kinds["infringing"] for pair in ranked]
    lawful = sum(pair in kinds["lawful"] for pair in ranked)
    planted = len(kinds["infringing"])
    return Evaluation(
        planted=planted,
        found=len(ranked),
        true=sum(true),
        lawful=lawful,
        elsewhere=len(ranked) - sum(true) - lawful,
        precision=_share(true),
        recall=sum(true) / planted if planted else 0.0,
        top=tuple((n, _share(true[:n])) for n in (20, 50)),
        infringing=_per_kind(kinds["infringing"], ranked),
        alarms=_per_kind(kinds["lawful"], ranked),
    )


def _kinds(facts: Iterable[truth.Fact], label: str) -> dict[_Pair, str]:
    return {(f.source, f.listing_id, f.right_id): f.kind for f in facts if f.label == label}


def _ranked(found: Iterable[Found]) -> list[_Pair]:
    """Pairs, best first; equal scores in order of their ids, so that the input's order does not matter."""
    best: dict[_Pair, float] = {}
    for one in found:
        pair = (one.source, one.listing_id, one.right_id)
        best[pair] = max(one.score, best.get(pair, one.score))
    return sorted(best, key=lambda pair: (-best[pair], pair))


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0


def _per_kind(kinds: dict[_Pair, str], ranked: Iterable[_Pair]) -> tuple[KindResult, ...]:
    planted = Counter(kinds.values())
    hits = Counter(kinds[pair] for pair in ranked if pair in kinds)
    return tuple(KindResult(kind, planted[kind], hits[kind]) for kind in sorted(planted))
