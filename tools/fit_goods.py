"""Fits matching/goods/classifier.npz: which Nice and Locarno classes a text's goods belong to.

    python -m tools.fit_goods --data ../shared/data

Learns from real titles whose source or category says what they sell (tools/goods_titles.py), from titles of every kind
whose words of the goods table agree, and from made ones (tools/made_goods.py). A label may be several classes: then
all of them are right. Shops are never on both sides: chances are fitted and checked on titles of shops that the weights
of their fold did not see; the weights that ship are fitted to all. Prints what docs/decisions/0017 reports.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from itertools import product
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, sparse

from matching.goods import classifier, terms
from matching.goods.classifier import Classifier
from matching.goods.features import BUCKETS, F32, Features, cell_of_kind, cells, features
from tools.goods_report import gold, of_classes, report
from tools.goods_titles import FOLDS, Told, told
from tools.made_goods import made

SEED = 17
STEPS = 45
PULL = 2e-6  # towards 0, by the square of the weights
TIMES = 3  # made titles a word
FORGOTTEN = 0.4  # share of made titles whose word the table is taken not to know, so that its letters are learned
BLIND = 0.25  # share of real titles of which no word is taken to be known
WEIGHTS = {"told": 1.0, "untold": 0.5, "made": 0.5}
MOST_OF_A_CLASS = (
    1_000  # real titles of one class and script; more of them count less, or phones would be what is usual
)
SOFTER = (1.0, 1.1, 1.2, 1.3, 1.4, 1.6, 1.8)  # under 1 texts that say nothing would be told
DOUBTS = (0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.1, 0.12)
LEAST = 2  # weights below, in steps, are left out

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Lesson:
    """Texts with what they may be.

    Attributes:
        features: of each text.
        allowed: bool[n, cells].
        weight: float32[n].
        fold: int[n], -1 where it is learned from in every fold.
        rows: the titles, None for made ones.
    """

    features: Features
    allowed: Mask
    weight: F32
    fold: NDArray[np.int64]
    rows: list[Told | None]


def main() -> None:
    """Fits, checks and writes."""
    parser = argparse.ArgumentParser(prog="python -m tools.fit_goods", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with titles_zh.csv.gz and titles_en.csv.gz")
    given = lesson(list(told(parser.parse_args().data)), Random(SEED))
    judged = given.fold >= 0
    print(f"{len(judged)} texts, {judged.sum()} of them checked", flush=True)
    sums = np.zeros(given.allowed.shape, np.float32)
    for fold in range(len(FOLDS)):
        inside = given.fold == fold
        fitted = fit(given, ~inside)
        sums[inside] = fitted.sums(given.features)[inside] + fitted.bias
    rows = [row for row in given.rows if row and row.fold >= 0]
    print(report(rows, _checked(sums[judged], rows)), flush=True)
    softness = soften(sums[judged], rows)
    final = replace(fit(given, np.ones_like(judged)), softness=softness)
    arrays = {field.name: getattr(final, field.name) for field in fields(final)}
    np.savez_compressed(classifier.FILE, **arrays)
    kept = float((final.grams != 0).mean())
    print(f"softness {softness.tolist()}, {classifier.FILE.stat().st_size:,} bytes, {kept:.1%} of weights")


def _checked(sums: F32, rows: list[Told]) -> F32:
    """Chances of the titles of each fold, by a softness that was fitted to the others."""
    chances = np.zeros_like(sums)
    folds = np.array([row.fold for row in rows])
    for fold in range(len(FOLDS)):
        others = np.flatnonzero(folds != fold)
        softness = soften(sums[others], [rows[at] for at in others.tolist()])
        chances[folds == fold] = softened(sums[folds == fold], softness)
    return chances


def lesson(titles: Sequence[Told], rng: Random) -> Lesson:
    """Everything that is learned from, and what is checked."""
    table = np.array([nice for nice, _ in cells()])
    texts, found, allowed, weights, folds = [], [], [], [], []
    rows: list[Told | None] = []
    for row in titles:
        text = terms.folded(row.title)
        words = terms.find(text)
        classes = row.classes or agreed(words)
        if not classes:
            continue
        texts.append(text)
        found.append([] if row.fold < 0 and rng.random() < BLIND else words)
        allowed.append(_narrowed(np.isin(table, list(classes)), words))
        weights.append(WEIGHTS["told" if row.classes else "untold"])
        folds.append(row.fold)
        rows.append(row)
    for one in made(rng, TIMES):
        text = terms.folded(one.text)
        plain = " ".join(terms.folded(one.word).split())
        forget = rng.random() < FORGOTTEN
        texts.append(text)
        found.append([word for word in terms.find(text) if not (forget and word.word == plain)])
        allowed.append(np.arange(len(cells())) == cell_of_kind()[one.kind])
        weights.append(WEIGHTS["made"])
        folds.append(-1)
        rows.append(None)
    real = np.array([row is not None for row in rows])
    mask = np.array(allowed)
    balanced = np.array(weights, np.float32)
    for script in (True, False):
        chosen = real & (np.array([text.isascii() for text in texts]) == script)
        balanced[chosen] = _balanced(mask[chosen], balanced[chosen])
    return Lesson(features(texts, found), mask, balanced, np.array(folds, np.int64), rows)


def _balanced(allowed: Mask, weights: F32) -> F32:
    """Weights under which no class counts for more than `MOST_OF_A_CLASS` titles."""
    of_class = allowed @ (np.array([[nice] for nice, _ in cells()]) == np.arange(46))
    shares = of_class / of_class.sum(axis=1, keepdims=True)
    mass = (shares * weights[:, None]).sum(axis=0)
    scale = np.minimum(1, MOST_OF_A_CLASS / np.maximum(mass, 1))
    balanced: F32 = (weights * (shares @ scale)).astype(np.float32)
    return balanced


def agreed(words: Sequence[terms.Term]) -> frozenset[int]:
    """The class of a title's words of the table, where all of them are of one."""
    table = [cells()[cell][0] for cell in cell_of_kind()]
    classes = {table[kind] for word in words for kind in word.kinds}
    return frozenset(classes) if len(classes) == 1 else frozenset()


