"""The trees: gradient boosting by LightGBM, and their export into arrays that numpy evaluates."""

from collections.abc import Mapping, Sequence
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from matching.text.features import FEATURES
from matching.text.weigh import LEAVES, Forest
from tools.finds import MEANT, UNKNOWN, Labelled

TREES, RATE, BINS = 600, 0.08, 63
FEWEST = 40  # finds of a leaf
# A nearer form never speaks less for a name, a farther one never more; nor do more and dearer letters speak less, nor a
# usual word, a cut through one, a place far behind or a crowd of names more.
MONOTONE = {
    "same": 1, "changed": -1, "alike": 1, "shape": 1, "sound": 1, "gaps": -1, "inside": -1, "rival": -1, "usual": -1,
    "left_edge": 1, "right_edge": 1, "left_cut": -1, "right_cut": -1, "token_usual": -1, "lead": -1, "name_lead": 1,
    "as_is": 1, "bits": 1, "word_bits": 1, "name_bits": 1, "name_word_bits": 1, "length": 1, "name_length": 1,
    "before": -1, "here": -1, "sharers": -1, "ahead": 1, "behind": 1, "elsewhere": -1, "covered": -1, "overlap": -1,
    "name_usual": -1, "name_known": -1,
}  # fmt: skip
# Half of the names are fitted on as if nobody had heard of them, as most marks of a registry are in no title counted.
UNHEARD = FEATURES.index("name_lead")
ALARMS = 0.001  # share of clean titles with a find above zero


def fit_forest(samples: Sequence[Labelled], seed: int) -> Forest:
    """Trees whose zero is where one clean title in a thousand has a find that was not fitted on."""
    held = [sample.case % 4 == 0 for sample in samples]
    trial = _fit(samples, [~part for part in held], seed)
    zeros = [_zero(trial, sample, part) for sample, part in zip(samples, held, strict=True)]
    whole = _fit(samples, [np.ones(len(part), np.bool_) for part in held], seed)
    print("zeros", zeros)
    return export(whole, -float(np.mean(zeros)))


def _fit(samples: Sequence[Labelled], used: Sequence[NDArray[np.bool_]], seed: int) -> lightgbm.Booster:
    chosen = [
        part & (sample.meant != UNKNOWN) & (sample.weight > 0) & (sample.kinds[sample.case] != "initials")
        for sample, part in zip(samples, used, strict=True)
    ]
    data = lightgbm.Dataset(
        np.concatenate([_unheard(sample, which) for sample, which in zip(samples, chosen, strict=True)]),
        np.concatenate([sample.meant[which] == MEANT for sample, which in zip(samples, chosen, strict=True)]),
        weight=np.concatenate([sample.weight[which] for sample, which in zip(samples, chosen, strict=True)]),
        params={"max_bin": BINS, "verbose": -1},
    )
    params = {
        "objective": "binary", "num_leaves": LEAVES, "learning_rate": RATE, "min_data_in_leaf": FEWEST,
        "lambda_l2": 5.0, "feature_fraction": 0.6, "num_threads": 2, "seed": seed, "verbose": -1, "max_bin": BINS,
        "deterministic": True, "force_row_wise": True, "monotone_constraints": [MONOTONE.get(f, 0) for f in FEATURES],
        "monotone_constraints_method": "intermediate",
    }  # fmt: skip
    return lightgbm.train(params, data, TREES)


def _unheard(sample: Labelled, which: NDArray[np.bool_]) -> NDArray[np.float32]:
    features = sample.features[which].copy()
    features[sample.name[which] % 2 == 0, UNHEARD] = 0
    return features


def _zero(booster: lightgbm.Booster, sample: Labelled, part: NDArray[np.bool_]) -> float:
    """The log-odds that one in a thousand of those clean titles has a find above."""
    titles = np.flatnonzero((sample.kinds == "clean") & (np.arange(len(sample.kinds)) % 4 == 0))
    best = np.full(len(sample.kinds), -np.inf)
    which = np.flatnonzero(part & (sample.kinds[sample.case] == "clean"))
    np.maximum.at(best, sample.case[which], np.asarray(booster.predict(sample.features[which], raw_score=True)))
    return float(np.sort(best[titles])[::-1][int(ALARMS * len(titles))])


def export(booster: lightgbm.Booster, base: float) -> Forest:
    """The trees of a booster as arrays."""
    rows = [_arrays(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]]
    feature, threshold, gone, value = (np.stack(column) for column in zip(*rows, strict=True))
    return Forest(feature, threshold, gone, value, base)


def _arrays(tree: Mapping[str, Any]) -> tuple[NDArray[Any], ...]:
    feature, threshold = np.zeros(LEAVES - 1, np.uint8), np.full(LEAVES - 1, np.inf, np.float32)
    gone, value = np.full(LEAVES - 1, 255, np.uint8), np.zeros(LEAVES, np.float32)
    conditions: list[tuple[int, float, int]] = []

    def walk(node: Mapping[str, Any], first: int) -> int:
        """Numbers the leaves from left to right; gives the number behind the last."""
        if "leaf_value" in node:
            value[first] = node["leaf_value"]
            return first + 1
        middle = walk(node["left_child"], first)
        conditions.append((node["split_feature"], node["threshold"], 255 & ~((1 << middle) - (1 << first))))
        return walk(node["right_child"], middle)

    walk(tree, 0)
    for at, (column, limit, left) in enumerate(conditions):
        rounded = np.float32(limit)
        # The comparison is of 32-bit numbers: the greatest one that is not above the limit.
        feature[at], gone[at] = column, left
        threshold[at] = rounded if rounded <= limit else np.nextafter(rounded, np.float32(-np.inf))
    return feature, threshold, gone, value
