"""How often the classifier of goods is right, and whether its chances are shares; printed by tools/fit_goods.py."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from matching.goods.features import cells
from tools.goods_titles import Told

TOP = 3
EDGES = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 0.99, 1.0)
Chances = NDArray[np.float32]
NUMBERS = np.arange(1, 46)


def report(rows: Sequence[Told], chances: Chances) -> str:
    """Tables of what was checked.

    Args:
        rows: titles with the classes that are right.
        chances: float32[n, cells] of each, by weights and softness that have not seen its shop.
    """
    of_class = of_classes(chances)
    order = np.argsort(-of_class, axis=1)
    hits = np.take_along_axis(gold(rows), order[:, :TOP], axis=1)
    sure = of_class.max(axis=1)
    lines = [_line("all", hits), f"{'the commonest class for all':28} {_majority(rows):6.1%}"]
    for script, inside in (("Chinese", False), ("English", True)):
        lines.append(_line(script, hits[np.array([row.title.isascii() for row in rows]) == inside]))
    lines += (_line(source, hits[np.array([row.source == source for row in rows])]) for source in _sources(rows))
    return "\n".join([*lines, *_reliability(sure, hits[:, 0]), *_coverage(sure, hits[:, 0])])


def of_classes(chances: Chances) -> Chances:
    """float32[n, 45]: chances of cells as chances of Nice classes."""
    belongs = np.array([[nice] for nice, _ in cells()]) == NUMBERS
    summed: Chances = chances @ belongs.astype(np.float32)
    return summed


def gold(rows: Sequence[Told]) -> NDArray[np.bool_]:
    """bool[n, 45]: the classes that are right."""
    return np.array([np.isin(NUMBERS, list(row.classes)) for row in rows])


def _sources(rows: Sequence[Told]) -> list[str]:
    return sorted({row.source for row in rows})


def _line(name: str, hits: NDArray[np.bool_]) -> str:
    return (
        f"{name:28} {hits[:, 0].mean():6.1%} first, {hits.any(axis=1).mean():6.1%} among {TOP}, {len(hits):6,} titles"
    )


def _majority(rows: Sequence[Told]) -> float:
    counts = Counter(number for row in rows for number in row.classes)
    return counts.most_common(1)[0][1] / len(rows)


def _reliability(sure: Chances, right: NDArray[np.bool_]) -> Iterator[str]:
    gap = 0.0
    for low, high in pairwise(EDGES):
        chosen = (sure > low) & (sure <= high)
        if chosen.any():
            said, was = sure[chosen].mean(), right[chosen].mean()
            gap += abs(said - was) * chosen.mean()
            yield f"said {low:.2f} to {high:.2f}: {chosen.mean():6.1%} of titles, said {said:.3f}, right {was:.3f}"
    yield f"expected calibration error {gap:.3f}"


def _coverage(sure: Chances, right: NDArray[np.bool_]) -> Iterator[str]:
    for least in EDGES[1:-1]:
        chosen = sure >= least
        if not chosen.any():
            break
        yield f"from {least:.2f}: {chosen.mean():6.1%} of titles are told, {right[chosen].mean():6.1%} of them rightly"