def _narrowed(allowed: Mask, words: Sequence[terms.Term]) -> Mask:
    """Cells within the allowed that words speak for, if any: so Locarno classes are learned too."""
    spoken = np.zeros_like(allowed)
    spoken[[cell_of_kind()[kind] for word in words for kind in word.kinds]] = True
    both = allowed & spoken
    return both if both.any() else allowed


def fit(given: Lesson, chosen: Mask) -> Classifier:
    """Weights of the largest likelihood that the allowed cells have, by L-BFGS."""
    counts = np.diff(given.features.starts)
    values = np.repeat(1 / np.sqrt(np.maximum(counts, 1)), counts).astype(np.float32)
    every = sparse.csr_matrix((values, given.features.grams, given.features.starts), shape=(len(counts), BUCKETS))
    left = sparse.hstack([every, sparse.csr_matrix(given.features.terms)], format="csr")[chosen].astype(np.float32)
    right = left.T.tocsr()
    allowed, weight = given.allowed[chosen], given.weight[chosen, None] / given.weight[chosen].sum()
    width, rows = allowed.shape[1], left.shape[1]

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights, bias = flat[:-width].reshape(rows, width).astype(np.float32), flat[-width:].astype(np.float32)
        chances = _softmax(left @ weights + bias)
        right_ones = chances * allowed
        told = np.maximum(right_ones.sum(axis=1, keepdims=True), 1e-9)
        slope = weight * (chances - right_ones / told)
        value = -float((weight * np.log(told)).sum()) + PULL / 2 * float((flat**2).sum())
        return value, np.concatenate([(right @ slope).ravel(), slope.sum(axis=0)]).astype(np.float64) + PULL * flat

    flat, _, _ = optimize.fmin_l_bfgs_b(loss, np.zeros((rows + 1) * width), maxiter=STEPS, m=6)
    weights = flat[:-width].reshape(rows, width)
    grams = weights[:BUCKETS]
    step = (np.abs(grams).max(axis=0) / 127).astype(np.float32)
    steps = np.rint(grams / np.maximum(step, 1e-9)).astype(np.int8)
    steps[np.abs(steps) < LEAST] = 0
    bias = flat[-width:].astype(np.float32)
    return Classifier(steps, step, weights[BUCKETS:].astype(np.float32), bias, np.array([1, 0], np.float32))


def soften(sums: F32, rows: Sequence[Told]) -> F32:
    """The softness, of those tried, under which the chance of the likeliest class says best whether it is right."""
    right = gold(rows)

    def cost(softness: F32) -> float:
        chances = of_classes(softened(sums, softness))
        first = chances.argmax(axis=1)[:, None]
        said = np.take_along_axis(chances, first, axis=1)
        return -float(np.log(np.where(np.take_along_axis(right, first, axis=1), said, 1 - said + 1e-6)).mean())

    return min((np.array(pair, np.float32) for pair in product(SOFTER, DOUBTS)), key=cost)


def softened(sums: F32, softness: F32) -> F32:
    """Chances of sums (`Classifier.chances`)."""
    none = np.zeros(sums.shape[1], np.float32)
    return Classifier(np.zeros((0, 0), np.int8), none, none, none, softness).chances(sums)


def _softmax(sums: F32) -> F32:
    raw = np.exp(sums - sums.max(axis=1, keepdims=True))
    chances: F32 = raw / raw.sum(axis=1, keepdims=True)
    return chances


if __name__ == "__main__":
    main()
