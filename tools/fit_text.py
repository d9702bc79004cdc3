"""Fits matching/text/weights.json and forest.npz on real titles whose brand is disguised by benchmarks/disguises.

    python -m tools.fit_text --data ../shared/data

Only the `tune` half of marks and substitutes and titles whose CRC-32 is divisible by four are used; the benchmark
checks on the other half. First a logistic regression of the quick features for each lane and script, whose likeliest
finds are kept; then boosted trees of all features over those. Registries of 10,000 and of 320,000 marks count alike.
"""

import argparse
import json
from pathlib import Path
from random import Random

import numpy as np

from benchmarks.corpus import Case, Corpus, read_marks, read_titles
from benchmarks.disguises import kinds
from benchmarks.substitutes import Part, substitutes
from matching.text.compile import all_lanes
from matching.text.features import FEATURES, QUICK
from matching.text.search import Weights
from matching.text.weigh import FOREST, WEIGHTS
from tools.finds import Registry
from tools.fit_forest import fit_forest
from tools.fit_quick import fit_quick

SIZES = (10_000, 320_000)
TITLES, PLAIN, CLEAN, ANY = {10_000: 16_000, 320_000: 12_000}, 3_000, 26_000, 12_000
FEW = 8  # of so many titles one is used for the quick weights, which need fewer


def cases(corpus: Corpus, size: int) -> list[Case]:
    """Titles for one size of registry."""
    corpus.choose(size)
    titles = (title.text for brand in corpus.branded.values() for title in brand)
    tables = substitutes(Part.TUNE, titles, corpus.aliases())
    hidden = corpus.disguised(list(kinds().values()), TITLES[size], tables)
    return [*hidden, *corpus.plain(PLAIN), *corpus.clean(CLEAN), *corpus.any_titles(ANY)]


def main() -> None:
    """Fits and writes the weights."""
    parser = argparse.ArgumentParser(prog="python -m tools.fit_text", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of marks and titles")
    data = parser.parse_args().data
    marks, titles = read_marks(data), read_titles(data, Part.TUNE)
    sets = []
    for size in SIZES:
        corpus = Corpus(marks, titles, Part.TUNE, Random(3))
        listed = cases(corpus, size)
        sets.append((listed, Registry(corpus)))
    groups = [f"{lane}.{script}" for lane in all_lanes() for script in ("latin", "han")]
    rough = [registry.label(listed[::FEW], None) for listed, registry in sets]
    linear = fit_quick(rough, len(groups), np.random.default_rng(0)).astype(np.float32)
    stored = {
        group: {feature: round(float(weight), 3) for feature, weight in zip(QUICK, row, strict=True)}
        for group, row in zip(groups, linear, strict=True)
    }
    WEIGHTS.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
    del rough
    forest = fit_forest([registry.label(listed, Weights(linear, None)) for listed, registry in sets], seed=1)
    arrays = {name: getattr(forest, name) for name in ("feature", "threshold", "gone", "value")}
    np.savez_compressed(FOREST, features=np.array(FEATURES), base=np.float32(forest.base), **arrays)


if __name__ == "__main__":
    main()
