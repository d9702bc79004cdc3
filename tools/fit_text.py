"""Fits matching/text/weights.json on real titles whose brand is disguised by benchmarks/disguises.

    python -m tools.fit_text --data ../shared/data

Only the `tune` half of marks and substitutes and titles whose CRC-32 is divisible by four are used; the benchmark
checks on the other half. For each lane and script a logistic regression tells finds of the hidden mark from finds in
clean titles; then each group's log-odds are shifted so that zero is the place where, all groups together, about one
clean title in a thousand has a find above it, at a small registry and at a large one.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from benchmarks.corpus import Case, Corpus, read_marks, read_titles
from benchmarks.disguises import kinds
from benchmarks.substitutes import Part, substitutes
from matching.text.compile import all_lanes
from matching.text.index import WEIGHTS, TextIndex
from matching.text.search import FEATURES, Finds
from tools.fit_groups import Group, fit, shifts

SIZES = (10_000, 320_000)
TITLES, PLAIN, CLEAN = 6_000, 2_000, 20_000
SHORT = 4  # letters; short names that stand in a title by chance are what exact finds must be told from
BATCH = 2_000


def finds(index: TextIndex, cases: Sequence[Case]) -> Iterator[tuple[Case, Finds, int, int, int]]:
    """Each find with its title, its number, and the characters that it covers."""
    for start in range(0, len(cases), BATCH):
        some = cases[start : start + BATCH]
        batch, found, _ = index.search([case.title for case in some])
        origin = batch.plain.stream.origin
        ends = np.sort(np.stack([origin[found.start], origin[found.end - 1]]), axis=0)
        for at in range(len(found.text)):
            yield some[found.text[at]], found, at, int(ends[0, at]), int(ends[1, at]) + 1


def learn(corpus: Corpus, size: int, groups: Sequence[Group], tables: object) -> int:
    """Adds the finds of one size of registry to the groups; gives the number of clean titles."""
    corpus.choose(size)
    hidden = corpus.disguised(list(kinds().values()), TITLES, tables)  # type: ignore[arg-type]
    plain, clean = corpus.plain(PLAIN), corpus.clean(CLEAN)
    index = TextIndex.of([(n, name) for n, mark in enumerate(corpus.marks) for name in mark.names])
    ids = [mark.right_id for mark in corpus.marks]
    exact = {2 * list(all_lanes()).index("exact"), 2 * list(all_lanes()).index("exact") + 1}
    for case, found, at, first, last in finds(index, [*hidden, *plain]):
        group = groups[found.lane[at]]
        overlaps = min(last, case.start + len(case.written)) > max(first, case.start)
        if overlaps and any(ids[owner] in case.gold for owner in index.owners(int(found.name[at]))):
            group.add(size, found.features[at], 1, case.listing_id, case.kind)
        elif not overlaps and (found.lane[at] not in exact or (size == max(SIZES) and last - first <= SHORT)):
            group.add(size, found.features[at], 0, "", "")
    for case, found, at, _, _ in finds(index, clean):
        groups[found.lane[at]].add(size, found.features[at], 0, case.listing_id, "clean")
    return len(clean)


def main() -> None:
    """Fits and writes the weights."""
    parser = argparse.ArgumentParser(prog="python -m tools.fit_text", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of marks and titles")
    data = parser.parse_args().data
    marks = read_marks(data)
    titles = read_titles(data, Part.TUNE)
    groups = [Group(f"{lane}.{script}") for lane in all_lanes() for script in ("latin", "han")]
    clean = {}
    for size in SIZES:
        corpus = Corpus(marks, titles, Part.TUNE, Random(3))
        tables = substitutes(Part.TUNE, (title.text for title in titles), corpus.aliases())
        clean[size] = learn(corpus, size, groups, tables)
    weights: list[NDArray[np.float64]] = [fit(group) for group in groups]
    shifts(groups, weights, clean)
    stored = {
        group.name: dict(zip(FEATURES, (round(float(w), 3) for w in row), strict=True))
        for group, row in zip(groups, weights, strict=True)
    }
    WEIGHTS.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
